-- name: save-shifts
INSERT INTO shift (code, name, name_en, hours)
SELECT code, name, name_en, hours
FROM unnest(@Code, @Name, @NameEn, @Hours) AS saved (code, name, name_en, hours)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    name_en = excluded.name_en,
    hours = excluded.hours

-- name: add-rosters
INSERT INTO roster (code, name, name_en, duties, from_at, to_at, grids, members)
SELECT code, name, name_en, duties, from_at, to_at, grids, members
FROM unnest(@Code, @Name, @NameEn, @Duties, @FromAt, @ToAt, @Grids, @Members)
    AS added (code, name, name_en, duties, from_at, to_at, grids, members)

-- name: add-calendar-days
INSERT INTO calendar_day (day, is_worked)
SELECT day, is_worked
FROM unnest(@Day, @IsWorked) AS added (day, is_worked)
