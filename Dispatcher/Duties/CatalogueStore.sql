-- name: save-city
INSERT INTO city (only_row, code, name, name_en, zone)
VALUES (1, @Code, @Name, @NameEn, @Zone)
ON CONFLICT (only_row) DO UPDATE
SET code = excluded.code,
    name = excluded.name,
    name_en = excluded.name_en,
    zone = excluded.zone

-- name: hold-catalogue
-- The one row of the city is what everybody who changes the catalogue meets at.
UPDATE city
SET code = code

-- name: newest-catalogue-version-number
SELECT COALESCE(MAX(version), 0)
FROM catalogue_version

-- name: newest-catalogue-version
SELECT version, body
FROM catalogue_version
ORDER BY version DESC
LIMIT 1

-- name: catalogue-version
SELECT version, body
FROM catalogue_version
WHERE version = @Version

-- name: add-catalogue-version
INSERT INTO catalogue_version (version, saved_at, body)
VALUES (@Version, @SavedAt, @Body)

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

-- name: retire-duty-version
UPDATE duty
SET is_newest = 0
WHERE code = @Code
  AND version = @Version
  AND is_newest = 1

-- name: add-duty-version
INSERT INTO duty (code, version, is_newest, body, saved_at)
VALUES (@Code, @Version, 1, @Body, @SavedAt)
ON CONFLICT (code, version) DO NOTHING

-- name: add-duty-publication
INSERT INTO duty_publication (duty, version, published_at, published_by, reason)
VALUES (@Duty, @Version, @PublishedAt, @PublishedBy, @Reason)

-- name: versions-of-duty
SELECT duty.version, duty.saved_at, duty_publication.published_by, duty_publication.reason
FROM duty
LEFT JOIN duty_publication ON duty_publication.duty = duty.code AND duty_publication.version = duty.version
WHERE duty.code = @Code
ORDER BY duty.version
