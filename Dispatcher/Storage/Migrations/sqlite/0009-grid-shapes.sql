-- The areas of grids, for maps: the coordinates of a MultiPolygon, degrees of WGS 84. Written by Dispatcher/Duties.
CREATE TABLE grid_shape (
    grid         TEXT PRIMARY KEY,
    polygons     TEXT NOT NULL,
    is_schematic INTEGER NOT NULL -- not surveyed; a map must say so
) WITHOUT ROWID;
