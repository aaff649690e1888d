-- name: database-server
SELECT 'PostgreSQL ' || current_setting('server_version')
