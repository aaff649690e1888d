-- name: add-upload
INSERT INTO upload (id, owner, name, mapping, body, created_at)
VALUES (@Id, @Owner, @Name, @Mapping, @Body, @CreatedAt)

-- name: find-upload
SELECT id, name, mapping, body, created_at
FROM upload
WHERE id = @Id
  AND owner = @Owner
  AND created_at >= @Since

-- name: forget-surplus-uploads
-- Only the newest few of each owner are kept.
DELETE FROM upload
WHERE owner = @Owner
  AND id NOT IN (
    SELECT id
    FROM upload
    WHERE owner = @Owner
    ORDER BY created_at DESC
    LIMIT @Keep)

-- name: forget-upload
DELETE FROM upload
WHERE id = @Id
  AND owner = @Owner

-- name: forget-old-uploads
DELETE FROM upload
WHERE created_at < @Before
