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

-- name: confirm-claimed-outbox-rows
UPDATE outbox
SET sent_at = confirmed.sent_at,
    next_at = confirmed.next_at
FROM unnest(@Id, @Claim, @SentAt, @NextAt) AS confirmed (id, claim, sent_at, next_at)
WHERE outbox.id = confirmed.id
  AND outbox.claim = confirmed.claim

-- name: postpone-claimed-outbox-rows
UPDATE outbox
SET next_at = postponed.next_at
FROM unnest(@Id, @Claim, @NextAt) AS postponed (id, claim, next_at)
WHERE outbox.id = postponed.id
  AND outbox.claim = postponed.claim

-- name: return-outbox-rows
-- Under the same id, as if it had never been sent.
INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim)
SELECT id, queue, body, created_at, 0, next_at, 0
FROM unnest(@Id, @Queue, @Body, @CreatedAt, @NextAt) AS returned (id, queue, body, created_at, next_at)
ON CONFLICT (id) DO NOTHING

-- name: find-outbox-rows
SELECT id, queue, body, created_at, attempts
FROM outbox
WHERE id = ANY(@Ids)

-- name: take-out-outbox-rows
DELETE FROM outbox
WHERE id = ANY(@Ids)
