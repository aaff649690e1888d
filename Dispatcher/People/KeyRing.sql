-- name: all-protection-keys
SELECT name, body, created_at
FROM protection_key
ORDER BY created_at

-- name: add-protection-key
INSERT INTO protection_key (name, body, created_at)
VALUES (@Name, @Body, @CreatedAt)
ON CONFLICT (name) DO NOTHING
