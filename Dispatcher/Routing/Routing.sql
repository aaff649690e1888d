-- name: count-open-tasks-of-members
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IN (SELECT value FROM json_each(@Members))
GROUP BY member

-- name: add-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place)
VALUES (@TaskId, @Sequence, @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity, @Because, @RoutingId, @RoutingPlace)

-- name: add-next-assignments
INSERT INTO assignment (task_id, sequence, unit, member, at, rule, candidates, load, capacity, because, routing_id, routing_place)
VALUES (
    @TaskId,
    (SELECT COALESCE(MAX(sequence), 0) + 1 FROM assignment WHERE task_id = @TaskId),
    @Unit, @Member, @At, @Rule, @Candidates, @Load, @Capacity, @Because, @RoutingId, @RoutingPlace)

-- name: assignments-of-task
SELECT task_id, sequence, unit, member, at, rule, candidates, load, capacity, because
FROM assignment
WHERE task_id = @Id
ORDER BY sequence

-- name: add-routing
INSERT INTO routing (id, at, catalogue_version, tasks, body)
VALUES (@Id, @At, @CatalogueVersion, @Tasks, @Body)

-- name: routing-of-assignment
SELECT routing.body, assignment.routing_place
FROM assignment
JOIN routing ON routing.id = assignment.routing_id
WHERE assignment.task_id = @Id
  AND assignment.sequence = @Sequence

-- name: doers-of-matters
SELECT matter_id, step, member
FROM task
WHERE matter_id IN (SELECT unhex(value) FROM json_each(@Ids))
  AND member IS NOT NULL

-- name: last-members-of-subjects
-- By subject and step: who has, or had, it last. Looks at the last 20 matters of a subject, however many there are.
SELECT json_extract(asked.value, '$.key') AS same_key,
       json_extract(asked.value, '$.step') AS step,
       (SELECT task.member
        FROM (SELECT matter.id
              FROM matter
              WHERE matter.same_key = json_extract(asked.value, '$.key')
              ORDER BY matter.id DESC
              LIMIT 20) AS latest
        JOIN task ON task.matter_id = latest.id
        WHERE task.step = json_extract(asked.value, '$.step')
          AND task.member IS NOT NULL
        ORDER BY latest.id DESC
        LIMIT 1) AS member
FROM json_each(@Subjects) AS asked

-- name: count-recent-tasks
-- By member and duty, of tasks made from an id on: a range of the primary key.
SELECT member,
       duty,
       COUNT(*) AS got,
       COUNT(closed_at) AS closed,
       COALESCE(SUM((closed_at - issued_at) / 3600000.0), 0.0) AS took
FROM task
WHERE id >= @From
  AND member IS NOT NULL
GROUP BY member, duty

-- name: latest-places-of-members
-- Bounded, whatever the size of the table; the newest first.
SELECT latest.member, matter.longitude, matter.latitude
FROM (SELECT id, matter_id, member
      FROM task
      WHERE member IS NOT NULL
      ORDER BY id DESC
      LIMIT @Limit) AS latest
JOIN matter ON matter.id = latest.matter_id
WHERE matter.longitude IS NOT NULL
  AND matter.latitude IS NOT NULL
ORDER BY latest.id DESC
