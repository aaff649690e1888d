-- The trace of what saved a message, as a W3C traceparent; null: none. The relay sends the message on in that trace.
ALTER TABLE outbox ADD COLUMN trace TEXT;
