using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>Open tasks of units, with everything below them, and of members.</summary>
/// <param name="OfUnit">Unit and everything below it → open tasks.</param>
/// <param name="OfMember">Member → open tasks.</param>
public sealed record UnitLoads(IReadOnlyDictionary<string, long> OfUnit, IReadOnlyDictionary<string, long> OfMember);

/// <summary>Counts what is open, for the pages of the organisation.</summary>
public sealed class OpenLoads(Database database)
{
    public async Task<UnitLoads> OfUnitsAsync(Scope scope, Catalogue catalogue, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<UnitRow>("open-tasks-by-unit-and-member"), cancel);
        var ofUnit = new Dictionary<string, long>();
        foreach (var unit in rows.Where(row => scope.Holds(row.Unit)).GroupBy(row => row.Unit))
        {
            for (var each = catalogue.FindUnit(unit.Key); each is not null && scope.Holds(each.Code); each = each.Parent is { } parent ? catalogue.FindUnit(parent) : null)
            {
                ofUnit[each.Code] = ofUnit.GetValueOrDefault(each.Code) + unit.Sum(row => row.Open);
            }
        }

        return new UnitLoads(ofUnit, rows.Where(row => row.Member is not null && scope.Holds(row.Unit)).GroupBy(row => row.Member!).ToDictionary(member => member.Key, member => member.Sum(row => row.Open)));
    }

    /// <summary>Grid and everything within it → open tasks.</summary>
    public async Task<IReadOnlyDictionary<string, long>> OfGridsAsync(Catalogue catalogue, CancellationToken cancel)
    {
        var rows = await database.ReadAsync(session => session.QueryAsync<GridRow>("open-tasks-by-grid"), cancel);
        var ofGrid = new Dictionary<string, long>();
        foreach (var row in rows.Where(row => row.Grid is not null))
        {
            for (var each = catalogue.FindGrid(row.Grid!); each is not null; each = each.Parent is { } parent ? catalogue.FindGrid(parent) : null)
            {
                ofGrid[each.Code] = ofGrid.GetValueOrDefault(each.Code) + row.Open;
            }
        }

        return ofGrid;
    }

    private sealed class UnitRow
    {
        public string Unit { get; init; } = "";

        public string? Member { get; init; }

        public long Open { get; init; }
    }

    private sealed class GridRow
    {
        public string? Grid { get; init; }

        public long Open { get; init; }
    }
}
