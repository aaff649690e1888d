-- name: save-city
INSERT INTO city (only_row, code, name, name_en, zone)
VALUES (1, @Code, @Name, @NameEn, @Zone)
ON CONFLICT (only_row) DO UPDATE
SET code = excluded.code,
    name = excluded.name,
    name_en = excluded.name_en,
    zone = excluded.zone

-- name: the-city
SELECT code, name, name_en, zone
FROM city

-- name: newest-duties
SELECT code, version, body
FROM duty
WHERE is_newest = 1

-- name: retire-duty-versions
UPDATE duty
SET is_newest = 0
WHERE code = @Code
  AND is_newest = 1

-- name: add-duty-versions
INSERT INTO duty (code, version, is_newest, body, saved_at)
VALUES (@Code, @Version, 1, @Body, @SavedAt)

-- name: all-duty-versions
SELECT code, version, body
FROM duty
ORDER BY code, version
