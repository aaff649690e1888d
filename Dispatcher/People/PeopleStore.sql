-- name: save-units
INSERT INTO org_unit (code, name, name_en, parent, lane)
VALUES (@Code, @Name, @NameEn, @Parent, @Lane)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    name_en = excluded.name_en,
    parent = excluded.parent,
    lane = excluded.lane

-- name: save-grids
INSERT INTO grid (code, name, parent, unit)
VALUES (@Code, @Name, @Parent, @Unit)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    parent = excluded.parent,
    unit = excluded.unit

-- name: retire-members
UPDATE member
SET active = 0
WHERE active = 1

-- name: save-members
INSERT INTO member (code, unit, grids, skills, capacity, active, skill_levels, shift, leave, chains, exclusions)
VALUES (@Code, @Unit, @Grids, @Skills, @Capacity, @Active, @SkillLevels, @Shift, @Leave, @Chains, @Exclusions)
ON CONFLICT (code) DO UPDATE
SET unit = excluded.unit,
    grids = excluded.grids,
    skills = excluded.skills,
    capacity = excluded.capacity,
    active = excluded.active,
    skill_levels = excluded.skill_levels,
    shift = excluded.shift,
    leave = excluded.leave,
    chains = excluded.chains,
    exclusions = excluded.exclusions

-- name: all-units
SELECT code, name, name_en, parent, lane
FROM org_unit
ORDER BY code

-- name: all-grids
SELECT code, name, parent, unit
FROM grid
ORDER BY code

-- name: all-members
SELECT code, unit, grids, skills, capacity, active, skill_levels, shift, leave, chains, exclusions
FROM member
ORDER BY code
