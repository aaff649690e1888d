-- name: add-access-tokens
COPY access_token (hash, name, role, member, created_at, expires_at)
FROM STDIN (FORMAT BINARY)
