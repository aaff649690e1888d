-- name: count-tasks-by-month-of-issue
-- Months of 30 days, newest first: from how far back tasks are kept when there are more than memory should hold.
SELECT issued_at / 2592000000 AS month,
       COUNT(*) AS tasks
FROM task
GROUP BY issued_at / 2592000000
ORDER BY issued_at / 2592000000 DESC

-- name: board-tasks
-- All that can count in a period from the instant on.
SELECT id, duty, unit, channel, grid, issued_at, deadline_at, closed_at, cancelled_at, closed_automatically
FROM task
WHERE issued_at >= @From
   OR deadline_at >= @From
   OR closed_at >= @From
   OR cancelled_at >= @From
   OR (closed_at IS NULL AND cancelled_at IS NULL)
ORDER BY id

-- name: board-tasks-changed
SELECT id, duty, unit, channel, grid, issued_at, deadline_at, closed_at, cancelled_at, closed_automatically
FROM task
WHERE id IN (
    SELECT task_id
    FROM journal
    WHERE seq > @After
      AND seq <= @To)

-- name: board-acts
SELECT task_id,
       kind,
       path,
       recorded_at,
       CASE WHEN path LIKE '%>Closed' AND facts LIKE '%"automatic":true%' THEN 1 ELSE 0 END AS automatic
FROM journal
WHERE seq > @After
  AND seq <= @To
ORDER BY seq

-- name: board-tasks-by-id
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id IN (SELECT unhex(value) FROM json_each(@Ids))
