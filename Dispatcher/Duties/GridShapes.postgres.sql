-- name: save-grid-shapes
INSERT INTO grid_shape (grid, polygons, is_schematic)
SELECT grid, polygons, is_schematic
FROM unnest(@Grid, @Polygons, @IsSchematic) AS saved (grid, polygons, is_schematic)
ON CONFLICT (grid) DO UPDATE
SET polygons = excluded.polygons,
    is_schematic = excluded.is_schematic
