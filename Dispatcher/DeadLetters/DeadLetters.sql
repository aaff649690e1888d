-- name: find-same-dead-letters
-- Those of these ids that are there already, to tell a message that comes again from another one under the same id.
SELECT id, queue, body_hash, from_outbox
FROM dead_letter
WHERE id IN @Ids

-- name: keep-dead-letters
-- One that still waits is the same one; one that was decided on and came back waits again.
INSERT INTO dead_letter (id, queue, reason, arrivals, deliveries, content_type, properties, headers, body, body_hash, from_outbox, arrived_at, state)
VALUES (@Id, @Queue, @Reason, 1, @Deliveries, @ContentType, @Properties, @Headers, @Body, @BodyHash, @FromOutbox, @ArrivedAt, 'Waiting')
ON CONFLICT (id) DO UPDATE
SET queue = excluded.queue,
    reason = excluded.reason,
    arrivals = dead_letter.arrivals + 1,
    deliveries = excluded.deliveries,
    properties = excluded.properties,
    headers = excluded.headers,
    from_outbox = excluded.from_outbox,
    arrived_at = excluded.arrived_at,
    state = 'Waiting',
    decided_at = NULL,
    decided_by = NULL
WHERE dead_letter.state <> 'Waiting'

-- name: page-of-dead-letters
SELECT id, queue, reason, arrivals, deliveries, content_type, LENGTH(body) AS bytes, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE (arrived_at < @ArrivedAt OR (arrived_at = @ArrivedAt AND id < @Id))
  AND (@State IS NULL OR state = @State)
  AND (@Queue IS NULL OR queue = @Queue)
ORDER BY arrived_at DESC, id DESC
LIMIT @Limit

-- name: find-dead-letter
SELECT id, queue, reason, arrivals, deliveries, content_type, properties, headers, body, from_outbox, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE id = @Id

-- name: find-dead-letter-items
SELECT id, queue, reason, arrivals, deliveries, content_type, LENGTH(body) AS bytes, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE id IN @Ids
ORDER BY arrived_at DESC, id DESC

-- name: lock-waiting-dead-letters
-- SQLite has one writer, so reading inside the write transaction is lock enough.
SELECT id, queue, reason, arrivals, deliveries, content_type, properties, headers, body, from_outbox, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE id IN @Ids
  AND state = 'Waiting'
ORDER BY arrived_at, id

-- name: oldest-waiting-dead-letters
SELECT id
FROM dead_letter
WHERE state = 'Waiting'
  AND queue = @Queue
ORDER BY arrived_at, id
LIMIT @Limit

-- name: decide-dead-letters
-- Of two operators at once one decides, the other finds it decided.
UPDATE dead_letter
SET state = @State,
    decided_at = @DecidedAt,
    decided_by = @DecidedBy
WHERE id IN @Ids
  AND state = 'Waiting'
RETURNING id

-- name: count-waiting-dead-letters
SELECT queue, COUNT(*) AS waiting, MIN(arrived_at) AS oldest_at
FROM dead_letter
WHERE state = 'Waiting'
GROUP BY queue
ORDER BY queue
