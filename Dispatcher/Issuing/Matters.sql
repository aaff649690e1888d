-- name: add-matters
INSERT INTO matter (
    id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, issued_at, excluded, same_key)
VALUES (
    @Id, @Source, @ExternalId, @Duty, @DutyVersion, @Subject, @Channel, @Grid, @Place, @Latitude, @Longitude, @Parameters, @IssuedAt, @Excluded, @SameKey)

-- name: find-known-matters
SELECT id, external_id
FROM matter
WHERE source = @Source
  AND external_id IN (SELECT value FROM json_each(@Ids))

-- name: find-matters
SELECT id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, excluded, issued_at
FROM matter
WHERE id IN (SELECT unhex(value) FROM json_each(@Ids))

-- name: take-task-numbers
INSERT INTO task_number (day, last)
VALUES (@Day, @Count)
ON CONFLICT (day) DO UPDATE
SET last = task_number.last + excluded.last
RETURNING last

-- name: find-kept-answer
SELECT request_hash, response
FROM idempotency_key
WHERE owner = @Owner
  AND key = @Key

-- name: keep-answer
INSERT INTO idempotency_key (owner, key, request_hash, response, created_at)
VALUES (@Owner, @Key, @RequestHash, @Response, @Now)
ON CONFLICT (owner, key) DO NOTHING

-- name: forget-kept-answers
DELETE FROM idempotency_key
WHERE (owner, key) IN (
    SELECT owner, key
    FROM idempotency_key
    WHERE created_at < @Before
    LIMIT @Limit)
