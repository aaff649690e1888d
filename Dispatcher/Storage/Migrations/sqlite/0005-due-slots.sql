-- What is due when, and who does it: one row a due time decides. Written by Dispatcher/Schedules.
CREATE TABLE due_slot (
    schedule    TEXT NOT NULL,
    due_at      BIGINT NOT NULL,
    claimed_by  TEXT NOT NULL,
    claimed_at  BIGINT NOT NULL,
    lease_until BIGINT NOT NULL,
    token       BIGINT NOT NULL, -- grows with every claim; only the newest may finish
    finished_at BIGINT,
    outcome     TEXT,
    PRIMARY KEY (schedule, due_at)
) WITHOUT ROWID;
