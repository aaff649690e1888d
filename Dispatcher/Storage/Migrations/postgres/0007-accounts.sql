-- Who may see what: the unit at the top of what a token's owner may see; null: the whole city. Written by Dispatcher/People.
ALTER TABLE access_token ADD COLUMN unit TEXT;

-- A page of a subtree takes the newest tasks of each of its units from here and merges them.
CREATE INDEX task_by_unit ON task (unit, number);

-- The open tasks of a subtree, by who has them.
CREATE INDEX task_open_by_unit ON task (unit, member, state) WHERE closed_at IS NULL AND cancelled_at IS NULL;
