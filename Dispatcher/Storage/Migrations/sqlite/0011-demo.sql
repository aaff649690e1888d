-- That this database holds invented data, and how far its month is written; no row in a real city's. Written by
-- Dispatcher/Demo.
CREATE TABLE demo (
    only_row  INTEGER PRIMARY KEY CHECK (only_row = 1),
    seed      INTEGER NOT NULL,
    ends_at   BIGINT NOT NULL, -- the month lies before it
    filled_to BIGINT NOT NULL  -- everything of the month up to here is there
);
