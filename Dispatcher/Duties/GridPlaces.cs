namespace TaskManager.Dispatcher.Duties;

/// <summary>Where grids lie: in which one a place is, which is nearest, where its middle is. Grids without a shape lie nowhere.</summary>
public sealed class GridPlaces
{
    public static readonly GridPlaces None = new([], []);

    private const double KilometresPerDegree = 111.195;

    private readonly Dictionary<string, Position> middles = [];
    private readonly List<Area> areas = [];

    public GridPlaces(IReadOnlyList<GridShape> shapes, IEnumerable<KeyValuePair<string, Position>> otherMiddles)
    {
        foreach (var (grid, middle) in otherMiddles)
        {
            middles[grid] = middle;
        }

        foreach (var shape in shapes)
        {
            var area = new Area(shape);
            areas.Add(area);
            middles[shape.Grid] = area.Middle;
        }

        // Nested grids: the smaller one is the inner one.
        areas.Sort((one, other) => one.Size.CompareTo(other.Size));
    }

    /// <summary>The middles of all grids that have a shape.</summary>
    public IReadOnlyDictionary<string, Position> Middles => middles;

    /// <summary>The middle of a grid; null when it has no shape.</summary>
    public Position? MiddleOf(string grid) => middles.TryGetValue(grid, out var middle) ? middle : null;

    /// <summary>The innermost grid a place lies in; null: in none.</summary>
    public string? GridAt(Position place)
    {
        foreach (var area in areas)
        {
            if (area.Holds(place))
            {
                return area.Grid;
            }
        }

        return null;
    }

    /// <summary>The grid whose edge is nearest to a place outside of them all, the innermost of equals; null: none is so near.</summary>
    /// <param name="place">The place.</param>
    /// <param name="isAsked">Which grids count.</param>
    /// <param name="kilometresMax">How far it may be.</param>
    public string? Nearest(Position place, Func<string, bool> isAsked, double kilometresMax)
    {
        var (nearest, away) = ((string?)null, kilometresMax);
        foreach (var area in areas.Where(area => isAsked(area.Grid)))
        {
            var far = area.Away(place);
            if (far < away - 1e-9)
            {
                (nearest, away) = (area.Grid, far);
            }
        }

        return nearest;
    }

    private sealed class Area
    {
        private readonly IReadOnlyList<IReadOnlyList<IReadOnlyList<Position>>> polygons;
        private readonly double west = 180;
        private readonly double east = -180;
        private readonly double south = 90;
        private readonly double north = -90;

        public Area(GridShape shape)
        {
            (Grid, polygons) = (shape.Grid, shape.Polygons);
            foreach (var at in polygons.SelectMany(polygon => polygon[0]))
            {
                (west, east) = (Math.Min(west, at.Longitude), Math.Max(east, at.Longitude));
                (south, north) = (Math.Min(south, at.Latitude), Math.Max(north, at.Latitude));
            }

            var largest = polygons.MaxBy(polygon => Math.Abs(SizeOf(polygon[0])))![0];
            Size = polygons.Sum(polygon => Math.Abs(SizeOf(polygon[0])) - polygon.Skip(1).Sum(hole => Math.Abs(SizeOf(hole))));
            Middle = CentroidOf(largest);
        }

        public string Grid { get; }

        /// <summary>Square degrees: only compared.</summary>
        public double Size { get; }

        public Position Middle { get; }

        public bool Holds(Position place) =>
            place.Longitude >= west && place.Longitude <= east && place.Latitude >= south && place.Latitude <= north
            && polygons.Any(polygon => IsInside(polygon[0], place) && !polygon.Skip(1).Any(hole => IsInside(hole, place)));

        /// <summary>Kilometres to the nearest edge.</summary>
        public double Away(Position place)
        {
            var nearest = double.PositiveInfinity;
            var shrink = Math.Cos(place.Latitude * (Math.PI / 180));
            foreach (var ring in polygons.SelectMany(polygon => polygon))
            {
                for (var i = 1; i < ring.Count; i++)
                {
                    nearest = Math.Min(nearest, ToEdge(
                        (ring[i - 1].Longitude - place.Longitude) * shrink, ring[i - 1].Latitude - place.Latitude, (ring[i].Longitude - place.Longitude) * shrink, ring[i].Latitude - place.Latitude));
                }
            }

            return nearest * KilometresPerDegree;
        }

        /// <summary>From the origin to the line from one point to the other.</summary>
        private static double ToEdge(double x1, double y1, double x2, double y2)
        {
            var (dx, dy) = (x2 - x1, y2 - y1);
            var length = (dx * dx) + (dy * dy);
            var along = length > 0 ? Math.Clamp(-((x1 * dx) + (y1 * dy)) / length, 0, 1) : 0;
            var (x, y) = (x1 + (along * dx), y1 + (along * dy));
            return Math.Sqrt((x * x) + (y * y));
        }

        /// <summary>A line from the place to the east crosses the ring an odd number of times. What lies on an edge is in one of two neighbours, never in both.</summary>
        private static bool IsInside(IReadOnlyList<Position> ring, Position place)
        {
            var inside = false;
            for (var i = 1; i < ring.Count; i++)
            {
                var (a, b) = (ring[i - 1], ring[i]);
                if (a.Latitude > place.Latitude != b.Latitude > place.Latitude
                    && place.Longitude < ((b.Longitude - a.Longitude) * (place.Latitude - a.Latitude) / (b.Latitude - a.Latitude)) + a.Longitude)
                {
                    inside = !inside;
                }
            }

            return inside;
        }

        private static double SizeOf(IReadOnlyList<Position> ring)
        {
            var twice = 0.0;
            for (var i = 1; i < ring.Count; i++)
            {
                twice += (ring[i - 1].Longitude * ring[i].Latitude) - (ring[i].Longitude * ring[i - 1].Latitude);
            }

            return twice / 2;
        }

        private static Position CentroidOf(IReadOnlyList<Position> ring)
        {
            var (x, y, size) = (0.0, 0.0, 0.0);
            var from = ring[0];
            for (var i = 1; i < ring.Count; i++)
            {
                var (ax, ay, bx, by) = (ring[i - 1].Longitude - from.Longitude, ring[i - 1].Latitude - from.Latitude, ring[i].Longitude - from.Longitude, ring[i].Latitude - from.Latitude);
                var cross = (ax * by) - (bx * ay);
                (x, y, size) = (x + ((ax + bx) * cross), y + ((ay + by) * cross), size + cross);
            }

            return Math.Abs(size) < 1e-12
                ? new Position(ring.Average(at => at.Longitude), ring.Average(at => at.Latitude))
                : new Position(from.Longitude + (x / (3 * size)), from.Latitude + (y / (3 * size)));
        }
    }
}
