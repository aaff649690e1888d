-- name: find-task
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id = @Id
   OR number = @Number

-- name: tasks-of-matter
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE matter_id = @Matter
ORDER BY number
LIMIT 100

-- name: answers-of-task
SELECT message_id, at, by, outcome
FROM feedback
WHERE task_id = @Task
ORDER BY at, message_id

-- name: messages-on-their-way
-- Those saved about when the task was assigned; ids are in time order, and bodies name up to 200 tasks each, so no more are searched.
SELECT id, queue, attempts, sent_at
FROM (
    SELECT id, queue, attempts, sent_at, body
    FROM outbox
    WHERE id >= @First
      AND id < @Last
    ORDER BY id DESC
    LIMIT 200) AS then_saved
WHERE instr(body, @TaskText) > 0
