-- 派单 explained: what each batch was routed by, and what came of it; one row a batch, deflated JSON. Written by Dispatcher/Routing.
CREATE TABLE routing (
    id                BLOB PRIMARY KEY,
    at                BIGINT NOT NULL,
    catalogue_version INTEGER NOT NULL,
    tasks             INTEGER NOT NULL,
    body              BLOB NOT NULL
);

-- Why, in words of routing; and where the whole of it stands: the batch, and the task's place in it, from 0. Null: nothing was chosen.
ALTER TABLE assignment ADD COLUMN because TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assignment ADD COLUMN routing_id BLOB;
ALTER TABLE assignment ADD COLUMN routing_place INTEGER;
