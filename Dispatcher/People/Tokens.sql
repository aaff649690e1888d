-- name: add-access-tokens
INSERT INTO access_token (hash, name, role, member, unit, created_at, expires_at, account)
VALUES (@Hash, @Name, @Role, @Member, @Unit, @CreatedAt, @ExpiresAt, @Account)

-- name: find-access-token
SELECT name, role, member, unit, account, expires_at
FROM access_token
WHERE hash = @Hash
  AND expires_at > @Now
  AND revoked_at IS NULL

-- name: tokens-of-account
SELECT hash, name, role, unit, created_at, expires_at
FROM access_token
WHERE account = @Account
  AND expires_at > @Now
  AND revoked_at IS NULL
ORDER BY created_at DESC

-- name: revoke-token
UPDATE access_token
SET revoked_at = @Now
WHERE hash = @Hash

-- name: revoke-tokens-of-account
UPDATE access_token
SET revoked_at = @Now
WHERE account = @Account
  AND revoked_at IS NULL

-- name: count-access-tokens
SELECT COUNT(*)
FROM access_token

-- name: forget-expired-tokens
DELETE FROM access_token
WHERE expires_at < @Before
