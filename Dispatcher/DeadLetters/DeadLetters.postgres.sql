-- name: find-same-dead-letters
SELECT id, queue, body_hash, from_outbox
FROM dead_letter
WHERE id = ANY(@Ids)

-- name: keep-dead-letters
-- Each id once in a statement: the store sees to it, because a row cannot be updated twice by one INSERT.
INSERT INTO dead_letter (id, queue, reason, arrivals, deliveries, content_type, properties, headers, body, body_hash, from_outbox, arrived_at, state)
SELECT id, queue, reason, 1, deliveries, content_type, properties, headers, body, body_hash, from_outbox, arrived_at, 'Waiting'
FROM unnest(@Id, @Queue, @Reason, @Deliveries, @ContentType, @Properties, @Headers, @Body, @BodyHash, @FromOutbox, @ArrivedAt)
    AS given (id, queue, reason, deliveries, content_type, properties, headers, body, body_hash, from_outbox, arrived_at)
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
-- PostgreSQL must be told the type of a parameter that is only compared with null.
SELECT id, queue, reason, arrivals, deliveries, content_type, LENGTH(body) AS bytes, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE (arrived_at < @ArrivedAt OR (arrived_at = @ArrivedAt AND id < @Id))
  AND (@State::text IS NULL OR state = @State)
  AND (@Queue::text IS NULL OR queue = @Queue)
ORDER BY arrived_at DESC, id DESC
LIMIT @Limit

-- name: find-dead-letter-items
SELECT id, queue, reason, arrivals, deliveries, content_type, LENGTH(body) AS bytes, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE id = ANY(@Ids)
ORDER BY arrived_at DESC, id DESC

-- name: lock-waiting-dead-letters
SELECT id, queue, reason, arrivals, deliveries, content_type, properties, headers, body, from_outbox, arrived_at, state, decided_at, decided_by
FROM dead_letter
WHERE id = ANY(@Ids)
  AND state = 'Waiting'
ORDER BY arrived_at, id
FOR UPDATE

-- name: decide-dead-letters
-- Of two operators at once one decides, the other finds it decided.
UPDATE dead_letter
SET state = @State,
    decided_at = @DecidedAt,
    decided_by = @DecidedBy
WHERE id = ANY(@Ids)
  AND state = 'Waiting'
RETURNING id
