-- name: add-access-tokens
INSERT INTO access_token (hash, name, role, member, unit, created_at, expires_at)
VALUES (@Hash, @Name, @Role, @Member, @Unit, @CreatedAt, @ExpiresAt)

-- name: find-access-token
SELECT name, role, member, unit
FROM access_token
WHERE hash = @Hash
  AND expires_at > @Now

-- name: count-access-tokens
SELECT COUNT(*)
FROM access_token

-- name: forget-expired-tokens
DELETE FROM access_token
WHERE expires_at < @Before
