-- name: add-photos
INSERT INTO photo (id, task_id, message_id, sequence, type, width, height, sha256, bytes, at)
SELECT id, task_id, message_id, sequence, type, width, height, sha256, bytes, at
FROM unnest(@Id, @TaskId, @MessageId, @Sequence, @Type, @Width, @Height, @Sha256, @Bytes, @At) AS added (
    id, task_id, message_id, sequence, type, width, height, sha256, bytes, at)
