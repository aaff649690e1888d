-- name: schema-version
SELECT MAX(version)
FROM schema_version
