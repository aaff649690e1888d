-- Who may see what: the unit at the top of what a token's owner may see; null: the whole city. Written by Dispatcher/People.
ALTER TABLE access_token ADD COLUMN unit TEXT;

-- A page of a subtree takes the newest tasks of each of its units from here and merges them.
CREATE INDEX task_by_unit ON task (unit, number);

-- The open tasks of a subtree, by who has them.
CREATE INDEX task_open_by_unit ON task (unit, member, state) WHERE closed_at IS NULL AND cancelled_at IS NULL;

-- Whose token it is, null: made on the console; and when it was taken back. Written by Dispatcher/People.
ALTER TABLE access_token ADD COLUMN account TEXT;

ALTER TABLE access_token ADD COLUMN revoked_at BIGINT;

CREATE INDEX access_token_by_account ON access_token (account) WHERE account IS NOT NULL;

-- People who sign in. Nothing of it can be read back: passwords and recovery codes are hashes, the secret of the second
-- factor is encrypted with the keys of protection_key. Written by Dispatcher/Accounts.
CREATE TABLE account (
    name         TEXT PRIMARY KEY, -- small letters
    role         TEXT NOT NULL,
    unit         TEXT,             -- null: the whole city
    member       TEXT,
    external_id  TEXT UNIQUE,      -- who it is at the OpenID Connect provider
    password     TEXT,             -- null: signs in at the provider only
    password_at  BIGINT,
    must_change  INTEGER NOT NULL, -- 1: the password was given by somebody else
    secret       TEXT,             -- of the second factor; null: none
    last_step    BIGINT NOT NULL,  -- of the second factor's clock: a code counts once
    stamp        TEXT NOT NULL,    -- changes with whatever ends all sign-ins
    enabled      INTEGER NOT NULL,
    demo         INTEGER NOT NULL, -- 1: its password is known to everybody
    created_at   BIGINT NOT NULL
) WITHOUT ROWID;

CREATE TABLE recovery_code (
    account TEXT NOT NULL,
    hash    BLOB NOT NULL,
    PRIMARY KEY (account, hash)
) WITHOUT ROWID;

-- Who is signed in in a browser. The id itself is only in the cookie. Written by Dispatcher/Accounts.
CREATE TABLE sign_in (
    hash       BLOB PRIMARY KEY,
    account    TEXT,  -- null: signed in with an access token
    stamp      TEXT,
    token      BLOB, -- hash of the token
    idle       BIGINT NOT NULL, -- milliseconds
    seen_at    BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
) WITHOUT ROWID;

CREATE INDEX sign_in_by_account ON sign_in (account);
