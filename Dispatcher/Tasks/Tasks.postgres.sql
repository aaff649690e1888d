-- name: messages-on-their-way
-- Those saved about when the task was assigned; ids are in time order, and bodies name up to 200 tasks each, so no more are searched.
SELECT id, queue, attempts, sent_at
FROM (
    SELECT id, queue, attempts, sent_at, body
    FROM outbox
    WHERE id >= @First
      AND id < @Last
    ORDER BY id DESC
    LIMIT 200) AS then_saved
WHERE position(@TaskText IN body) > 0
