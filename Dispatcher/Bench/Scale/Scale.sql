-- name: make-partitions-since
-- One file has none.
SELECT 0

-- name: settle-what-was-seeded
SELECT 0
