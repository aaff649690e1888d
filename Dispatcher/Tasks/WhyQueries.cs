using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>Why a task went where it went, with the choice made once more from what was kept.</summary>
/// <param name="Assignment">The assignment.</param>
/// <param name="Record">The batch it was chosen in; null: nothing was chosen.</param>
/// <param name="Place">The task's place in the batch.</param>
/// <param name="Duty">The duty as it was.</param>
/// <param name="Again">Who gets it when the choice is made again.</param>
/// <param name="Agrees">Whether that is who got it; null: the catalogue of then is not kept.</param>
public sealed record WhyAssigned(Assignment Assignment, RoutingRecord? Record, int Place, Duty? Duty, RouteDecision? Again, bool? Agrees)
{
    public Explanation? Explanation => Record?.Tasks[Place].Explanation;
}

/// <summary>Reads what assignments were decided by.</summary>
public sealed class WhyQueries(Database database, CatalogueStore catalogues, CurrentCatalogue current)
{
    /// <summary>Of one assignment of a task that the caller may see.</summary>
    public async Task<WhyAssigned> OfAsync(Assignment assignment, CancellationToken cancel)
    {
        var (routing, catalogue) = await database.ReadAsync(async session =>
        {
            var found = await RoutingStore.OfAssignmentAsync(session, assignment.TaskId, assignment.Sequence);
            return (found, found is { Record.CatalogueVersion: var version } ? await CatalogueOfAsync(session, version) : null);
        }, cancel);
        if (routing is not { } kept)
        {
            return new WhyAssigned(assignment, null, 0, null, null, null);
        }

        var task = kept.Record.Tasks[kept.Place];
        var duty = (catalogue ?? current.Value).FindDuty(task.Duty, task.Version);
        var again = catalogue is null ? null : kept.Record.Again(catalogue).Decisions[kept.Place];
        return new WhyAssigned(assignment, kept.Record, kept.Place, duty, again, again is null ? null : (again as ToMember)?.Member == task.Member);
    }

    private async Task<Catalogue?> CatalogueOfAsync(Session session, int version) =>
        current.Value.Version == version ? current.Value : await catalogues.AtVersionAsync(session, version);
}
