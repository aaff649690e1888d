using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>Where grids lie: in which one a place is, which of some is nearest, where its middle is.</summary>
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
        var ring = shape.Polygons[0][0];
        return new Position(ring.Average(at => at.Longitude), ring.Average(at => at.Latitude));
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
