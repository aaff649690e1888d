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
);

-- Where the cluster of Quartz 4.7 keeps its triggers. Written by Quartz alone, which compares names and columns with what
-- it needs at every start. Its history of executions is off: due_slot tells that. Stored forms are Quartz's own.
CREATE TABLE qrtz_job_details (
    sched_name        TEXT,
    job_group         TEXT,
    job_name          TEXT,
    job_class_name    TEXT NOT NULL,
    description       TEXT,
    job_data          BYTEA,
    is_durable        BOOLEAN NOT NULL,
    is_nonconcurrent  BOOLEAN NOT NULL,
    is_update_data    BOOLEAN NOT NULL,
    requests_recovery BOOLEAN NOT NULL,
    PRIMARY KEY (sched_name, job_group, job_name)
);

CREATE TABLE qrtz_triggers (
    sched_name              TEXT,
    trigger_group           TEXT,
    trigger_name            TEXT,
    job_group               TEXT NOT NULL,
    job_name                TEXT NOT NULL,
    description             TEXT,
    trigger_type            TEXT NOT NULL,
    trigger_state           TEXT NOT NULL,
    priority                INTEGER,
    start_time              BIGINT NOT NULL,
    end_time                BIGINT,
    next_fire_time          BIGINT,
    prev_fire_time          BIGINT,
    calendar_name           TEXT,
    job_data                BYTEA,
    fixed_delay             BOOLEAN,
    misfire_instr           SMALLINT,
    misfire_orig_fire_time  BIGINT,
    misfire_threshold       BIGINT,
    overlap_policy          INTEGER,
    execution_group         TEXT,
    preferred_node          TEXT,
    preferred_node_auto     BOOLEAN NOT NULL DEFAULT FALSE,
    retry_policy            TEXT,
    retry_attempt           INTEGER,
    continues_trigger_group TEXT,
    continues_trigger_name  TEXT,
    continuation_condition  INTEGER,
    pause_reason            TEXT,
    paused_by               TEXT,
    paused_at               BIGINT,
    PRIMARY KEY (sched_name, trigger_group, trigger_name),
    FOREIGN KEY (sched_name, job_group, job_name) REFERENCES qrtz_job_details
);

CREATE INDEX qrtz_trigger_by_job ON qrtz_triggers (sched_name, job_group, job_name);

CREATE INDEX qrtz_trigger_by_next ON qrtz_triggers (sched_name, trigger_state, next_fire_time);

CREATE TABLE qrtz_simple_triggers (
    sched_name      TEXT,
    trigger_group   TEXT,
    trigger_name    TEXT,
    repeat_count    BIGINT NOT NULL,
    repeat_interval BIGINT NOT NULL,
    times_triggered BIGINT NOT NULL,
    PRIMARY KEY (sched_name, trigger_group, trigger_name),
    FOREIGN KEY (sched_name, trigger_group, trigger_name) REFERENCES qrtz_triggers ON DELETE CASCADE
);

CREATE TABLE qrtz_cron_triggers (
    sched_name      TEXT,
    trigger_group   TEXT,
    trigger_name    TEXT,
    cron_expression TEXT NOT NULL,
    time_zone_id    TEXT,
    PRIMARY KEY (sched_name, trigger_group, trigger_name),
    FOREIGN KEY (sched_name, trigger_group, trigger_name) REFERENCES qrtz_triggers ON DELETE CASCADE
);

CREATE TABLE qrtz_simprop_triggers (
    sched_name    TEXT,
    trigger_group TEXT,
    trigger_name  TEXT,
    str_prop_1    TEXT,
    str_prop_2    TEXT,
    str_prop_3    TEXT,
    int_prop_1    INTEGER,
    int_prop_2    INTEGER,
    long_prop_1   BIGINT,
    long_prop_2   BIGINT,
    dec_prop_1    NUMERIC,
    dec_prop_2    NUMERIC,
    bool_prop_1   BOOLEAN,
    bool_prop_2   BOOLEAN,
    time_zone_id  TEXT,
    PRIMARY KEY (sched_name, trigger_group, trigger_name),
    FOREIGN KEY (sched_name, trigger_group, trigger_name) REFERENCES qrtz_triggers ON DELETE CASCADE
);

CREATE TABLE qrtz_blob_triggers (
    sched_name    TEXT,
    trigger_group TEXT,
    trigger_name  TEXT,
    blob_data     BYTEA,
    PRIMARY KEY (sched_name, trigger_group, trigger_name),
    FOREIGN KEY (sched_name, trigger_group, trigger_name) REFERENCES qrtz_triggers ON DELETE CASCADE
);

CREATE TABLE qrtz_fired_triggers (
    sched_name               TEXT,
    entry_id                 TEXT,
    instance_name            TEXT NOT NULL,
    trigger_group            TEXT NOT NULL,
    trigger_name             TEXT NOT NULL,
    job_group                TEXT,
    job_name                 TEXT,
    fired_time               BIGINT NOT NULL,
    sched_time               BIGINT NOT NULL,
    priority                 INTEGER NOT NULL,
    state                    TEXT NOT NULL,
    is_nonconcurrent         BOOLEAN NOT NULL,
    requests_recovery        BOOLEAN,
    execution_group          TEXT,
    progress                 INTEGER,
    progress_message         TEXT,
    interrupt_requested_time BIGINT,
    PRIMARY KEY (sched_name, entry_id)
);

CREATE INDEX qrtz_fired_by_instance ON qrtz_fired_triggers (sched_name, instance_name);

CREATE TABLE qrtz_calendars (
    sched_name    TEXT,
    calendar_name TEXT,
    calendar      BYTEA NOT NULL,
    PRIMARY KEY (sched_name, calendar_name)
);

CREATE TABLE qrtz_paused_trigger_grps (
    sched_name    TEXT,
    trigger_group TEXT,
    pause_reason  TEXT,
    paused_by     TEXT,
    paused_at     BIGINT,
    PRIMARY KEY (sched_name, trigger_group)
);

CREATE TABLE qrtz_paused_job_grps (
    sched_name   TEXT,
    job_group    TEXT,
    pause_reason TEXT,
    paused_by    TEXT,
    paused_at    BIGINT,
    PRIMARY KEY (sched_name, job_group)
);

CREATE TABLE qrtz_scheduler_state (
    sched_name        TEXT,
    instance_name     TEXT,
    last_checkin_time BIGINT NOT NULL,
    checkin_interval  BIGINT NOT NULL,
    quartz_version    TEXT,
    PRIMARY KEY (sched_name, instance_name)
);

CREATE TABLE qrtz_locks (
    sched_name TEXT,
    lock_name  TEXT,
    PRIMARY KEY (sched_name, lock_name)
);
