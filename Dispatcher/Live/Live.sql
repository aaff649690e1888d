-- name: last-journal-seq
SELECT COALESCE(MAX(seq), 0)
FROM journal

-- name: first-journal-row-from
SELECT seq, recorded_at
FROM journal
WHERE seq >= @Seq
ORDER BY seq
LIMIT 1

-- name: tally-journal-by-minute
-- Rows are in the order of seq, and recorded_at falls by no more than clocks differ: the first seq is found by bisection
-- and bounds what is read, so no index by time is needed. A quotation mark within a note is stored with a backslash
-- before it, so a note cannot look like the fact.
SELECT recorded_at / 60000 AS minute,
       SUM(CASE WHEN kind = 'issued' THEN 1 ELSE 0 END) AS issued,
       SUM(CASE WHEN path LIKE '%Unassigned>Assigned' THEN 1 ELSE 0 END) AS dispatched,
       SUM(CASE WHEN path LIKE '%>Closed' THEN 1 ELSE 0 END) AS closed,
       SUM(CASE WHEN path LIKE '%>Closed' AND facts LIKE '%"automatic":true%' THEN 1 ELSE 0 END) AS automatic
FROM journal
WHERE seq >= @FromSeq
  AND recorded_at >= @From
GROUP BY recorded_at / 60000

-- name: count-open-tasks-by-member
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NOT NULL
GROUP BY member

-- name: count-open-tasks-of-nobody
SELECT SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 0 ELSE 1 END) AS at_desks
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NULL

-- name: tally-journal-of-units-by-minute
-- As above, for the tasks of some units.
SELECT journal.recorded_at / 60000 AS minute,
       SUM(CASE WHEN kind = 'issued' THEN 1 ELSE 0 END) AS issued,
       SUM(CASE WHEN path LIKE '%Unassigned>Assigned' THEN 1 ELSE 0 END) AS dispatched,
       SUM(CASE WHEN path LIKE '%>Closed' THEN 1 ELSE 0 END) AS closed,
       SUM(CASE WHEN path LIKE '%>Closed' AND facts LIKE '%"automatic":true%' THEN 1 ELSE 0 END) AS automatic
FROM journal
JOIN task ON task.id = journal.task_id
WHERE journal.seq >= @FromSeq
  AND journal.recorded_at >= @From
  AND task.unit IN (SELECT value FROM json_each(@Units))
GROUP BY journal.recorded_at / 60000

-- name: count-open-tasks-of-units-by-member
SELECT member, COUNT(*) AS open
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NOT NULL
  AND unit IN (SELECT value FROM json_each(@Units))
GROUP BY member

-- name: count-open-tasks-of-units-of-nobody
SELECT SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 1 ELSE 0 END) AS waiting,
       SUM(CASE WHEN state IN ('Waiting', 'Unassigned') THEN 0 ELSE 1 END) AS at_desks
FROM task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND member IS NULL
  AND unit IN (SELECT value FROM json_each(@Units))
