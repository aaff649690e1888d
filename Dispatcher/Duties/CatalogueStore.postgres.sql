-- name: retire-duty-versions
UPDATE duty
SET is_newest = 0
WHERE code = ANY (@Code)
  AND is_newest = 1

-- name: add-duty-versions
INSERT INTO duty (code, version, is_newest, body, saved_at)
SELECT code, version, 1, body, saved_at
FROM unnest(@Code, @Version, @Body, @SavedAt) AS added (code, version, body, saved_at)

-- name: save-shifts
INSERT INTO shift (code, body)
SELECT code, body
FROM unnest(@Code, @Body) AS saved (code, body)
ON CONFLICT (code) DO UPDATE
SET body = excluded.body

-- name: add-rosters
INSERT INTO roster (code, body)
SELECT code, body
FROM unnest(@Code, @Body) AS added (code, body)

-- name: add-calendar-days
INSERT INTO calendar_day (day, worked)
SELECT day, worked
FROM unnest(@Day, @Worked) AS added (day, worked)
