using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Metrics.Board;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>Open tasks of units, with everything below them, and of members.</summary>
/// <param name="OfUnit">Unit and everything below it → open tasks.</param>
/// <param name="OfMember">Member → open tasks.</param>
public sealed record UnitLoads(IReadOnlyDictionary<string, long> OfUnit, IReadOnlyDictionary<string, long> OfMember);

/// <summary>
/// Counts what is open, for the pages of the organisation: in the board's memory, since a database takes seconds for a
/// million; only while the board is still reading, in the database.
/// </summary>
public sealed class OpenLoads(Database database, BoardStore board)
{
    public async Task<UnitLoads> OfUnitsAsync(Scope scope, Catalogue catalogue, CancellationToken cancel)
    {
        var open = await board.CountOpenAsync(scope.Holds, cancel) ?? await InDatabaseAsync(scope, cancel);
        var ofUnit = new Dictionary<string, long>();
        foreach (var (unit, count) in open.ByUnit)
        {
            for (var each = catalogue.FindUnit(unit); each is not null && scope.Holds(each.Code); each = each.Parent is { } parent ? catalogue.FindUnit(parent) : null)
            {
                ofUnit[each.Code] = ofUnit.GetValueOrDefault(each.Code) + count;
            }
        }

        return new UnitLoads(ofUnit, open.ByMember);
    }

    /// <summary>Grid and everything within it → open tasks.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OfGridsAsync(Catalogue catalogue, CancellationToken cancel)
    {
        var open = await board.CountOpenAsync(Scope.Everything.Holds, cancel) ?? await InDatabaseAsync(Scope.Everything, cancel);
        var ofGrid = new Dictionary<string, long>();
        foreach (var (grid, count) in open.ByGrid)
        {
            foreach (var each in catalogue.GridsAround(grid))
            {
                ofGrid[each] = ofGrid.GetValueOrDefault(each) + count;
            }
        }

        return ofGrid;
    }

    /// <summary>The same as the board counts, slowly.</summary>
    internal async Task<OpenCount> InDatabaseAsync(Scope scope, CancellationToken cancel)
    {
        var rows = (await database.ReadAsync(session => session.QueryAsync<OpenRow>("open-tasks-by-unit-grid-and-member"), cancel)).Where(row => scope.Holds(row.Unit)).ToList();
        return new OpenCount(By(row => row.Unit), By(row => row.Grid), By(row => row.Member));

        Dictionary<string, long> By(Func<OpenRow, string?> name) =>
            rows.Where(row => name(row) is not null).GroupBy(row => name(row)!).ToDictionary(group => group.Key, group => group.Sum(row => row.Open));
    }

    private sealed class OpenRow
    {
        public string Unit { get; init; } = "";

        public string? Grid { get; init; }

        public string? Member { get; init; }

        public long Open { get; init; }
    }
}
