-- Where the chain ends: the row that writers take turns by, and what the last row is checked against.
-- Written by Dispatcher/Storage/Ledger.
CREATE TABLE journal_head (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    seq      BIGINT NOT NULL,
    hash     BLOB NOT NULL
);

INSERT INTO journal_head (only_row, seq, hash)
SELECT 1, 0, zeroblob(32)
WHERE NOT EXISTS (SELECT 1 FROM journal);

INSERT INTO journal_head (only_row, seq, hash)
SELECT 1, seq, hash
FROM journal
ORDER BY seq DESC
LIMIT 1;

-- Keys of cookies and forms: what one process signed, another reads. Written by Dispatcher/People.
CREATE TABLE protection_key (
    name       TEXT PRIMARY KEY,
    body       TEXT NOT NULL,
    created_at BIGINT NOT NULL
) WITHOUT ROWID;
