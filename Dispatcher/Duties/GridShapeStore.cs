using System.Text.Json;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The areas of grids as saved. Saving one that exists changes it; a catalogue without shapes leaves those that are there.</summary>
public sealed class GridShapeStore
{
    /// <summary>Decimals kept: 0.1 m.</summary>
    private const int Decimals = 6;

    public Task SaveAsync(Session session, IReadOnlyList<GridShape> shapes) =>
        session.WriteManyAsync("save-grid-shapes", shapes.Select(shape => new ShapeRow { Grid = shape.Grid, Polygons = ToJson(shape), IsSchematic = shape.IsSchematic }).ToList());

    public async Task<IReadOnlyList<GridShape>> AllAsync(Session session) =>
        (await session.QueryAsync<ShapeRow>("all-grid-shapes")).Select(row => new GridShape(row.Grid, FromJson(row.Polygons), row.IsSchematic)).ToList();

    /// <summary>The coordinates of a MultiPolygon.</summary>
    internal static string ToJson(GridShape shape) => JsonSerializer.Serialize(
        shape.Polygons.Select(polygon => polygon.Select(ring => ring.Select(at => new[] { Math.Round(at.Longitude, Decimals), Math.Round(at.Latitude, Decimals) }))));

    private static List<IReadOnlyList<IReadOnlyList<Position>>> FromJson(string json) =>
        [.. JsonSerializer.Deserialize<double[][][][]>(json)!.Select(polygon => (IReadOnlyList<IReadOnlyList<Position>>)
            [.. polygon.Select(ring => (IReadOnlyList<Position>)[.. ring.Select(at => new Position(at[0], at[1]))])])];

    private sealed class ShapeRow
    {
        public string Grid { get; init; } = "";

        public string Polygons { get; init; } = "";

        public bool IsSchematic { get; init; }
    }
}

/// <summary>The areas of the grids of the catalogue in force, read again when another is.</summary>
public sealed class GridShapes(Database database, GridShapeStore store, CurrentCatalogue current)
{
    private volatile Known? known;

    public async Task<IReadOnlyList<GridShape>> AllAsync(CancellationToken cancel)
    {
        var catalogue = current.Value;
        if (known is not { } last || last.Catalogue != catalogue)
        {
            known = last = new Known(catalogue, await database.ReadAsync(store.AllAsync, cancel));
        }

        return last.Shapes;
    }

    private sealed record Known(Catalogue Catalogue, IReadOnlyList<GridShape> Shapes);
}
