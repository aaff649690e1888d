-- Where the chain ends: the row that writers take turns by, and what the last row is checked against.
-- Written by Dispatcher/Storage/Ledger.
CREATE TABLE journal_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    seq      BIGINT NOT NULL,
    hash     BYTEA NOT NULL
) WITH (fillfactor = 10); -- one row, changed by every transaction: room for its versions on its own page

INSERT INTO journal_head (only_row, seq, hash)
VALUES (1, 0, decode(repeat('00', 32), 'hex'));

-- Keys of cookies and forms: what one process signed, another reads. Written by Dispatcher/People.
CREATE TABLE protection_key (
    name       TEXT PRIMARY KEY,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
);
