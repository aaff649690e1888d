-- name: city-zone
SELECT zone
FROM city

-- name: find-due-slot
SELECT schedule, due_at, claimed_by, claimed_at, lease_until, token, finished_at, outcome
FROM due_slot
WHERE schedule = @Schedule
  AND due_at = @DueAt

-- name: claim-due-slot
-- One statement decides: a new slot is the first one's to insert it; one that was claimed and not finished within its
-- lease is taken over under the next token. While another slot of the schedule runs, none is given out.
INSERT INTO due_slot (schedule, due_at, claimed_by, claimed_at, lease_until, token)
SELECT @Schedule, @DueAt, @By, @Now, @Until, 1
WHERE NOT EXISTS (
    SELECT 1
    FROM due_slot AS other
    WHERE other.schedule = @Schedule
      AND other.due_at <> @DueAt
      AND other.finished_at IS NULL
      AND other.lease_until > @Now)
ON CONFLICT (schedule, due_at) DO UPDATE
SET claimed_by = excluded.claimed_by,
    claimed_at = excluded.claimed_at,
    lease_until = excluded.lease_until,
    token = due_slot.token + 1,
    outcome = NULL
WHERE due_slot.finished_at IS NULL
  AND due_slot.lease_until <= @Now
  AND due_slot.token < @TokenMax
RETURNING token

-- name: finish-due-slot
UPDATE due_slot
SET finished_at = @Now,
    outcome = 'done'
WHERE schedule = @Schedule
  AND due_at = @DueAt
  AND token = @Token
  AND finished_at IS NULL

-- name: give-back-due-slot
UPDATE due_slot
SET lease_until = @Until,
    outcome = @Outcome
WHERE schedule = @Schedule
  AND due_at = @DueAt
  AND token = @Token
  AND finished_at IS NULL

-- name: last-due-slots
SELECT schedule, due_at, claimed_by, claimed_at, lease_until, token, finished_at, outcome
FROM due_slot
ORDER BY due_at DESC, schedule
LIMIT @Limit

-- name: newest-slot-of-each-schedule
SELECT schedule, due_at, claimed_by, claimed_at, lease_until, token, finished_at, outcome
FROM due_slot
WHERE due_at = (
    SELECT MAX(newest.due_at)
    FROM due_slot AS newest
    WHERE newest.schedule = due_slot.schedule)

-- name: forget-due-slots
-- The newest slot of a schedule stays however old it is: it tells that it was done.
DELETE FROM due_slot
WHERE due_at < @Before
  AND due_at < (
      SELECT MAX(newest.due_at)
      FROM due_slot AS newest
      WHERE newest.schedule = due_slot.schedule)
