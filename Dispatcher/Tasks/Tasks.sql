-- name: page-of-tasks
-- Keyset paging over the unique number, which begins with the day of issue: a page costs the same however deep it lies.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE number < @NumberBefore
  AND (@State IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty IS NULL OR duty = @Duty)
  AND (@Member IS NULL OR member = @Member)
  AND (@SeesAll OR member = @OwnMember OR (member IS NULL AND state <> 'Waiting' AND unit IN (SELECT value FROM json_each(@Desks))))
ORDER BY number DESC
LIMIT @Limit

-- name: page-of-tasks-of-units
-- From each unit no more than a page, in the order of its index, then the newest of them all: the cost grows with the
-- units asked for, not with the tasks. CROSS JOIN keeps SQLite from turning the order around.
SELECT task.id, task.number, task.matter_id, task.duty, task.duty_version, task.step, task.unit, task.channel, task.grid, task.member, task.state,
       task.suspended_from, task.issued_at, task.deadline_at, task.accepted_at, task.submitted_at, task.closed_at, task.cancelled_at,
       task.closed_automatically, task.revision
FROM json_each(@Units) AS wanted
CROSS JOIN task
WHERE task.id IN (
    SELECT its.id
    FROM task AS its INDEXED BY task_by_unit
    WHERE its.unit = wanted.value
      AND its.number < @NumberBefore
      AND (@State IS NULL OR its.state = @State OR (@State = 'open' AND its.closed_at IS NULL AND its.cancelled_at IS NULL))
      AND (@Duty IS NULL OR its.duty = @Duty)
      AND (@Member IS NULL OR its.member = @Member)
      AND (@SeesAll OR its.member = @OwnMember OR (its.member IS NULL AND its.state <> 'Waiting' AND its.unit IN (SELECT value FROM json_each(@Desks))))
    ORDER BY its.number DESC
    LIMIT @Limit)
ORDER BY task.number DESC
LIMIT @Limit

-- name: find-task
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id = @Id
   OR number = @Number

-- name: find-matter
SELECT id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, issued_at
FROM matter
WHERE id = @Id
