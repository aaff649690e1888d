-- name: add-feedback
-- A message that comes twice is the same result.
INSERT INTO feedback (task_id, message_id, outcome, automatic, by, at, note, evidence)
VALUES (@TaskId, @MessageId, @Outcome, @Automatic, @By, @At, @Note, @Evidence)
ON CONFLICT (task_id, message_id) DO NOTHING

-- name: feedback-of-task
SELECT task_id, message_id, outcome, automatic, by, at, note, evidence
FROM feedback
WHERE task_id = @Id
ORDER BY at, message_id

-- name: feedback-of-message
SELECT task_id, message_id, outcome, automatic, by, at, note, evidence
FROM feedback
WHERE task_id = @Id
  AND message_id = @Message
