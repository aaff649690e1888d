-- name: past-tasks-for-simulation
-- What a simulation lets arrive again. A task was ready when it was first assigned; a step after another one not before that one was
-- closed, which only the assignment tells. One more row than wanted tells that there are too many.
SELECT task.duty,
       task.duty_version,
       task.step,
       task.unit,
       task.grid,
       task.member,
       task.issued_at,
       task.deadline_at,
       task.accepted_at,
       task.submitted_at,
       task.closed_at,
       task.cancelled_at,
       task.closed_automatically,
       matter.subject,
       matter.place,
       matter.latitude,
       matter.longitude,
       matter.parameters,
       matter.excluded,
       assigned.at AS ready_at
FROM task
JOIN matter ON matter.id = task.matter_id
LEFT JOIN assignment AS assigned ON assigned.task_id = task.id AND assigned.sequence = 1
WHERE task.issued_at >= @From
  AND task.issued_at < @To
  AND (@Units IS NULL OR task.unit IN (SELECT value FROM json_each(@Units)))
ORDER BY task.id
LIMIT @Limit
