-- Instants are whole milliseconds since 1970 UTC, ids 16 bytes in time order, lists and maps JSON (docs/decisions/002).
-- Tables that only grow are partitioned by month: by the id, whose first 48 bits are the millisecond it was made in, so
-- that a task is found by its id in one partition; the journal by the time of recording (docs/decisions/016).

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
);

CREATE TABLE grid (
    code   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT,
    unit   TEXT NOT NULL
);

CREATE TABLE member (
    code     TEXT PRIMARY KEY,
    unit     TEXT NOT NULL,
    grids    TEXT NOT NULL,
    skills   TEXT NOT NULL,
    capacity INTEGER NOT NULL,
    active   INTEGER NOT NULL
);

CREATE TABLE access_token (
    hash       BYTEA PRIMARY KEY,
    name       TEXT NOT NULL,
    role       TEXT NOT NULL,
    member     TEXT,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

-- Duties: every version stays, because tasks keep the version they were issued under. Written by Dispatcher/Duties.
CREATE TABLE duty (
    code      TEXT NOT NULL,
    version   INTEGER NOT NULL,
    is_newest INTEGER NOT NULL,
    body      TEXT NOT NULL,
    saved_at  BIGINT NOT NULL,
    PRIMARY KEY (code, version)
);

-- Issuing. Written by Dispatcher/Issuing. Not partitioned: an external id must be unique over all months.
CREATE TABLE matter (
    id           BYTEA PRIMARY KEY,
    source       TEXT NOT NULL,
    external_id  TEXT,
    duty         TEXT NOT NULL,
    duty_version INTEGER NOT NULL,
    subject      TEXT NOT NULL,
    channel      TEXT NOT NULL,
    grid         TEXT,
    place        TEXT,
    latitude     DOUBLE PRECISION,
    longitude    DOUBLE PRECISION,
    parameters   TEXT NOT NULL,
    issued_at    BIGINT NOT NULL
);

-- A request that comes again, from any file or call, is known by its source and the id it has there.
CREATE UNIQUE INDEX matter_by_external_id ON matter (source, external_id) WHERE external_id IS NOT NULL;

CREATE TABLE idempotency_key (
    owner        TEXT NOT NULL,
    key          TEXT NOT NULL,
    request_hash BYTEA NOT NULL,
    response     TEXT NOT NULL,
    created_at   BIGINT NOT NULL,
    PRIMARY KEY (owner, key)
);

-- Tasks and their journal, always written together. Written by Dispatcher/Storage/Ledger.
CREATE TABLE task (
    id                   BYTEA PRIMARY KEY,
    number               TEXT COLLATE "C" NOT NULL, -- unique because task_number counts: no index can say so over all partitions
    matter_id            BYTEA NOT NULL,
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
) PARTITION BY RANGE (id);

CREATE INDEX task_by_number ON task (number);

CREATE INDEX task_by_matter ON task (matter_id);

-- Member load at start, and a member's own list.
CREATE INDEX task_open_by_member ON task (member, issued_at) WHERE closed_at IS NULL AND cancelled_at IS NULL;

CREATE TABLE task_number (
    day  TEXT PRIMARY KEY,
    last INTEGER NOT NULL
);

-- 台账. Rows are only ever added; each row's hash covers the row before it.
CREATE TABLE journal (
    seq         BIGINT NOT NULL,
    task_id     BYTEA,
    kind        TEXT NOT NULL,
    path        TEXT NOT NULL,
    at          BIGINT NOT NULL,
    recorded_at BIGINT NOT NULL,
    actor       TEXT NOT NULL,
    facts       TEXT NOT NULL,
    hash        BYTEA NOT NULL,
    PRIMARY KEY (seq, recorded_at)
) PARTITION BY RANGE (recorded_at);

CREATE INDEX journal_by_task ON journal (task_id);

CREATE FUNCTION refuse_journal_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'journal rows are never %', CASE TG_OP WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END;
END $$;

CREATE TRIGGER journal_is_never_changed BEFORE UPDATE OR DELETE ON journal
FOR EACH ROW EXECUTE FUNCTION refuse_journal_change();

CREATE TRIGGER journal_is_never_emptied BEFORE TRUNCATE ON journal
FOR EACH STATEMENT EXECUTE FUNCTION refuse_journal_change();

-- Routing. Written by Dispatcher/Routing.
CREATE TABLE assignment (
    task_id    BYTEA NOT NULL,
    sequence   INTEGER NOT NULL,
    unit       TEXT NOT NULL,
    member     TEXT,
    at         BIGINT NOT NULL,
    rule       TEXT NOT NULL,
    candidates INTEGER NOT NULL,
    load       INTEGER NOT NULL,
    capacity   INTEGER NOT NULL,
    PRIMARY KEY (task_id, sequence)
) PARTITION BY RANGE (task_id);

-- Publishing. Written by Dispatcher/Publishing.
CREATE TABLE outbox (
    id         BYTEA PRIMARY KEY,
    queue      TEXT NOT NULL,
    body       BYTEA NOT NULL,
    created_at BIGINT NOT NULL,
    attempts   INTEGER NOT NULL,
    next_at    BIGINT NOT NULL,
    claim      BIGINT NOT NULL
);

CREATE INDEX outbox_by_next ON outbox (next_at);

-- Rows live for a moment: without this their dead versions pile up faster than the defaults sweep them.
ALTER TABLE outbox SET (
    autovacuum_vacuum_scale_factor = 0,
    autovacuum_vacuum_threshold = 500,
    autovacuum_vacuum_cost_delay = 0,
    fillfactor = 70);

-- Feedback, of checks and of people; the same message recorded twice is recorded once. Written by Dispatcher/Feedback.
CREATE TABLE feedback (
    task_id    BYTEA NOT NULL,
    message_id BYTEA NOT NULL,
    outcome    TEXT NOT NULL,
    automatic  INTEGER NOT NULL,
    by         TEXT NOT NULL,
    at         BIGINT NOT NULL,
    note       TEXT NOT NULL,
    evidence   TEXT NOT NULL,
    PRIMARY KEY (task_id, message_id)
) PARTITION BY RANGE (task_id);

-- The smallest id that can be made at an instant.
CREATE FUNCTION first_id_at(instant BIGINT) RETURNS BYTEA LANGUAGE sql IMMUTABLE AS $$
    SELECT decode(rpad(lpad(to_hex(instant), 12, '0'), 32, '0'), 'hex')
$$;

-- Rows of a month that nobody made a partition for are kept in the default one: late housekeeping loses nothing.
CREATE TABLE task_default PARTITION OF task DEFAULT;
CREATE TABLE assignment_default PARTITION OF assignment DEFAULT;
CREATE TABLE feedback_default PARTITION OF feedback DEFAULT;
CREATE TABLE journal_default PARTITION OF journal DEFAULT;

-- Makes the partitions of a month in UTC and of the months after it; tells how many are new. A month that has rows in
-- the default partition already stays there.
CREATE FUNCTION make_month_partitions(instant BIGINT, months INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$
DECLARE
    first TIMESTAMP := date_trunc('month', to_timestamp(instant / 1000.0) AT TIME ZONE 'UTC');
    begins BIGINT;
    ends BIGINT;
    made INTEGER := 0;
    parent TEXT;
    part TEXT;
BEGIN
    FOR i IN 0 .. months - 1 LOOP
        begins := extract(epoch FROM (first + make_interval(months => i)))::BIGINT * 1000;
        ends := extract(epoch FROM (first + make_interval(months => i + 1)))::BIGINT * 1000;
        FOREACH parent IN ARRAY ARRAY['task', 'assignment', 'feedback', 'journal'] LOOP
            part := parent || to_char(first + make_interval(months => i), '"_"YYYY"_"MM');
            CONTINUE WHEN to_regclass(part) IS NOT NULL;
            BEGIN
                IF parent = 'journal' THEN
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%s) TO (%s)', part, parent, begins, ends);
                ELSE
                    EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)', part, parent, first_id_at(begins), first_id_at(ends));
                END IF;
                made := made + 1;
            EXCEPTION WHEN check_violation THEN
                RAISE NOTICE '% keeps its rows in the default partition', part;
            END;
        END LOOP;
    END LOOP;
    RETURN made;
END $$;
