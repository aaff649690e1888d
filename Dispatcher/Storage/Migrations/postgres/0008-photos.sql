-- Photos of reports, stripped of all that is not picture; ids are random, not in time order. Written by Dispatcher/Photos.
CREATE TABLE photo (
    id         BYTEA PRIMARY KEY,
    task_id    BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    sequence   INTEGER NOT NULL,
    type       TEXT NOT NULL,
    width      INTEGER NOT NULL,
    height     INTEGER NOT NULL,
    sha256     BYTEA NOT NULL,
    bytes      BYTEA NOT NULL,
    at         BIGINT NOT NULL
);

-- A report's photos are saved once.
CREATE UNIQUE INDEX photo_by_report ON photo (task_id, message_id, sequence);

-- What a member did last, for the own page. Automatic closes have no place in it.
CREATE INDEX task_done_by_member ON task (member, closed_at) WHERE closed_automatically = 0;
