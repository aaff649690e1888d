-- name: count-open-tasks-of-members
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IN (SELECT value FROM json_each(@Members))
GROUP BY member

-- name: add-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity)
VALUES (@TaskId, @Sequence, @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity)

-- name: add-next-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity)
VALUES (
    @TaskId,
    (SELECT COALESCE(MAX(sequence), 0) + 1 FROM assignment WHERE task_id = @TaskId),
    @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity)

-- name: assignments-of-task
SELECT task_id, sequence, unit, member, at, rule, candidates, load, capacity
FROM assignment
WHERE task_id = @Id
ORDER BY sequence
