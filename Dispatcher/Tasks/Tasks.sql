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
