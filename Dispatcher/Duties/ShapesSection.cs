namespace TaskManager.Dispatcher.Duties;

/// <summary>The shapes of all GeoJSON files of a catalogue: each of a grid it has, and one a grid.</summary>
internal static class ShapesSection
{
    private const int NearestMax = 100;

    /// <param name="directory">The catalogue.</param>
    /// <param name="grids">Codes of its grids; null: they could not all be read, so none can be called unknown.</param>
    /// <param name="mistakes">What is wrong.</param>
    public static IReadOnlyList<GridShape> Read(string directory, IReadOnlySet<string>? grids, ICollection<Mistake> mistakes)
    {
        var shapes = new List<GridShape>();
        var places = new Dictionary<string, Mistake>();
        var searches = 0;
        foreach (var (path, shownAs) in CatalogueDirectory.GeoJsonFiles(directory))
        {
            foreach (var (shape, at) in GeoJsonFile.Read(path, shownAs, mistakes))
            {
                if (places.TryGetValue(shape.Grid, out var first))
                {
                    mistakes.Add(at with { What = $"{at.What}: The grid {Mistake.Quote(shape.Grid)} has a shape already.", Allowed = $"One shape a grid; the first is at {first.File}:{first.Line}:{first.Column}. Several pieces are one MultiPolygon." });
                }
                else if (grids?.Contains(shape.Grid) is false)
                {
                    mistakes.Add(at with { What = $"{at.What}: There is no grid {Mistake.Quote(shape.Grid)}.", Allowed = Meant(shape.Grid, grids, searches++) + "The code of a grid of the catalogue." });
                }
                else
                {
                    places[shape.Grid] = at;
                    shapes.Add(shape);
                }
            }
        }

        return shapes;
    }

    /// <summary>A search looks at every grid, so it is made only so often.</summary>
    private static string Meant(string code, IReadOnlySet<string> grids, int searches) =>
        searches < NearestMax && Nearest.To(code, grids) is { } meant ? $"Did you mean '{meant}'? " : "";
}
