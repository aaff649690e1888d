-- name: bench-database-bytes
SELECT pg_database_size(current_database())

-- name: bench-empty-tables
TRUNCATE matter, task, assignment, routing, feedback, outbox
