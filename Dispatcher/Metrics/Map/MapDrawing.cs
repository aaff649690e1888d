using System.Globalization;
using System.Text;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Metrics.Map;

/// <summary>Shapes on a sheet: longitudes and latitudes as places from 0 to the width, north at the top.</summary>
internal sealed class MapDrawing
{
    public const double Width = 1000;

    private readonly double west, north, scale, squeeze;

    /// <param name="shapes">All that is drawn; not empty.</param>
    public MapDrawing(IReadOnlyCollection<GridShape> shapes)
    {
        var all = shapes.SelectMany(shape => shape.Polygons).SelectMany(polygon => polygon[0]).ToList();
        (west, north) = (all.Min(at => at.Longitude), all.Max(at => at.Latitude));
        var (east, south) = (all.Max(at => at.Longitude), all.Min(at => at.Latitude));

        // A degree of longitude is shorter the farther from the equator; over a city, one factor serves.
        squeeze = Math.Max(0.05, Math.Cos((north + south) / 2 * Math.PI / 180));
        scale = Width / Math.Max(1e-9, (east - west) * squeeze);
        Height = Math.Max(1, (north - south) * scale);
    }

    public double Height { get; }

    /// <summary>The shape as an SVG path; holes are cut by the even-odd rule.</summary>
    public string PathOf(GridShape shape)
    {
        var path = new StringBuilder();
        foreach (var ring in shape.Polygons.SelectMany(polygon => polygon))
        {
            for (var i = 0; i < ring.Count - 1; i++)
            {
                var (x, y) = PlaceOf(ring[i]);
                path.Append(CultureInfo.InvariantCulture, $"{(i is 0 ? 'M' : 'L')}{x:0.#} {y:0.#}");
            }

            path.Append('Z');
        }

        return path.ToString();
    }

    /// <summary>Where the name of a shape stands: the middle of its largest ring's corners.</summary>
    public (double X, double Y) Middle(GridShape shape)
    {
        var ring = shape.Polygons.Select(polygon => polygon[0]).MaxBy(ring => ring.Count)!;
        var places = ring.Skip(1).Select(PlaceOf).ToList();
        return ((places.Min(at => at.X) + places.Max(at => at.X)) / 2, (places.Min(at => at.Y) + places.Max(at => at.Y)) / 2);
    }

    private (double X, double Y) PlaceOf(Position at) => ((at.Longitude - west) * squeeze * scale, (north - at.Latitude) * scale);
}
