-- name: schema-version
SELECT MAX(version)
FROM schema_version

-- name: database-server
SELECT 'SQLite ' || sqlite_version()
