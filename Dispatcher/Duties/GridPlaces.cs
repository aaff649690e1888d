using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>Where grids lie: in which one a place is, which is nearest, where its middle is. Grids without a shape lie nowhere.</summary>
public sealed class GridPlaces
{
    public static readonly GridPlaces None = new([], []);

    private const double MetresPerDegree = 111_320;

    private readonly List<Area> areas = [];
    private readonly Dictionary<string, Area> areaOf = [];
    private readonly Dictionary<string, Position> middles = [];

    /// <param name="shapes">Areas of grids.</param>
    /// <param name="grids">The grids, for which lies within which.</param>
    public GridPlaces(IReadOnlyList<GridShape> shapes, IReadOnlyList<Grid> grids)
    {
        var depths = Trees.InOrder(grids).ToDictionary(each => each.Item.Code, each => each.Depth);
        foreach (var shape in shapes)
        {
            areas.Add(areaOf[shape.Grid] = new Area(shape, depths.GetValueOrDefault(shape.Grid)));
            middles[shape.Grid] = MiddleOf(shape);
        }

        // The first that holds a place is the one to answer: the innermost of nested grids, and of schematic shapes that overlap the smallest.
        areas.Sort((a, b) => (b.Depth, a.Size).CompareTo((a.Depth, b.Size)) is not 0 and var order ? order : string.CompareOrdinal(a.Grid, b.Grid));
    }

    private GridPlaces(IReadOnlyDictionary<string, Position> middles) => this.middles = middles.ToDictionary();

    /// <summary>The middle of each grid that has one.</summary>
    public IReadOnlyDictionary<string, Position> Middles => middles;

    /// <summary>Places of which only the middles are known: no place lies in any.</summary>
    internal static GridPlaces OfMiddles(IReadOnlyDictionary<string, Position> middles) => new(middles);

    /// <summary>The middle of a grid; null when it has no shape.</summary>
    public Position? MiddleOf(string grid) => middles.TryGetValue(grid, out var middle) ? middle : null;

    /// <summary>Code of the innermost grid whose area holds a place; null when none does.</summary>
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

    /// <summary>The nearest of some grids: its area holds the place, or an edge of it is nearest; null when none has a shape.</summary>
    /// <param name="place">The place.</param>
    /// <param name="grids">Codes.</param>
    /// <returns>The grid and its distance in metres; of equally near ones the innermost, then the smallest.</returns>
    public (string Grid, double Metres)? NearestOf(Position place, IEnumerable<string> grids)
    {
        (Area Area, double Metres)? nearest = null;
        foreach (var grid in grids)
        {
            if (areaOf.TryGetValue(grid, out var area)
                && (nearest is null || area.LeastMetresTo(place) <= nearest.Value.Metres)
                && area.MetresTo(place) is var metres
                && (nearest is not { } best || (metres, best.Area.Depth, area.Size).CompareTo((best.Metres, area.Depth, best.Area.Size)) < 0))
            {
                nearest = (area, metres);
            }
        }

        return nearest is { } found ? (found.Area.Grid, found.Metres) : null;
    }

    /// <summary>The average corner of the first polygon: near enough for a distance between villages.</summary>
    private static Position MiddleOf(GridShape shape)
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

    /// <summary>A grid's area with what makes looking quick: the box around it.</summary>
    private sealed class Area
    {
        private readonly Position[][][] polygons;
        private readonly double west = double.MaxValue;
        private readonly double east = double.MinValue;
        private readonly double south = double.MaxValue;
        private readonly double north = double.MinValue;

        public Area(GridShape shape, int depth)
        {
            (Grid, Depth) = (shape.Grid, depth);
            polygons = [.. shape.Polygons.Select(polygon => polygon.Select(ring => ring.ToArray()).ToArray())];
            foreach (var at in polygons.SelectMany(polygon => polygon[0]))
            {
                (west, east) = (Math.Min(west, at.Longitude), Math.Max(east, at.Longitude));
                (south, north) = (Math.Min(south, at.Latitude), Math.Max(north, at.Latitude));
            }

            Size = polygons.Sum(polygon => SizeOf(polygon[0]) - polygon.Skip(1).Sum(SizeOf)) * Math.Cos(Radians((south + north) / 2));
        }

        public string Grid { get; }

        public int Depth { get; }

        /// <summary>To compare with others'.</summary>
        public double Size { get; }

        public bool Holds(Position place)
        {
            if (place.Longitude < west || place.Longitude > east || place.Latitude < south || place.Latitude > north)
            {
                return false;
            }

            foreach (var polygon in polygons)
            {
                if (IsWithin(polygon, place))
                {
                    return true;
                }
            }

            return false;
        }

        /// <summary>To the box around it: never more than to the area.</summary>
        public double LeastMetresTo(Position place)
        {
            var narrowing = Math.Cos(Radians(place.Latitude));
            var across = Math.Max(0, Math.Max(west - place.Longitude, place.Longitude - east)) * narrowing;
            var along = Math.Max(0, Math.Max(south - place.Latitude, place.Latitude - north));
            return Math.Sqrt((across * across) + (along * along)) * MetresPerDegree;
        }

        /// <summary>0 within; else to the nearest edge, on a plane that touches the earth at the place.</summary>
        public double MetresTo(Position place)
        {
            if (Holds(place))
            {
                return 0;
            }

            var narrowing = Math.Cos(Radians(place.Latitude));
            var least = double.MaxValue;
            foreach (var polygon in polygons)
            {
                foreach (var ring in polygon)
                {
                    for (var i = 1; i < ring.Length; i++)
                    {
                        least = Math.Min(least, SquareTo(place, ring[i - 1], ring[i], narrowing));
                    }
                }
            }

            return Math.Sqrt(least) * MetresPerDegree;
        }

        private static bool IsWithin(Position[][] polygon, Position place)
        {
            // Within the outer ring and in no hole: in all, an odd number of edges lie to the east.
            var within = false;
            foreach (var ring in polygon)
            {
                for (var i = 1; i < ring.Length; i++)
                {
                    var (a, b) = (ring[i - 1], ring[i]);
                    if (a.Latitude > place.Latitude != b.Latitude > place.Latitude
                        && place.Longitude < ((b.Longitude - a.Longitude) * (place.Latitude - a.Latitude) / (b.Latitude - a.Latitude)) + a.Longitude)
                    {
                        within = !within;
                    }
                }
            }

            return within;
        }

        private static double SquareTo(Position place, Position a, Position b, double narrowing)
        {
            var (ax, ay) = ((a.Longitude - place.Longitude) * narrowing, a.Latitude - place.Latitude);
            var (dx, dy) = ((b.Longitude - a.Longitude) * narrowing, b.Latitude - a.Latitude);
            var length = (dx * dx) + (dy * dy);
            var along = length is 0 ? 0 : Math.Clamp(-((ax * dx) + (ay * dy)) / length, 0, 1);
            var (x, y) = (ax + (along * dx), ay + (along * dy));
            return (x * x) + (y * y);
        }

        private static double SizeOf(Position[] ring)
        {
            var twice = 0.0;
            for (var i = 1; i < ring.Length; i++)
            {
                // From the first corner on: far from 0, 0 the products would swallow the difference.
                twice += ((ring[i - 1].Longitude - ring[0].Longitude) * (ring[i].Latitude - ring[0].Latitude)) - ((ring[i].Longitude - ring[0].Longitude) * (ring[i - 1].Latitude - ring[0].Latitude));
            }

            return Math.Abs(twice) / 2;
        }

        private static double Radians(double degrees) => degrees * Math.PI / 180;
    }
}
