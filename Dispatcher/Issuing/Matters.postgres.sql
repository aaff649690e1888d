-- name: add-matters
COPY matter (
    id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, issued_at, excluded, same_key)
FROM STDIN (FORMAT BINARY)

-- name: find-known-matters
SELECT id, external_id
FROM matter
WHERE source = @Source
  AND external_id = ANY (ARRAY(SELECT json_array_elements_text(@Ids::json)))

-- name: find-matters
SELECT id, source, external_id, duty, duty_version, subject, channel, grid, place, latitude, longitude, parameters, excluded, issued_at
FROM matter
WHERE id = ANY (ARRAY(SELECT decode(value, 'hex') FROM json_array_elements_text(@Ids::json) AS value))
