-- Instants are whole milliseconds since 1970 UTC, ids 16 bytes in time order, lists and maps JSON (docs/decisions/002).

-- The city. Written by Dispatcher/Duties.
CREATE TABLE city (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    code     TEXT NOT NULL,
    name     TEXT NOT NULL,
    name_en  TEXT,
    zone     TEXT NOT NULL
);

-- People: the city's tree, and who may call. Written by Dispatcher/People.
CREATE TABLE org_unit (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    name_en TEXT,
    parent  TEXT,
    lane    TEXT
) WITHOUT ROWID;

CREATE TABLE grid (
    code   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT,
    unit   TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE member (
    code     TEXT PRIMARY KEY,
    unit     TEXT NOT NULL,
    grids    TEXT NOT NULL,
    skills   TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    active   INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE access_token (
    hash       BLOB PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    member     TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

-- Duties: every version stays, because tasks keep the version they were issued under. Written by Dispatcher/Duties.
CREATE TABLE duty (
    code      TEXT NOT NULL,
    version   INTEGER NOT NULL,
    is_newest INTEGER NOT NULL,
    body      TEXT NOT NULL,
    saved_at  BIGINT NOT NULL,
    PRIMARY KEY (code, version)
) WITHOUT ROWID;

-- Issuing. Written by Dispatcher/Issuing.
CREATE TABLE matter (
    id           BLOB PRIMARY KEY,
    source       TEXT NOT NULL,
    external_id  TEXT,
    duty         TEXT NOT NULL,
    duty_version INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    channel      TEXT NOT NULL,
    grid         TEXT,
    place        TEXT,
    latitude     REAL,
    longitude    REAL,
    parameters   TEXT NOT NULL,
    issued_at    BIGINT NOT NULL
) WITHOUT ROWID;

-- A request that comes again, from any file or call, is known by its source and the id it has there.
CREATE UNIQUE INDEX matter_by_external_id ON matter (source, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE idempotency_key (
    owner        TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BLOB NOT NULL,
    response     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
) WITHOUT ROWID;

-- Tasks and their journal, always written together. Written by Dispatcher/Storage/Ledger.
CREATE TABLE task (
    id                   BLOB PRIMARY KEY,
    number               TEXT NOT NULL UNIQUE, -- begins with the day of issue, so the list is paged by it too
    matter_id            BLOB NOT NULL,
    duty                 TEXT NOT NULL,
    duty_version         INTEGER NOT NULL,
    step                 TEXT NOT NULL,
    unit                 TEXT NOT NULL,
    channel              TEXT NOT NULL,
    grid                 TEXT,
    member               TEXT,
    state                TEXT NOT NULL,
    suspended_from       TEXT,
    issued_at            BIGINT NOT NULL,
    deadline_at          BIGINT,
    accepted_at          BIGINT,
    submitted_at         BIGINT,
    closed_at            BIGINT,
    cancelled_at         BIGINT,
    closed_automatically INTEGER,
    revision             INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX task_by_matter ON task (matter_id);

-- Member load at start, and a member's own list.
CREATE INDEX task_open_by_member ON task (member, issued_at) WHERE closed_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE task_number (
    day  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
) WITHOUT ROWID;

-- 台账. Rows are only ever added; each row's hash covers the row before it.
CREATE TABLE journal (
    seq         INTEGER PRIMARY KEY,
    task_id     BLOB,
    kind        TEXT NOT NULL,
    path        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    facts       TEXT NOT NULL,
    hash        BLOB NOT NULL
);

CREATE INDEX journal_by_task ON journal (task_id);

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal rows are never changed');
END;

CREATE TRIGGER journal_is_never_deleted BEFORE DELETE ON journal
BEGIN
    SELECT RAISE(ABORT, 'journal rows are never deleted');
END;

-- Routing. Written by Dispatcher/Routing.
CREATE TABLE assignment (
    task_id    BLOB NOT NULL,
    sequence   INTEGER NOT NULL,
    unit       TEXT NOT NULL,
    member     TEXT,
    at         BIGINT NOT NULL,
    rule       TEXT NOT NULL,
    candidates INTEGER NOT NULL,
    load       INTEGER NOT NULL,
    capacity   INTEGER NOT NULL,
    PRIMARY KEY (task_id, sequence)
) WITHOUT ROWID;

-- Publishing. Written by Dispatcher/Publishing.
CREATE TABLE outbox (
    id         BLOB PRIMARY KEY,
    queue      TEXT NOT NULL,
    body       BLOB NOT NULL,
    created_at BIGINT NOT NULL,
    attempts   INTEGER NOT NULL,
    next_at    BIGINT NOT NULL,
    claim      INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX outbox_by_next ON outbox (next_at);

-- Feedback, of checks and of people; the same message recorded twice is recorded once. Written by Dispatcher/Feedback.
CREATE TABLE feedback (
    task_id    BLOB NOT NULL,
    message_id BLOB NOT NULL,
    outcome    TEXT NOT NULL,
    automatic  INTEGER NOT NULL,
    by         TEXT NOT NULL,
    at         BIGINT NOT NULL,
    note       TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    PRIMARY KEY (task_id, message_id)
) WITHOUT ROWID;
