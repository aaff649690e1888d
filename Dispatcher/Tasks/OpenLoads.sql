-- name: open-tasks-by-unit-grid-and-member
-- Grows with what is open, not with what was ever issued.
SELECT unit,
       grid,
       member,
       COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
GROUP BY unit, grid, member
