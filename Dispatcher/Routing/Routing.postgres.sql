-- name: count-open-tasks-of-members
-- In a turn, so it must be quick: the partial index of open tasks alone is read, a few entries for each member.
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member = ANY (ARRAY(SELECT json_array_elements_text(@Members::json)))
GROUP BY member

-- name: add-assignments
COPY assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity)
FROM STDIN (FORMAT BINARY)

-- name: add-next-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity)
SELECT
    task_id,
    (SELECT COALESCE(MAX(earlier.sequence), 0) + 1 FROM assignment AS earlier WHERE earlier.task_id = added.task_id),
    unit, member, at, rule, candidates, load, capacity
FROM unnest(@TaskId, @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity) AS added (
    task_id, unit, member, at, rule, candidates, load, capacity)
