-- The list of tasks runs over one of these, newest first, and looks at a bounded number of rows of it (docs/decisions/025).
-- task_by_unit is there already. Without number: those whose range is read whole when it is small, and not used otherwise.
CREATE INDEX task_by_duty ON task (duty, number);

CREATE INDEX task_by_channel ON task (channel, number);

CREATE INDEX task_by_member ON task (member, number) WHERE member IS NOT NULL;

CREATE INDEX task_by_grid ON task (grid, number) WHERE grid IS NOT NULL;

CREATE INDEX task_at_desk ON task (unit, number) WHERE member IS NULL;

CREATE INDEX task_not_closed_by_state ON task (state, number) WHERE closed_at IS NULL;

CREATE INDEX task_open_by_deadline ON task (deadline_at) WHERE closed_at IS NULL AND cancelled_at IS NULL;

CREATE INDEX task_by_closing ON task (closed_at) WHERE closed_at IS NOT NULL;

-- How much is open in each grid, for the page of grids.
CREATE INDEX task_open_by_grid ON task (grid) WHERE closed_at IS NULL AND cancelled_at IS NULL;

-- Files between preview and confirmation, for an hour at most: whichever Dispatcher is asked has them. Written by Dispatcher/Issuing.
CREATE TABLE upload (
    id         BYTEA PRIMARY KEY,
    owner      TEXT NOT NULL,
    name       TEXT NOT NULL,
    mapping    TEXT,              -- the YAML that explains its columns; null: the standard columns
    body       BYTEA NOT NULL,     -- gzip
    created_at BIGINT NOT NULL
);

CREATE INDEX upload_by_owner ON upload (owner, created_at);

-- Who published which version of a duty, and why. Rows are only ever added. Written by Dispatcher/Duties.
CREATE TABLE duty_publication (
    duty         TEXT NOT NULL,
    version      INTEGER NOT NULL,
    published_at BIGINT NOT NULL,
    published_by TEXT NOT NULL,
    reason       TEXT NOT NULL,
    PRIMARY KEY (duty, version)
);
