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
