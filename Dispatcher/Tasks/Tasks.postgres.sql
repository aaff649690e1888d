-- name: page-of-tasks
-- Keyset paging over the unique number, which begins with the day of issue: a page costs the same however deep it lies.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE number < @NumberBefore
  AND (@State::text IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty::text IS NULL OR duty = @Duty)
  AND (@Member::text IS NULL OR member = @Member)
  AND (@SeesAll OR member = @OwnMember OR (
       member IS NULL AND state <> 'Waiting' AND unit = ANY (ARRAY(SELECT json_array_elements_text(@Desks::json)))))
ORDER BY number DESC
LIMIT @Limit

-- name: page-of-tasks-of-units
-- From each unit no more than a page, in the order of its index, then the newest of them all: the cost grows with the
-- units asked for, not with the tasks.
SELECT its.id, its.number, its.matter_id, its.duty, its.duty_version, its.step, its.unit, its.channel, its.grid, its.member, its.state,
       its.suspended_from, its.issued_at, its.deadline_at, its.accepted_at, its.submitted_at, its.closed_at, its.cancelled_at,
       its.closed_automatically, its.revision
FROM json_array_elements_text(@Units::json) AS wanted (unit)
CROSS JOIN LATERAL (
    SELECT *
    FROM task
    WHERE task.unit = wanted.unit
      AND number < @NumberBefore
      AND (@State::text IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
      AND (@Duty::text IS NULL OR duty = @Duty)
      AND (@Member::text IS NULL OR member = @Member)
      AND (@SeesAll OR member = @OwnMember OR (
           member IS NULL AND state <> 'Waiting' AND task.unit = ANY (ARRAY(SELECT json_array_elements_text(@Desks::json)))))
    ORDER BY number DESC
    LIMIT @Limit) AS its
ORDER BY its.number DESC
LIMIT @Limit
