-- name: page-of-tasks
-- Keyset paging over the unique number, which begins with the day of issue: a page costs the same however deep it lies.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE number < @NumberBefore
  AND (@State::text IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty::text IS NULL OR duty = @Duty)
  AND (@Unit::text IS NULL OR unit = @Unit)
  AND (@Member::text IS NULL OR member = @Member)
  AND (@SeesAll OR member = @OwnMember OR (
       member IS NULL AND state <> 'Waiting' AND unit = ANY (ARRAY(SELECT json_array_elements_text(@Desks::json)))))
ORDER BY number DESC
LIMIT @Limit
