-- name: add-access-tokens
COPY access_token (hash, name, role, member, unit, created_at, expires_at, account)
FROM STDIN (FORMAT BINARY)
