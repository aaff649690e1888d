-- Dead letters 死信: messages that nobody could handle, until an operator decides. Written by Dispatcher/DeadLetters.
CREATE TABLE dead_letter (
    id           BYTEA PRIMARY KEY,
    queue        TEXT NOT NULL,    -- where it died; empty when the bus did not say
    reason       TEXT NOT NULL,
    arrivals     INTEGER NOT NULL, -- how often it came, the first time and after each retry
    deliveries   INTEGER NOT NULL,
    content_type TEXT NOT NULL,
    properties   TEXT NOT NULL,
    headers      TEXT NOT NULL,
    body         BYTEA NOT NULL,
    body_hash    BYTEA NOT NULL,   -- SHA-256: an id that comes with another body is another message
    from_outbox  INTEGER NOT NULL, -- 1: it was taken out of the outbox, and a retry puts it back there
    arrived_at   BIGINT NOT NULL,
    state        TEXT NOT NULL,
    decided_at   BIGINT,
    decided_by   TEXT
);

CREATE INDEX dead_letter_by_state ON dead_letter (state, arrived_at);
