-- name: board-tasks-by-id
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id = ANY (ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(@Ids::json) AS value))

-- name: board-tasks-changed
-- The ids first, as a list: joined, the planner would rather read all partitions.
SELECT id, duty, unit, channel, grid, issued_at, deadline_at, closed_at, cancelled_at, closed_automatically
FROM task
WHERE id = ANY (ARRAY(
    SELECT task_id
    FROM journal
    WHERE seq > @After
      AND seq <= @To))
