-- name: bench-database-bytes
SELECT page_count * page_size
FROM pragma_page_count(), pragma_page_size()

-- name: bench-counts
-- What must be there, and what must not, when every task went its way.
SELECT (SELECT COUNT(*) FROM matter) AS matters,
       (SELECT COUNT(*) FROM task) AS tasks,
       (SELECT COUNT(*) FROM task WHERE closed_at IS NOT NULL) AS closed,
       (SELECT COUNT(*) FROM assignment WHERE member IS NOT NULL) AS with_members,
       (SELECT COUNT(DISTINCT member) FROM assignment) AS members,
       (SELECT COUNT(*) FROM feedback) AS feedback,
       (SELECT COUNT(*) FROM journal) AS journal,
       (SELECT COUNT(*) FROM outbox) AS outbox,
       (SELECT COUNT(*) FROM dead_letter) AS dead_letters

-- name: bench-matters
SELECT id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, issued_at, excluded, same_key
FROM matter
ORDER BY id
LIMIT @Limit

-- name: bench-tasks
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
ORDER BY matter_id
LIMIT @Limit

-- name: bench-assignments
SELECT assignment.task_id, assignment.sequence, assignment.unit, assignment.member, assignment.at, assignment.rule, assignment.candidates, assignment.load,
       assignment.capacity, assignment.because, assignment.routing_id, assignment.routing_place
FROM task
JOIN assignment ON assignment.task_id = task.id
ORDER BY task.matter_id
LIMIT @Limit

-- name: bench-feedback
SELECT feedback.task_id, feedback.message_id, feedback.outcome, feedback.automatic, feedback.by, feedback.at, feedback.note, feedback.evidence
FROM task
JOIN feedback ON feedback.task_id = task.id
ORDER BY task.matter_id
LIMIT @Limit

-- name: bench-journal
SELECT journal.seq, journal.task_id, journal.kind, journal.path, journal.at, journal.recorded_at, journal.actor, journal.facts, journal.hash
FROM task
JOIN journal ON journal.task_id = task.id
WHERE journal.kind = @Kind
ORDER BY task.matter_id
LIMIT @Limit

-- name: bench-routing
SELECT id, at, catalogue_version, tasks, body
FROM routing
ORDER BY id
LIMIT @Limit
