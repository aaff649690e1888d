-- name: add-tasks
INSERT INTO task (
    id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
    issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision)
VALUES (
    @Id, @Number, @MatterId, @Duty, @DutyVersion, @Step, @Unit, @Channel, @Grid, @Member, @State, @SuspendedFrom,
    @IssuedAt, @DeadlineAt, @AcceptedAt, @SubmittedAt, @ClosedAt, @CancelledAt, @ClosedAutomatically, @Revision)

-- name: part/moved
state = @State,
    suspended_from = @SuspendedFrom,
    accepted_at = @AcceptedAt,
    submitted_at = @SubmittedAt,
    closed_at = @ClosedAt,
    cancelled_at = @CancelledAt,
    closed_automatically = @ClosedAutomatically,
    revision = @Revision
WHERE id = @Id
  AND revision = @RevisionBefore

-- name: change-tasks
-- The revision guards against two changes of the same state: the second touches no row and is rolled back.
UPDATE task
SET unit = @Unit,
    member = @Member,
    deadline_at = @DeadlineAt,
    {moved}

-- name: close-tasks
-- The same for tasks that are closed where they are: an index is written anew when a column of it is named here, whatever its value.
UPDATE task
SET {moved}

-- name: lock-tasks
-- SQLite has one writer, so reading inside the write transaction is lock enough.
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE id IN (SELECT unhex(value) FROM json_each(@Ids))

-- name: lock-tasks-of-same-matters
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM task
WHERE matter_id IN (
    SELECT matter_id
    FROM task
    WHERE id IN (SELECT unhex(value) FROM json_each(@Ids)))

-- name: take-turn
-- SQLite has one writer: every transaction is a turn. PostgreSQL locks the row.
SELECT seq, hash
FROM journal_head

-- name: move-journal-head
UPDATE journal_head
SET seq = @Seq,
    hash = @Hash

-- name: journal-head
SELECT seq, hash
FROM journal_head

-- name: journal-row-hash
SELECT seq, hash
FROM journal
WHERE seq = @Seq

-- name: add-journal-rows
INSERT INTO journal (seq, task_id, kind, path, at, recorded_at, actor, facts, hash)
VALUES (@Seq, @TaskId, @Kind, @Path, @At, @RecordedAt, @Actor, @Facts, @Hash)

-- name: journal-in-order
SELECT seq, task_id, kind, path, at, recorded_at, actor, facts, hash
FROM journal
ORDER BY seq

-- name: journal-of-task
SELECT seq, task_id, kind, path, at, recorded_at, actor, facts, hash
FROM journal
WHERE task_id = @Id
ORDER BY seq

-- name: journal-steps-by-task
-- The task stands beside each of its rows; it is compared at the last one.
SELECT journal.seq,
       journal.task_id,
       journal.path,
       journal.at,
       journal.facts,
       LEAD(journal.seq) OVER (PARTITION BY journal.task_id ORDER BY journal.seq) IS NULL AS is_last,
       task.id, task.number, task.matter_id, task.duty, task.duty_version, task.step, task.unit, task.channel, task.grid, task.member,
       task.state, task.suspended_from, task.issued_at, task.deadline_at, task.accepted_at, task.submitted_at, task.closed_at,
       task.cancelled_at, task.closed_automatically, task.revision
FROM journal
LEFT JOIN task ON task.id = journal.task_id
ORDER BY journal.task_id, journal.seq

-- name: count-tasks-without-journal
SELECT COUNT(*)
FROM task
WHERE NOT EXISTS (
    SELECT 1
    FROM journal
    WHERE journal.task_id = task.id)
