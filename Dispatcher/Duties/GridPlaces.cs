namespace TaskManager.Dispatcher.Duties;

/// <summary>Where grids lie: in which one a place is, which of some is nearest, where its middle is.</summary>
public sealed class GridPlaces
{
    public static readonly GridPlaces None = new([]);

    private readonly Dictionary<string, Position> middles;

    public GridPlaces(IReadOnlyList<GridShape> shapes) => middles = shapes.ToDictionary(shape => shape.Grid, MiddleOf);

    /// <summary>The middle of a grid; null when it has no shape.</summary>
    public Position? MiddleOf(string grid) => middles.TryGetValue(grid, out var middle) ? middle : null;

    private static Position MiddleOf(GridShape shape)
    {
        var ring = shape.Polygons[0][0];
        return new Position(ring.Average(at => at.Longitude), ring.Average(at => at.Latitude));
    }
}
