-- 派单 explained: what each batch was routed by, and what came of it; one row a batch, deflated JSON. Written by Dispatcher/Routing.
CREATE TABLE routing (
    id                BYTEA NOT NULL PRIMARY KEY,
    at                BIGINT NOT NULL,
    catalogue_version INTEGER NOT NULL,
    tasks             INTEGER NOT NULL,
    body              BYTEA NOT NULL
) PARTITION BY RANGE (id);

CREATE TABLE routing_default PARTITION OF routing DEFAULT;

-- Already packed: trying once more would only cost time.
ALTER TABLE routing ALTER COLUMN body SET STORAGE EXTERNAL;

-- Why, in words of routing; and where the whole of it stands: the batch, and the task's place in it, from 0. Null: nothing was chosen.
ALTER TABLE assignment ADD COLUMN because TEXT NOT NULL DEFAULT '[]';
ALTER TABLE assignment ADD COLUMN routing_id BYTEA;
ALTER TABLE assignment ADD COLUMN routing_place INTEGER;

-- As before, and for routing too. Makes the partitions of a month in UTC and of the months after it; tells how many are new. A month that has rows in
-- the default partition already stays there.
CREATE OR REPLACE FUNCTION make_month_partitions(instant BIGINT, months INTEGER) RETURNS INTEGER LANGUAGE plpgsql AS $$
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
        FOREACH parent IN ARRAY ARRAY['task', 'assignment', 'feedback', 'routing', 'journal'] LOOP
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
