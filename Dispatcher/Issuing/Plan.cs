using System.Globalization;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>A matter and its tasks, ready to be saved.</summary>
/// <param name="Matter">The matter.</param>
/// <param name="Ready">Tasks that may be assigned at once.</param>
/// <param name="Waiting">Tasks whose turn comes when earlier steps are closed.</param>
/// <param name="CancelledAt">When history cancelled it; null otherwise.</param>
public sealed record PlannedMatter(Matter Matter, IReadOnlyList<ReadyTask> Ready, IReadOnlyList<DutyTask> Waiting, DateTimeOffset? CancelledAt)
{
    /// <summary>What tells that it is about the same person or thing as another; see <see cref="Duties.SameKey"/>. Null: nothing, or it is history.</summary>
    public long? SameKey { get; init; }
}

/// <summary>Turns a request into a matter and the tasks its duty prescribes.</summary>
public static class Plan
{
    /// <summary>How far outside of all areas a place may lie to be of the nearest grid.</summary>
    private const double NearMetres = 50_000;

    /// <summary>Plans one matter. The request must have passed <see cref="RequestCheck"/>.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="catalogue">The catalogue in force.</param>
    /// <param name="scope">Where neither step nor grid names a unit, the one at the top of the caller's scope answers.</param>
    /// <param name="now">The instant.</param>
    public static PlannedMatter For(MatterRequest request, Catalogue catalogue, Scope scope, DateTimeOffset now)
    {
        var otherwise = scope.Root ?? catalogue.Root.Code;
        var duty = catalogue.FindDuty(request.Duty)!;
        var issuedAt = request.IssuedAt ?? now;
        var matter = new Matter(MatterId.New(now), request.Source, request.ExternalId, duty.Code, duty.Version, request.Subject, request.Channel, issuedAt)
        {
            Grid = request.Grid ?? (PlaceOf(request) is { } place ? catalogue.Places.GridAt(place) ?? NearestGrid(place, otherwise, catalogue, scope) : null),
            Place = request.Place,
            Latitude = request.Latitude,
            Longitude = request.Longitude,
            Parameters = request.Parameters,
            Excluded = request.Excluded,
        };

        var ready = new List<ReadyTask>(1);
        var waiting = new List<DutyTask>(0);
        foreach (var step in request.History is null ? duty.Steps : duty.Steps.Take(1))
        {
            if (step.After.Count is 0)
            {
                var deadline = request.DeadlineAt ?? (request.History is null ? DeadlineOf(step, issuedAt) : null);
                var task = NewTask(matter, step, request.History?.Unit, otherwise, catalogue, now) with { DeadlineAt = deadline };
                ready.Add(new ReadyTask(task, step, matter, CheckFor(step, request), request.History?.Member, issuedAt)
                {
                    IsSent = request.History?.CancelledAt is null,
                });
            }
            else
            {
                waiting.Add(NewTask(matter, step, null, otherwise, catalogue, now));
            }
        }

        return new PlannedMatter(matter, ready, waiting, request.History?.CancelledAt) { SameKey = request.History is null ? Duties.SameKey.Of(duty, matter) : null };
    }

    /// <summary>The place of a request that names no grid; null when there is none, or the request is history, which stays as it was.</summary>
    internal static Position? PlaceOf(MatterRequest request) =>
        request is { Grid: null, History: null, Latitude: { } latitude, Longitude: { } longitude } ? new Position(longitude, latitude) : null;

    private static DateTimeOffset? DeadlineOf(Step step, DateTimeOffset from) => step.Within is { } within ? from + within : null;

    private static DutyTask NewTask(Matter matter, Step step, string? unit, string otherwise, Catalogue catalogue, DateTimeOffset now) => new(
        TaskId.New(now),
        "",
        matter.Id,
        matter.Duty,
        matter.DutyVersion,
        step.Code,
        unit ?? step.Unit ?? (matter.Grid is { } grid ? catalogue.FindGrid(grid)?.Unit : null) ?? otherwise,
        matter.Channel,
        TaskState.Waiting,
        matter.IssuedAt)
    {
        Grid = matter.Grid,
    };

    /// <summary>
    /// Outside every area, the nearest grid the caller may see, as people stand at the edge of a village or a map ends too early; farther than
    /// <see cref="NearMetres"/> the place is taken for a slip. A step whose unit does not serve that grid finds its own nearest when it is routed.
    /// </summary>
    private static string? NearestGrid(Position place, string unit, Catalogue catalogue, Scope scope)
    {
        var units = catalogue.UnitsUnder(unit);
        var grids = catalogue.Grids.Where(grid => units.Contains(grid.Unit) && scope.Holds(grid)).Select(grid => grid.Code);
        return catalogue.Places.NearestOf(place, grids) is { Metres: <= NearMetres } nearest ? nearest.Grid : null;
    }

    private static AskedCheck? CheckFor(Step step, MatterRequest request)
    {
        if (request.History is { } history)
        {
            return history.ClosedAt is { } closedAt ? HistoryCheck(history, closedAt) : null;
        }

        return step.Check is { } check ? StepStart.Ask(check, request.Parameters) : null;
    }

    /// <summary>
    /// A case that history closed is asked about like any other: the lane's Workers have a check for it, whose data
    /// source is the record itself. So history takes the road that all tasks take.
    /// </summary>
    private static AskedCheck HistoryCheck(History history, DateTimeOffset closedAt)
    {
        var parameters = new Dictionary<string, string>(2)
        {
            [HistoryRecord.ClosedAt] = closedAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
        };
        if (!history.Automatic)
        {
            parameters[HistoryRecord.ClosedBy] = history.Member ?? history.Unit ?? "";
        }

        return new AskedCheck(HistoryRecord.Check, parameters);
    }
}
