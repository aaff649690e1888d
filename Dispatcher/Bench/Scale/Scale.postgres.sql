-- name: make-partitions-since
-- A city that grew for 13 months has a partition for each of them.
SELECT make_month_partitions(@From, 14)::BIGINT

-- name: settle-what-was-seeded
-- What autovacuum would have done in the meantime.
ANALYZE
