-- name: add-feedback
-- A message that comes twice is the same result.
INSERT INTO feedback (task_id, message_id, outcome, automatic, by, at, note, evidence)
SELECT task_id, message_id, outcome, automatic, by, at, note, evidence
FROM unnest(@TaskId, @MessageId, @Outcome, @Automatic, @By, @At, @Note, @Evidence) AS added (
    task_id, message_id, outcome, automatic, by, at, note, evidence)
ON CONFLICT (task_id, message_id) DO NOTHING
