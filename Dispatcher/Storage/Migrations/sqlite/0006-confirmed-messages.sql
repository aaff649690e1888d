-- When a durable bus confirmed a message; null: none has. It stays in the outbox until it is answered.
-- Written by Dispatcher/Publishing.
ALTER TABLE outbox ADD COLUMN sent_at BIGINT;
