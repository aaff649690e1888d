-- The list of tasks, newest first: docs/decisions/025. Every query runs over one index, the way, and looks at a bounded number of
-- its rows; whatever else is wanted is asked of each row. The bound is what makes a page cost the same at a million tasks
-- and at ten million. INDEXED BY: without statistics the planner of SQLite now and then takes the index of number for any of them. units, grids, open, overdue and closing are
-- in no order, so they are gone only where all of their rows are few.

-- name: by/number
task
WHERE TRUE

-- name: by/duty
task INDEXED BY task_by_duty
WHERE duty = @At

-- name: by/channel
task INDEXED BY task_by_channel
WHERE channel = @At

-- name: by/member
task INDEXED BY task_by_member
WHERE member = @At

-- name: by/unit
task INDEXED BY task_by_unit
WHERE unit = @At

-- name: by/grid
task INDEXED BY task_by_grid
WHERE grid = @At

-- name: by/state
task INDEXED BY task_not_closed_by_state
WHERE state = @At
  AND closed_at IS NULL

-- name: by/desk
task INDEXED BY task_at_desk
WHERE unit = @At
  AND member IS NULL

-- name: by/units
task INDEXED BY task_by_unit
WHERE unit IN (SELECT value FROM json_each(@Units))

-- name: by/grids
task INDEXED BY task_by_grid
WHERE grid IN (SELECT value FROM json_each(@Grids))

-- name: by/open
task INDEXED BY task_not_closed_by_state
WHERE state IN ('Waiting', 'Unassigned', 'Assigned', 'Accepted', 'Submitted', 'InReview', 'Returned', 'Suspended')
  AND closed_at IS NULL

-- name: by/overdue
task INDEXED BY task_open_by_deadline
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND deadline_at < @Now

-- name: by/closing
task INDEXED BY task_by_closing
WHERE closed_at >= @ClosedFrom
  AND closed_at < @ClosedTo

-- name: part/range
number >= @NumberFrom
  AND number < @NumberBefore

-- name: part/wanted
issued_at >= @IssuedFrom
  AND issued_at < @IssuedTo
  AND (@State IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty IS NULL OR duty = @Duty)
  AND (@Member IS NULL OR member = @Member)
  AND (@Channel IS NULL OR channel = @Channel)
  AND (@Units IS NULL OR unit IN (SELECT value FROM json_each(@Units)))
  AND (@Grids IS NULL OR grid IN (SELECT value FROM json_each(@Grids)))
  AND (NOT @HasClosing OR (closed_at >= @ClosedFrom AND closed_at < @ClosedTo))
  AND (@DueFrom IS NULL OR deadline_at >= @DueFrom)
  AND (@DueBefore IS NULL OR deadline_at < @DueBefore)
  AND (NOT @Overdue OR (closed_at IS NULL AND cancelled_at IS NULL AND deadline_at < @Now))
  AND (@Automatic IS NULL OR closed_automatically = @Automatic)
  AND (@OnTime IS NULL
       OR (@OnTime = 1 AND closed_at <= deadline_at)
       OR (@OnTime = 0 AND (closed_at > deadline_at OR (closed_at IS NULL AND deadline_at < @Now))))
  AND (@SeesAll OR member = @OwnMember OR (member IS NULL AND state <> 'Waiting' AND unit IN (SELECT value FROM json_each(@Desks))))
  AND (@Words IS NULL OR duty NOT IN (SELECT value FROM json_each(@AboutPersons)))
  AND (@Words IS NULL OR EXISTS (
      SELECT 1
      FROM matter
      WHERE matter.id = task.matter_id
        -- Wider than what is masked: @HidesNumbers only says that a word has digits and the caller sees numbers of persons masked.
        AND NOT (@HidesNumbers AND (
            matter.subject GLOB '*1[3-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*1[3-9][0-9][ -][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*1[3-9][0-9][0-9][0-9][0-9][0-9][ -][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*1[3-9][0-9][ -][0-9][0-9][0-9][0-9][ -][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*0[0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'
            OR matter.subject GLOB '*0[0-9][0-9][0-9]-[0-9][0-9][0-9][0-9][0-9][0-9][0-9]*'))
        AND NOT EXISTS (
            SELECT 1
            FROM json_each(@Words) AS word
            WHERE instr(lower(matter.subject), word.value) = 0)))

-- name: some-tasks
-- How many rows the way has, up to a bound.
SELECT COUNT(*)
FROM (
    SELECT 1
    FROM {by}
    LIMIT @Most) AS counted

-- name: some-tasks-in-range
SELECT COUNT(*)
FROM (
    SELECT 1
    FROM {by}
      AND {range}
    LIMIT @Most) AS counted

-- name: end-of-window
-- Where the next rows of the way end, read from its index alone.
SELECT MIN(number) AS number,
       COUNT(*) AS count
FROM (
    SELECT number
    FROM {by}
      AND {range}
    ORDER BY number DESC
    LIMIT @Most) AS next_rows

-- name: page-of-tasks
SELECT id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, suspended_from,
       issued_at, deadline_at, accepted_at, submitted_at, closed_at, cancelled_at, closed_automatically, revision
FROM {by}
  AND {range}
  AND {wanted}
ORDER BY number DESC
LIMIT @Most

-- name: count-wanted-tasks
SELECT COUNT(*)
FROM (
    SELECT 1
    FROM {by}
      AND {range}
      AND {wanted}
    LIMIT @Most) AS counted

-- name: channels-of-tasks
-- Jumps from one channel to the next over the index, however many tasks each has.
WITH RECURSIVE known (channel) AS (
    SELECT MIN(channel)
    FROM task
    UNION ALL
    SELECT (SELECT MIN(task.channel) FROM task WHERE task.channel > known.channel)
    FROM known
    WHERE known.channel IS NOT NULL)
SELECT channel
FROM known
WHERE channel <> ''
LIMIT 50
