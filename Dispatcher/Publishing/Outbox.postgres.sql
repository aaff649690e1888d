-- name: add-outbox-rows
INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim, trace)
SELECT id, queue, body, created_at, 0, next_at, 0, trace
FROM unnest(@Id, @Queue, @Body, @CreatedAt, @NextAt, @Trace) AS added (id, queue, body, created_at, next_at, trace)

-- name: claim-outbox-rows
-- Several Dispatchers claim side by side: rows that another one is claiming are passed over, not waited for.
UPDATE outbox
SET claim = @Claim,
    attempts = attempts + 1,
    next_at = @Until + LEAST(attempts, 6) * (@Until - @Now)
WHERE id = ANY (ARRAY(
    SELECT id
    FROM outbox
    WHERE next_at <= @Now
      AND (@UrgentOnly = 0 OR queue LIKE '%.urgent')
    ORDER BY CASE WHEN queue LIKE '%.urgent' THEN 0 ELSE 1 END, id
    LIMIT @Limit
    FOR UPDATE SKIP LOCKED))
RETURNING id, queue, body, created_at, attempts, trace

-- name: settle-claimed-outbox-rows
DELETE FROM outbox
USING unnest(@Id, @Claim) AS settled (id, claim)
WHERE outbox.id = settled.id
  AND outbox.claim = settled.claim

-- name: postpone-claimed-outbox-rows
UPDATE outbox
SET next_at = later.next_at
FROM unnest(@Id, @Claim, @NextAt) AS later (id, claim, next_at)
WHERE outbox.id = later.id
  AND outbox.claim = later.claim
