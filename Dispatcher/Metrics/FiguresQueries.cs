using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Metrics;

/// <summary>
/// Computes the figures from the tasks: one pass that counts by duty, unit and channel, and one pass over the closed
/// tasks in order of turnaround, from which every group picks its exact ranks. Memory grows with the groups, not the tasks.
/// </summary>
public sealed class FiguresQueries(Database database, CurrentCatalogue current)
{
    /// <summary>The figures of the tasks within a scope, as of an instant.</summary>
    public Task<Report> AsOfAsync(DateTimeOffset asOf, Scope scope, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var counting = new FiguresCount();
        var asked = new { AsOf = asOf, Units = scope.Units is { } units ? SqlValues.ToList(units) : null };
        foreach (var row in await session.QueryAsync<CountRow>("count-tasks-by-group", asked))
        {
            counting.Add(row);
        }

        counting.StartRanks();
        await foreach (var row in session.StreamAsync<TurnaroundRow>("turnarounds-in-order", asked).WithCancellation(cancel))
        {
            counting.Rank(row);
        }

        var catalogue = current.IsLoaded ? current.Value : null;
        return new Report(
            asOf,
            counting.Overall(),
            Named(counting.By(FiguresGroup.Duty), code => catalogue?.FindDuty(code) is { } duty ? (duty.Name, duty.NameEn) : null),
            Named(counting.By(FiguresGroup.Unit), code => catalogue?.FindUnit(code) is { } unit ? (unit.Name, unit.NameEn) : null),
            Named(counting.By(FiguresGroup.Channel), _ => null));
    }, cancel);

    private static List<GroupFigures> Named(IEnumerable<(string Code, Figures Figures)> groups, Func<string, (string Name, string? NameEn)?> nameOf) =>
        groups
            .OrderByDescending(group => group.Figures.Issued)
            .ThenBy(group => group.Code, StringComparer.Ordinal)
            .Select(group => nameOf(group.Code) is var (name, nameEn)
                ? new GroupFigures(group.Code, name, nameEn ?? name, group.Figures)
                : new GroupFigures(group.Code, group.Code, group.Code, group.Figures))
            .ToList();
}
