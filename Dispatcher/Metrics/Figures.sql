-- name: count-tasks-by-group
-- As of an instant: later issues do not exist yet, later ends have not happened.
SELECT duty,
       unit,
       channel,
       COUNT(*) AS issued,
       SUM(CASE WHEN closed_at <= @AsOf THEN 1 ELSE 0 END) AS closed,
       SUM(CASE WHEN cancelled_at <= @AsOf THEN 1 ELSE 0 END) AS cancelled,
       SUM(CASE WHEN deadline_at <= @AsOf THEN 1 ELSE 0 END) AS due,
       SUM(CASE WHEN deadline_at <= @AsOf AND closed_at <= @AsOf THEN 1 ELSE 0 END) AS closed_due,
       SUM(CASE WHEN deadline_at <= @AsOf AND closed_at <= deadline_at THEN 1 ELSE 0 END) AS closed_on_time,
       SUM(CASE WHEN closed_automatically = 1 AND closed_at <= @AsOf THEN 1 ELSE 0 END) AS automatic
FROM task
WHERE issued_at <= @AsOf
  AND (@Units IS NULL OR unit IN (SELECT value FROM json_each(@Units)))
GROUP BY duty, unit, channel

-- name: turnarounds-in-order
-- One sort serves every group: each counts its own ranks as its rows pass by.
SELECT duty,
       unit,
       channel,
       closed_at - issued_at AS milliseconds
FROM task
WHERE issued_at <= @AsOf
  AND (@Units IS NULL OR unit IN (SELECT value FROM json_each(@Units)))
  AND closed_at <= @AsOf
ORDER BY closed_at - issued_at
