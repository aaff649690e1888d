-- name: my-open-tasks
-- By the index of open tasks: a member has some dozens at most.
SELECT task.id, task.number, task.matter_id, task.duty, task.duty_version, task.step, task.unit, task.channel, task.grid, task.member, task.state,
       task.suspended_from, task.issued_at, task.deadline_at, task.accepted_at, task.submitted_at, task.closed_at, task.cancelled_at,
       task.closed_automatically, task.revision,
       matter.subject, matter.place, matter.latitude, matter.longitude,
       assignment.rule, assignment.candidates, assignment.load, assignment.capacity, assignment.because
FROM task
JOIN matter ON matter.id = task.matter_id
LEFT JOIN assignment ON assignment.task_id = task.id
    AND assignment.sequence = (SELECT MAX(latest.sequence) FROM assignment AS latest WHERE latest.task_id = task.id)
WHERE task.member = @Member
  AND task.closed_at IS NULL
  AND task.cancelled_at IS NULL
ORDER BY COALESCE(task.deadline_at, 9000000000000000), task.number
LIMIT @Limit

-- name: my-desk-tasks
-- What the member had and gave back is not offered again.
SELECT task.id, task.number, task.matter_id, task.duty, task.duty_version, task.step, task.unit, task.channel, task.grid, task.member, task.state,
       task.suspended_from, task.issued_at, task.deadline_at, task.accepted_at, task.submitted_at, task.closed_at, task.cancelled_at,
       task.closed_automatically, task.revision,
       matter.subject, matter.place, matter.latitude, matter.longitude
FROM task
JOIN matter ON matter.id = task.matter_id
WHERE task.member IS NULL
  AND task.closed_at IS NULL
  AND task.cancelled_at IS NULL
  AND task.state = 'Assigned'
  AND task.unit IN (SELECT value FROM json_each(@Desks))
  AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.task_id = task.id AND assignment.member = @Member)
ORDER BY COALESCE(task.deadline_at, 9000000000000000), task.number
LIMIT @Limit

-- name: my-done-tasks
SELECT task.id, task.number, task.matter_id, task.duty, task.duty_version, task.step, task.unit, task.channel, task.grid, task.member, task.state,
       task.suspended_from, task.issued_at, task.deadline_at, task.accepted_at, task.submitted_at, task.closed_at, task.cancelled_at,
       task.closed_automatically, task.revision,
       matter.subject, matter.place, matter.latitude, matter.longitude
FROM task
JOIN matter ON matter.id = task.matter_id
WHERE task.member = @Member
  AND task.closed_automatically = 0
ORDER BY task.closed_at DESC
LIMIT @Limit
