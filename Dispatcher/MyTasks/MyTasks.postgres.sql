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
  AND task.unit = ANY (ARRAY(SELECT json_array_elements_text(@Desks::json)))
  AND NOT EXISTS (SELECT 1 FROM assignment WHERE assignment.task_id = task.id AND assignment.member = @Member)
ORDER BY COALESCE(task.deadline_at, 9000000000000000), task.number
LIMIT @Limit
