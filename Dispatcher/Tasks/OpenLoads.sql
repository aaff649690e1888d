-- name: open-tasks-by-unit-and-member
-- Read from task_open_by_unit alone: grows with what is open, not with what was ever issued.
SELECT unit,
       member,
       COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
GROUP BY unit, member

-- name: open-tasks-by-grid
SELECT grid,
       COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
GROUP BY grid
