-- name: return-outbox-rows
-- Under the same id, as if it had never been sent.
INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim)
SELECT id, queue, body, created_at, 0, next_at, 0
FROM unnest(@Id, @Queue, @Body, @CreatedAt, @NextAt) AS returned (id, queue, body, created_at, next_at)
ON CONFLICT (id) DO NOTHING
