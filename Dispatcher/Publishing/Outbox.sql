-- name: add-outbox-rows
INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim, trace)
VALUES (@Id, @Queue, @Body, @CreatedAt, 0, @NextAt, 0, @Trace)

-- name: claim-outbox-rows
-- Whoever claims a row may settle it only under the same claim: a relay that was asleep for longer than its claim lost it.
UPDATE outbox
SET claim = @Claim,
    attempts = attempts + 1,
    next_at = @Until + MIN(attempts, 6) * (@Until - @Now)
WHERE id IN (
    SELECT id
    FROM outbox
    WHERE next_at <= @Now
      AND (@UrgentOnly = 0 OR queue LIKE '%.urgent')
    ORDER BY CASE WHEN queue LIKE '%.urgent' THEN 0 ELSE 1 END, id
    LIMIT @Limit)
RETURNING id, queue, body, created_at, attempts, trace

-- name: confirm-claimed-outbox-rows
UPDATE outbox
SET sent_at = @SentAt,
    next_at = @NextAt
WHERE id = @Id
  AND claim = @Claim

-- name: postpone-claimed-outbox-rows
UPDATE outbox
SET next_at = @NextAt
WHERE id = @Id
  AND claim = @Claim

-- name: settle-outbox-row
DELETE FROM outbox
WHERE id = @Id

-- name: release-outbox-rows
UPDATE outbox
SET next_at = created_at

-- name: refill-queue
UPDATE outbox
SET next_at = created_at,
    sent_at = NULL
WHERE queue = @Queue
  AND sent_at IS NOT NULL

-- name: count-outbox-rows
SELECT COUNT(*)
FROM outbox

-- name: outbox-backlog
SELECT COALESCE(SUM(CASE WHEN sent_at IS NULL THEN 1 ELSE 0 END), 0) AS waiting,
       MIN(CASE WHEN sent_at IS NULL THEN created_at END) AS oldest_at,
       COALESCE(SUM(CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END), 0) AS unanswered,
       MIN(CASE WHEN sent_at IS NULL AND next_at <= @Now THEN next_at END) AS due_since
FROM outbox

-- name: count-due-outbox-rows
SELECT COUNT(*)
FROM outbox
WHERE next_at <= @Now

-- name: count-given-up-outbox-rows
SELECT COUNT(*)
FROM outbox
WHERE attempts >= @Attempts
  AND next_at <= @NextBy

-- name: give-up-outbox-rows
DELETE FROM outbox
WHERE id IN (
    SELECT id
    FROM outbox
    WHERE attempts >= @Attempts
      AND next_at <= @NextBy
    ORDER BY id
    LIMIT @Limit)
RETURNING id, queue, body, created_at, attempts

-- name: return-outbox-rows
-- Under the same id, as if it had never been sent.
INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim)
VALUES (@Id, @Queue, @Body, @CreatedAt, 0, @NextAt, 0)
ON CONFLICT (id) DO NOTHING

-- name: find-outbox-rows
SELECT id, queue, body, created_at, attempts
FROM outbox
WHERE id IN @Ids

-- name: take-out-outbox-rows
DELETE FROM outbox
WHERE id IN @Ids
