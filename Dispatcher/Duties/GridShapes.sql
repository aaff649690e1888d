-- name: save-grid-shapes
INSERT INTO grid_shape (grid, polygons, is_schematic)
VALUES (@Grid, @Polygons, @IsSchematic)
ON CONFLICT (grid) DO UPDATE
SET polygons = excluded.polygons,
    is_schematic = excluded.is_schematic

-- name: all-grid-shapes
SELECT grid, polygons, is_schematic
FROM grid_shape
ORDER BY grid
