-- What routing asks of members beyond skills and grids: levels, shift, leave, chains, exclusions, as JSON. Written by Dispatcher/People.
ALTER TABLE member ADD COLUMN routing TEXT NOT NULL DEFAULT '{}';

-- 班次 and 活动值班表, as JSON; days that are not worked as their weekday says. Written by Dispatcher/Duties.
CREATE TABLE shift (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE roster (
    code TEXT PRIMARY KEY,
    body TEXT NOT NULL
);

CREATE TABLE calendar_day (
    day    TEXT PRIMARY KEY, -- 2026-10-01
    worked INTEGER NOT NULL
);

-- The catalogue as it was when tasks were routed by it: all that routing reads and that has no versions of its own, as deflated JSON.
-- Written by Dispatcher/Duties.
CREATE TABLE catalogue_version (
    version  INTEGER PRIMARY KEY,
    saved_at BIGINT NOT NULL,
    body     BYTEA NOT NULL
);

-- 回避 of the request; and what matters of one duty about the same person or thing have in common. Written by Dispatcher/Issuing.
ALTER TABLE matter ADD COLUMN excluded TEXT;
ALTER TABLE matter ADD COLUMN same_key BIGINT;

CREATE INDEX matter_by_same_key ON matter (same_key, id) WHERE same_key IS NOT NULL;
