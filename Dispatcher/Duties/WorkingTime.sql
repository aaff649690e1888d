-- name: save-shifts
INSERT INTO shift (code, name, name_en, hours)
VALUES (@Code, @Name, @NameEn, @Hours)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    name_en = excluded.name_en,
    hours = excluded.hours

-- name: all-shifts
SELECT code, name, name_en, hours
FROM shift
ORDER BY code

-- name: forget-rosters
DELETE FROM roster

-- name: add-rosters
INSERT INTO roster (code, name, name_en, duties, from_at, to_at, grids, members)
VALUES (@Code, @Name, @NameEn, @Duties, @FromAt, @ToAt, @Grids, @Members)

-- name: all-rosters
SELECT code, name, name_en, duties, from_at, to_at, grids, members
FROM roster
ORDER BY code

-- name: forget-calendar-days
DELETE FROM calendar_day

-- name: add-calendar-days
INSERT INTO calendar_day (day, is_worked)
VALUES (@Day, @IsWorked)

-- name: all-calendar-days
SELECT day, is_worked
FROM calendar_day
ORDER BY day
