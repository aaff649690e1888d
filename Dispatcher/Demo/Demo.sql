-- name: find-demo
SELECT seed, ends_at, filled_to
FROM demo

-- name: begin-demo
INSERT INTO demo (only_row, seed, ends_at, filled_to)
VALUES (1, @Seed, @EndsAt, @FilledTo)

-- name: move-demo
-- In the transaction that writes the work up to there, so that a start after a crash goes on behind it.
UPDATE demo
SET filled_to = @FilledTo
WHERE only_row = 1

-- name: count-what-is-real
-- A city, a token or a matter: somebody has begun to use this database.
SELECT (SELECT COUNT(*) FROM city) + (SELECT COUNT(*) FROM access_token) + (SELECT COUNT(*) FROM matter)

-- name: demo-tasks-written
SELECT matter.external_id, task.id, task.step
FROM matter
JOIN task ON task.matter_id = matter.id
WHERE matter.source = @Source
  AND matter.external_id IS NOT NULL

-- name: demo-tasks-in-hand
-- The oldest first; the partial index of open tasks serves it.
SELECT id, number, duty, duty_version, step, unit, member, state, deadline_at
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND state IN ('Assigned', 'Accepted')
ORDER BY issued_at, id
LIMIT @Max

-- name: count-demo-matters
SELECT COUNT(*)
FROM matter
