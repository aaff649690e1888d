-- name: save-units
INSERT INTO org_unit (code, name, name_en, parent, lane)
SELECT code, name, name_en, parent, lane
FROM unnest(@Code, @Name, @NameEn, @Parent, @Lane) AS saved (code, name, name_en, parent, lane)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    name_en = excluded.name_en,
    parent = excluded.parent,
    lane = excluded.lane

-- name: save-grids
INSERT INTO grid (code, name, parent, unit)
SELECT code, name, parent, unit
FROM unnest(@Code, @Name, @Parent, @Unit) AS saved (code, name, parent, unit)
ON CONFLICT (code) DO UPDATE
SET name = excluded.name,
    parent = excluded.parent,
    unit = excluded.unit

-- name: save-members
INSERT INTO member (code, unit, grids, skills, capacity, active, skill_levels, shift, leave, chains, exclusions)
SELECT code, unit, grids, skills, capacity, active, skill_levels, shift, leave, chains, exclusions
FROM unnest(@Code, @Unit, @Grids, @Skills, @Capacity, @Active, @SkillLevels, @Shift, @Leave, @Chains, @Exclusions)
    AS saved (code, unit, grids, skills, capacity, active, skill_levels, shift, leave, chains, exclusions)
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
