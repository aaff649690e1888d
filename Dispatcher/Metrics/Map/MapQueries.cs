using System.Collections.Concurrent;
using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Metrics.Board;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics.Map;

/// <summary>A grid on the map, or one that has no place on it.</summary>
/// <param name="Grid">Its code.</param>
/// <param name="Path">Its SVG path; empty: it is only in the table.</param>
/// <param name="Count">Its figures, with those of the grids within it that are not drawn.</param>
internal sealed record MapGrid(string Grid, string Path, GroupCount Count);

/// <summary>What a map shows, whatever it is coloured by.</summary>
/// <param name="AsOf">The instant.</param>
/// <param name="Height">Of the drawing, whose width is <see cref="MapDrawing.Width"/>.</param>
/// <param name="IsSchematic">Some shape is not surveyed.</param>
/// <param name="Grids">The grids.</param>
/// <param name="Outlines">Paths of the grids around them.</param>
/// <param name="Labels">Where names of grids stand.</param>
internal sealed record MapPicture(
    DateTimeOffset AsOf, double Height, bool IsSchematic, IReadOnlyList<MapGrid> Grids, IReadOnlyList<string> Outlines, IReadOnlyList<(double X, double Y, string Grid)> Labels);

/// <summary>Maps of days; one serves all who look at the same part of the tree, until the journal grows or some seconds have passed.</summary>
public sealed class MapQueries(BoardStore store, BoardQueries board, GridShapes shapes, CurrentCatalogue current, TimeProvider clock)
{
    private const int KeptMax = 256;
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(0.9);
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<(string Ask, DateOnly Day, bool Towns), Kept> kept = [];

    /// <summary>The map; null: the tasks are still being read, or none of the grids has a shape (<paramref name="ask"/>'s unit must be within its scope).</summary>
    internal async Task<MapPicture?> LookAsync(BoardAsk ask, DateOnly day, bool towns, CancellationToken cancel)
    {
        if (!store.IsLoaded)
        {
            return null;
        }

        var catalogue = current.Value;
        var now = clock.GetUtcNow();
        var known = kept.GetValueOrDefault((ask.Key, day, towns));
        if (known?.Catalogue == catalogue && now - known.At < Soonest)
        {
            return known.Picture;
        }

        await board.FollowAsync(cancel);
        if (known?.Catalogue == catalogue && known.Seq == store.Seq && now - known.At < Latest)
        {
            return known.Picture;
        }

        var seq = store.Seq;
        var picture = Draw(ask, day, towns, catalogue, await WithinAsync(ask, cancel));
        if (kept.Count >= KeptMax)
        {
            kept.Clear();
        }

        kept[(ask.Key, day, towns)] = new Kept(catalogue, seq, now, picture);
        return picture;
    }

    /// <summary>Whether any grid that is asked for has a shape.</summary>
    public async Task<bool> AnyAsync(BoardAsk ask, CancellationToken cancel) => (await WithinAsync(ask, cancel)).Count > 0;

    private async Task<List<GridShape>> WithinAsync(BoardAsk ask, CancellationToken cancel)
    {
        var catalogue = current.Value;
        var within = Within(ask, catalogue);
        return [.. (await shapes.AllAsync(cancel)).Where(shape => catalogue.FindGrid(shape.Grid) is { } grid && within.Holds(grid))];
    }

    private static Scope Within(BoardAsk ask, Catalogue catalogue) => ask.Unit is { } unit ? Scope.Of(unit, catalogue.UnitsUnder(unit)) : ask.Scope;

    private MapPicture? Draw(BoardAsk ask, DateOnly day, bool towns, Catalogue catalogue, List<GridShape> all)
    {
        if (all.Count is 0)
        {
            return null;
        }

        var first = day.AddDays(1 - MapMeasure.TurnaroundDays);
        var period = Period.Read("custom", Text(first), Text(day), clock.GetUtcNow(), catalogue.Zone)!;
        var holding = catalogue.Grids.Select(grid => grid.Parent).ToHashSet();
        var drawn = all.Where(shape => towns ? catalogue.FindGrid(shape.Grid)!.Parent is null : !holding.Contains(shape.Grid)).ToList();
        drawn = drawn.Count is 0 ? all : drawn; // a part of the tree may hold one level only
        var drawing = new MapDrawing(all);
        var codes = drawn.Select(shape => shape.Grid).ToHashSet();
        var counts = store.Count(ask.ToColumns(period, catalogue) with { GridGroup = grid => GroupOf(grid, codes, catalogue) }).ByGrid;
        var within = Within(ask, catalogue);
        var tops = all.Where(shape => catalogue.FindGrid(shape.Grid)!.Parent is null).ToList();
        return new MapPicture(
            period.To,
            drawing.Height,
            all.Exists(shape => shape.IsSchematic),
            [
                .. drawn.Select(shape => new MapGrid(shape.Grid, drawing.PathOf(shape), counts.GetValueOrDefault(shape.Grid, GroupCount.None))),
                .. counts.Where(each => !codes.Contains(each.Key) && catalogue.FindGrid(each.Key) is { } grid && within.Holds(grid)).Select(each => new MapGrid(each.Key, "", each.Value)),
            ],
            towns ? [] : [.. tops.Select(drawing.PathOf)],
            [.. (tops.Count > 0 ? tops : drawn).Select(shape => (drawing.Middle(shape), shape.Grid)).Select(each => (each.Item1.X, each.Item1.Y, each.Grid))]);
    }

    /// <summary>The drawn grid that a task's grid is, or lies in; else itself.</summary>
    private static string GroupOf(string grid, HashSet<string> codes, Catalogue catalogue)
    {
        for (var each = catalogue.FindGrid(grid); each is not null; each = each.Parent is { } parent ? catalogue.FindGrid(parent) : null)
        {
            if (codes.Contains(each.Code))
            {
                return each.Code;
            }
        }

        return grid;
    }

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Kept(Catalogue Catalogue, long Seq, DateTimeOffset At, MapPicture? Picture);
}
