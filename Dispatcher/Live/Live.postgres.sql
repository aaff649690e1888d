-- name: tally-journal-of-units-by-minute
-- As for the whole city, for the tasks of some units.
SELECT journal.recorded_at / 60000 AS minute,
       SUM(CASE WHEN kind = 'issued' THEN 1 ELSE 0 END) AS issued,
       SUM(CASE WHEN path LIKE '%Unassigned>Assigned' THEN 1 ELSE 0 END) AS dispatched,
       SUM(CASE WHEN path LIKE '%>Closed' THEN 1 ELSE 0 END) AS closed,
       SUM(CASE WHEN path LIKE '%>Closed' AND facts LIKE '%"automatic":true%' THEN 1 ELSE 0 END) AS automatic
FROM journal
JOIN task ON task.id = journal.task_id
WHERE journal.seq >= @FromSeq
  AND journal.recorded_at >= @From
  AND task.unit = ANY (ARRAY(SELECT json_array_elements_text(@Units::json)))
GROUP BY journal.recorded_at / 60000

-- name: count-open-tasks-of-units-by-member
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NOT NULL
  AND unit = ANY (ARRAY(SELECT json_array_elements_text(@Units::json)))
GROUP BY member

-- name: count-open-tasks-of-units-of-nobody
SELECT SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 0 ELSE 1 END) AS at_desks
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NULL
  AND unit = ANY (ARRAY(SELECT json_array_elements_text(@Units::json)))
