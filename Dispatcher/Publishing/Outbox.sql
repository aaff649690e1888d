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

-- name: settle-claimed-outbox-rows
DELETE FROM outbox
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

-- name: count-outbox-rows
SELECT COUNT(*)
FROM outbox

-- name: outbox-backlog
SELECT COUNT(*) AS waiting, MIN(created_at) AS oldest_at
FROM outbox

-- name: count-due-outbox-rows
SELECT COUNT(*)
FROM outbox
WHERE next_at <= @Now
