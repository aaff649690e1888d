-- name: latency-left
-- Messages the Workers have not answered yet.
SELECT COUNT(*)
FROM outbox

-- name: latency-tasks
-- Every task with the request it comes from, and when its check first answered.
SELECT matter.external_id AS request, task.id AS task_id, MIN(feedback.at) AS at, COUNT(CASE WHEN feedback.outcome <> 'Satisfied' THEN 1 END) AS unsatisfied
FROM matter
JOIN task ON task.matter_id = matter.id
LEFT JOIN feedback ON feedback.task_id = task.id
GROUP BY matter.external_id, task.id
