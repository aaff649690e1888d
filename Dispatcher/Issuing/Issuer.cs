using System.Diagnostics;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>What came of one request.</summary>
/// <param name="Matter">The matter; the earlier one when the same id came again.</param>
/// <param name="IsDuplicate">Whether its source and external id were known already, so that nothing was issued.</param>
/// <param name="Tasks">Its tasks as issued; empty for a duplicate.</param>
public sealed record IssuedMatter(MatterId Matter, bool IsDuplicate, IReadOnlyList<DutyTask> Tasks);

/// <summary>What came of a list of requests.</summary>
public abstract record Issuance;

/// <summary>All were issued, or were there already. In the order of the requests.</summary>
public sealed record Issued(IReadOnlyList<IssuedMatter> Matters) : Issuance;

/// <summary>Some are wrong; nothing was issued.</summary>
public sealed record NotIssued(IReadOnlyList<RequestError> Errors) : Issuance;

/// <summary>
/// Issues a list of matters in one transaction: matter, tasks, assignment, journal and outbox together, or nothing.
/// Every way in (API, file, history) comes through here; short lists that come at once share the transaction.
/// </summary>
public sealed partial class Issuer(
    Database database,
    CurrentCatalogue current,
    MatterStore matters,
    Ledger ledger,
    Dispatching dispatching,
    TimeProvider clock,
    ILogger<Issuer> log)
{
    private readonly IssuingTogether together = new(database);

    /// <summary>Issues all or none.</summary>
    /// <param name="requests">1–1,000.</param>
    /// <param name="actor">Who asks, for the journal.</param>
    /// <param name="scope">What the asker may see: no task lands outside.</param>
    /// <param name="alongside">More to save in the same transaction, given what was issued; null: nothing.</param>
    /// <param name="cancel">Stops before the transaction, not within.</param>
    public async Task<Issuance> IssueAsync(
        IReadOnlyList<MatterRequest> requests,
        string actor,
        Scope scope,
        Func<Session, Issued, Task>? alongside,
        CancellationToken cancel)
    {
        var catalogue = current.Value;
        if (RequestCheck.Of(requests, catalogue, scope) is { Count: > 0 } errors)
        {
            return new NotIssued(errors);
        }

        using var span = Signals.Activities.StartActivity(Signals.IssueSpan);

        // Planned before the transaction: while it runs, nobody else can write.
        var call = new IssuingCall(requests, PlanAll(requests, catalogue, scope), actor, catalogue, alongside, Activity.Current);
        using var routed = requests.Count >= IssuingTogether.AloneMin ? await RouteAheadAsync(call, cancel) : null;
        var issued = await together.IssueAsync(call with { Routed = routed }, SaveAsync, cancel);

        var count = issued.Matters.Sum(matter => matter.Tasks.Count);
        span?.SetTag(Signals.TaskCount, count);
        Signals.TasksIssued.Add(count);
        if (count > 0 && log.IsEnabled(LogLevel.Debug))
        {
            TasksIssued(log, string.Join(", ", issued.Matters.SelectMany(matter => matter.Tasks).Select(task => task.Number)));
        }

        return issued;
    }

    [LoggerMessage(EventId = 211, Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Issued: {Numbers}.")]
    private static partial void TasksIssued(ILogger log, string numbers);

    /// <summary>Plans each request once: of several with the same source and external id, the first.</summary>
    private Dictionary<int, PlannedMatter> PlanAll(IReadOnlyList<MatterRequest> requests, Catalogue catalogue, Scope scope)
    {
        var now = clock.GetUtcNow();
        var trace = Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;
        var plans = new Dictionary<int, PlannedMatter>(requests.Count);
        var seen = new HashSet<(string, string)>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            if (requests[i].ExternalId is null || seen.Add(KeyOf(requests[i])))
            {
                var plan = Plan.For(requests[i], catalogue, scope, now);
                plans.Add(i, trace is null ? plan : plan with { Ready = plan.Ready.Select(ready => ready with { Trace = trace }).ToList() });
            }
        }

        return plans;
    }

    /// <summary>Chooses for a long list before its transaction; null: some of its ids are known, so that not all of it will be issued.</summary>
    private Task<RoutedTasks?> RouteAheadAsync(IssuingCall call, CancellationToken cancel) => database.ReadAsync(async session =>
        (await matters.FindKnownAsync(session, call.Requests)).Count > 0
            ? null
            : await dispatching.RouteAheadAsync(session, call.Plans.OrderBy(plan => plan.Key).SelectMany(plan => plan.Value.Ready).ToList(), call.Catalogue, cancel), cancel);

    /// <summary>Saves all lists as one; an id that two of them say is issued for the first.</summary>
    private async Task<IReadOnlyList<Issued>> SaveAsync(Session session, IReadOnlyList<IssuingCall> calls)
    {
        var known = new Dictionary<(string, string), MatterId>(await matters.FindKnownAsync(session, calls.SelectMany(call => call.Requests).ToList()));
        var planned = new List<PlannedMatter>();
        var actors = new Dictionary<MatterId, string>();
        foreach (var call in calls)
        {
            for (var i = 0; i < call.Requests.Count; i++)
            {
                if (call.Plans.TryGetValue(i, out var plan) && (call.Requests[i].ExternalId is null || known.TryAdd(KeyOf(call.Requests[i]), plan.Matter.Id)))
                {
                    planned.Add(plan);
                    actors.Add(plan.Matter.Id, call.Actor);
                }
            }
        }

        // Only a list that is alone is routed ahead. Whoever has to start over chooses by what is true in the transaction.
        var tasks = await SaveAsync(session, planned, calls[0].TakeRouted(planned.Count), calls[0].Catalogue, actors);
        var all = new List<Issued>(calls.Count);
        foreach (var call in calls)
        {
            var issued = new Issued(call.Requests.Select((request, i) => call.Plans.TryGetValue(i, out var plan) && actors.ContainsKey(plan.Matter.Id)
                ? new IssuedMatter(plan.Matter.Id, IsDuplicate: false, tasks[plan.Matter.Id])
                : new IssuedMatter(known[KeyOf(request)], IsDuplicate: true, [])).ToList());
            all.Add(issued);
            if (call.Alongside is not null)
            {
                await call.Alongside(session, issued);
            }
        }

        return all;
    }

    private static (string Source, string ExternalId) KeyOf(MatterRequest request) => (request.Source, request.ExternalId ?? "");

    private async Task<Dictionary<MatterId, IReadOnlyList<DutyTask>>> SaveAsync(Session session, IReadOnlyList<PlannedMatter> plans, RoutedTasks? routed, Catalogue catalogue, Dictionary<MatterId, string> actors)
    {
        await matters.AddAsync(session, plans);
        var numbers = await matters.NumbersAsync(session, plans.SelectMany(TasksOf).Select(task => task.IssuedAt), catalogue.Zone);

        // Numbers run in the order of the requests, so every plan takes its own before the next one does.
        var numbered = plans.Select(plan => plan with
        {
            Ready = plan.Ready.Select(ready => ready with { Task = ready.Task with { Number = numbers.Dequeue() } }).ToList(),
            Waiting = plan.Waiting.Select(task => task with { Number = numbers.Dequeue() }).ToList(),
        }).ToList();

        var ready = numbered.SelectMany(plan => plan.Ready).ToList();
        var assigned = routed is null
            ? await dispatching.AssignAsync(session, ready, catalogue, "issued", actor: "")
            : await dispatching.SaveAsync(session, ready, routed, catalogue, "issued", actor: "");
        var issued = assigned.Select(change => change with { Actor = actors[change.Moved.After.MatterId] }).ToList(); // the list is routed as one, whoever asked
        var waiting = numbered.SelectMany(plan => plan.Waiting).Select(task => Waiting(task, actors[task.MatterId])).ToList();
        await ledger.AddAsync(session, [.. issued, .. waiting]);

        var cancelledAt = numbered.Where(plan => plan.CancelledAt is not null).ToDictionary(plan => plan.Matter.Id, plan => plan.CancelledAt!.Value);
        var cancelled = issued.Where(change => cancelledAt.ContainsKey(change.Moved.After.MatterId))
            .Select(change => Cancelled(change.Moved.After, cancelledAt[change.Moved.After.MatterId], change.Actor))
            .ToList();
        await ledger.ChangeAsync(session, cancelled);

        return issued.Concat(waiting).Select(change => change.Moved.After)
            .GroupBy(task => task.MatterId)
            .ToDictionary(group => group.Key, group => (IReadOnlyList<DutyTask>)[.. group]);
    }

    private static IEnumerable<DutyTask> TasksOf(PlannedMatter plan) => plan.Ready.Select(ready => ready.Task).Concat(plan.Waiting);

    private static TaskChange Waiting(DutyTask task, string actor) =>
        new("issued", new Moved([TaskState.Waiting], task, task), task.IssuedAt, actor, Dispatching.Facts(task, null));

    private static TaskChange Cancelled(DutyTask task, DateTimeOffset at, string actor) =>
        new("cancelled", (Moved)task.MoveTo(TaskState.Cancelled, at), at, actor, new JournalFacts());
}
