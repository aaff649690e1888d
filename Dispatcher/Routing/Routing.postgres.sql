-- name: count-open-tasks-of-members
-- In a turn, so it must be quick: the partial index of open tasks alone is read, a few entries for each member.
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member = ANY (ARRAY(SELECT json_array_elements_text(@Members::json)))
GROUP BY member

-- name: add-assignments
COPY assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place)
FROM STDIN (FORMAT BINARY)

-- name: add-next-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place)
SELECT
    task_id,
    (SELECT COALESCE(MAX(earlier.sequence), 0) + 1 FROM assignment AS earlier WHERE earlier.task_id = added.task_id),
    unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place
FROM unnest(@TaskId, @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity, @Because, @RoutingId, @RoutingPlace) AS added (
    task_id, unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place)

-- name: doers-of-matters
SELECT matter_id, step, member
FROM task
WHERE matter_id = ANY (ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(@Ids::json) AS value))
  AND member IS NOT NULL

-- name: last-members-of-subjects
-- Tasks are looked up by a query within the list of columns, which cannot become a join: as one, the planner read all tasks as soon as it had counted
-- them, and a list that took milliseconds took seconds.
SELECT asked.key AS same_key,
       asked.step,
       (SELECT had.member
        FROM (SELECT latest.id,
                     (SELECT task.member
                      FROM task
                      WHERE task.matter_id = latest.id
                        AND task.step = asked.step
                        AND task.member IS NOT NULL
                      LIMIT 1) AS member
              FROM (SELECT matter.id
                    FROM matter
                    WHERE matter.same_key = asked.key
                    ORDER BY matter.id DESC
                    LIMIT 20) AS latest) AS had
        WHERE had.member IS NOT NULL
        ORDER BY had.id DESC
        LIMIT 1) AS member
FROM json_to_recordset(@Subjects::json) AS asked (key BIGINT, step TEXT)

-- name: add-routing
COPY routing (id, at, catalogue_version, tasks, body)
FROM STDIN (FORMAT BINARY)
