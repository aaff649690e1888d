-- The same ways and wishes as in TaskList.sql, in the words of PostgreSQL; it needs no naming of indexes.

-- name: by/duty
task
WHERE duty = @At

-- name: by/channel
task
WHERE channel = @At

-- name: by/member
task
WHERE member = @At

-- name: by/unit
task
WHERE unit = @At

-- name: by/grid
task
WHERE grid = @At

-- name: by/state
task
WHERE state = @At
  AND closed_at IS NULL

-- name: by/desk
task
WHERE unit = @At
  AND member IS NULL

-- name: by/units
task
WHERE unit = ANY (ARRAY(SELECT json_array_elements_text(@Units::json)))

-- name: by/grids
task
WHERE grid = ANY (ARRAY(SELECT json_array_elements_text(@Grids::json)))

-- name: by/open
task
WHERE state IN ('Waiting', 'Unassigned', 'Assigned', 'Accepted', 'Submitted', 'InReview', 'Returned', 'Suspended')
  AND closed_at IS NULL

-- name: by/overdue
task
WHERE closed_at IS NULL
  AND cancelled_at IS NULL
  AND deadline_at < @Now

-- name: by/closing
task
WHERE closed_at >= @ClosedFrom
  AND closed_at < @ClosedTo

-- name: part/wanted
issued_at >= @IssuedFrom
  AND issued_at < @IssuedTo
  AND (@State::text IS NULL OR state = @State OR (@State = 'open' AND closed_at IS NULL AND cancelled_at IS NULL))
  AND (@Duty::text IS NULL OR duty = @Duty)
  AND (@Member::text IS NULL OR member = @Member)
  AND (@Channel::text IS NULL OR channel = @Channel)
  AND (@Units::text IS NULL OR unit = ANY (ARRAY(SELECT json_array_elements_text(@Units::json))))
  AND (@Grids::text IS NULL OR grid = ANY (ARRAY(SELECT json_array_elements_text(@Grids::json))))
  AND (NOT @HasClosing OR (closed_at >= @ClosedFrom AND closed_at < @ClosedTo))
  AND (@DueFrom::bigint IS NULL OR deadline_at >= @DueFrom::bigint)
  AND (@DueBefore::bigint IS NULL OR deadline_at < @DueBefore::bigint)
  AND (NOT @Overdue OR (closed_at IS NULL AND cancelled_at IS NULL AND deadline_at < @Now))
  AND (@Automatic::integer IS NULL OR closed_automatically = @Automatic::integer)
  AND (@OnTime::integer IS NULL
       OR (@OnTime::integer = 1 AND closed_at <= deadline_at)
       OR (@OnTime::integer = 0 AND (closed_at > deadline_at OR (closed_at IS NULL AND deadline_at < @Now))))
  AND (@SeesAll OR member = @OwnMember OR (member IS NULL AND state <> 'Waiting' AND unit = ANY (ARRAY(SELECT json_array_elements_text(@Desks::json)))))
  AND (@Words::text IS NULL OR duty <> ALL (ARRAY(SELECT json_array_elements_text(@AboutPersons::json))))
  AND (@Words::text IS NULL OR EXISTS (
      SELECT 1
      FROM matter
      WHERE matter.id = task.matter_id
        AND NOT (@HidesNumbers AND matter.subject ~ '1[3-9][0-9]([ -]?[0-9]{4}){2}|[0-9]{15}|0[0-9]{2,3}-[0-9]{7}')
        AND NOT EXISTS (
            SELECT 1
            FROM json_array_elements_text(@Words::json) AS word (value)
            WHERE strpos(lower(matter.subject), word.value) = 0)))
