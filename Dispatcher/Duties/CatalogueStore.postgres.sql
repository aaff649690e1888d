-- name: retire-duty-versions
UPDATE duty
SET is_newest = 0
WHERE code = ANY (@Code)
  AND is_newest = 1

-- name: add-duty-versions
INSERT INTO duty (code, version, is_newest, body, saved_at)
SELECT code, version, 1, body, saved_at
FROM unnest(@Code, @Version, @Body, @SavedAt) AS added (code, version, body, saved_at)
