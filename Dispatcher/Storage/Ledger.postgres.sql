-- name: take-turn
-- Whoever holds this row is the only one to append until it commits; everything before it is visible then.
-- Taken last and held for three short round trips. An advisory lock would do as well; this row has to be read anyway.
SELECT seq, hash
FROM journal_head
FOR UPDATE

-- name: add-tasks
COPY task (
    id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
    issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision)
FROM STDIN (FORMAT BINARY)

-- name: part/moved
state = changed.state,
    suspended_from = changed.suspended_from,
    accepted_at = changed.accepted_at,
    submitted_at = changed.submitted_at,
    closed_at = changed.closed_at,
    cancelled_at = changed.cancelled_at,
    closed_automatically = changed.closed_automatically,
    revision = changed.revision

-- name: change-tasks
-- The revision guards against two changes of the same state: the second touches no row and is rolled back.
UPDATE task
SET unit = changed.unit,
    member = changed.member,
    deadline_at = changed.deadline_at,
    {moved}
FROM unnest(
    @Id, @Unit, @Member, @DeadlineAt, @State, @SuspendedFrom, @AcceptedAt, @SubmittedAt, @ClosedAt, @CancelledAt, @ClosedAutomatically,
    @Revision, @RevisionBefore) AS changed (
    id, unit, member, deadline_at, state, suspended_from, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically,
    revision, revision_before)
WHERE task.id = changed.id
  AND task.revision = changed.revision_before

-- name: close-tasks
UPDATE task
SET {moved}
FROM unnest(
    @Id, @State, @SuspendedFrom, @AcceptedAt, @SubmittedAt, @ClosedAt, @CancelledAt, @ClosedAutomatically, @Revision, @RevisionBefore) AS changed (
    id, state, suspended_from, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision, revision_before)
WHERE task.id = changed.id
  AND task.revision = changed.revision_before

-- name: lock-tasks
-- In the order of their ids, so that two transactions that want the same tasks wait instead of blocking each other.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id = ANY (ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(@Ids::json) AS value))
ORDER BY id
FOR UPDATE

-- name: lock-tasks-of-same-matters
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE matter_id = ANY (ARRAY(
    SELECT matter_id
    FROM task
    WHERE id = ANY (ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(@Ids::json) AS value))))
ORDER BY id
FOR UPDATE

-- name: add-journal-rows
COPY journal (seq, task_id, kind, path, at, recorded_at, actor, facts, hash)
FROM STDIN (FORMAT BINARY)
