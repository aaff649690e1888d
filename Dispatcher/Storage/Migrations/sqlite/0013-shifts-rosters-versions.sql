-- What routing asks of members: levels of skills, the shift (null: any hour), days of leave, industry chains, conflicts of
-- interest. Written by Dispatcher/People.
ALTER TABLE member ADD COLUMN skill_levels TEXT NOT NULL DEFAULT '{}';

ALTER TABLE member ADD COLUMN shift TEXT;

ALTER TABLE member ADD COLUMN leave TEXT NOT NULL DEFAULT '[]';

ALTER TABLE member ADD COLUMN chains TEXT NOT NULL DEFAULT '[]';

ALTER TABLE member ADD COLUMN exclusions TEXT NOT NULL DEFAULT '[]';

-- The hours members work. Written by Dispatcher/Duties.
CREATE TABLE shift (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    name_en TEXT,
    hours   TEXT NOT NULL
) WITHOUT ROWID;

-- Who alone gets the tasks of some duties for a while. Written by Dispatcher/Duties.
CREATE TABLE roster (
    code    TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    name_en TEXT,
    duties  TEXT NOT NULL,
    from_at BIGINT NOT NULL,
    to_at   BIGINT NOT NULL,
    grids   TEXT NOT NULL,
    members TEXT NOT NULL
) WITHOUT ROWID;

-- Days that are not worked as their weekday says. Written by Dispatcher/Duties.
CREATE TABLE calendar_day (
    day       TEXT PRIMARY KEY, -- 2026-10-01
    is_worked INTEGER NOT NULL
) WITHOUT ROWID;

-- What routing read of the catalogue, as it was at each version: JSON, deflated. Written by Dispatcher/Duties.
CREATE TABLE catalogue_version (
    version  INTEGER PRIMARY KEY,
    saved_at BIGINT NOT NULL,
    body     BLOB NOT NULL
);

-- Members who must have nothing to do with a matter, null: nobody in particular; and what tells that two matters of a duty
-- are about the same person or thing, null: nothing does, or the matter is history. Written by Dispatcher/Issuing.
ALTER TABLE matter ADD COLUMN excluded TEXT;

ALTER TABLE matter ADD COLUMN same_key BIGINT;

-- The last matters of a person or thing. Partial, so that an import of history does not pay for it.
CREATE INDEX matter_by_same_key ON matter (same_key, id) WHERE same_key IS NOT NULL;
