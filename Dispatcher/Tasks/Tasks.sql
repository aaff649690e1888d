-- name: page-of-tasks
-- Keyset paging over the unique number, which begins with the day of issue: a page costs the same however deep it lies.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE number < @NumberBefore
  AND (@State IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty IS NULL OR duty = @Duty)
  AND (@Unit IS NULL OR unit = @Unit)
  AND (@Member IS NULL OR member = @Member)
  AND (@SeesAll OR member = @OwnMember OR (member IS NULL AND state <> 'Waiting' AND unit IN (SELECT value FROM json_each(@Desks))))
ORDER BY number DESC
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
