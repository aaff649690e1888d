-- name: add-photos
INSERT INTO photo (id, task_id, message_id, sequence, type, width, height, sha256, bytes, at)
VALUES (@Id, @TaskId, @MessageId, @Sequence, @Type, @Width, @Height, @Sha256, @Bytes, @At)

-- name: photos-of-task
-- Without the bytes: a page shows addresses, and each photo comes by its own request.
SELECT id, task_id, message_id, sequence, type, width, height
FROM photo
WHERE task_id = @Id
ORDER BY at, message_id, sequence

-- name: find-photo
SELECT id, task_id, message_id, sequence, type, width, height, sha256, bytes, at
FROM photo
WHERE id = @Id
