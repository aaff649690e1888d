using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>A result and the message that brought it; the pair is recorded once, however often it comes.</summary>
public sealed record ReportedResult(MessageId Message, Domain.Feedback Feedback)
{
    /// <summary>The trace it came in, as a W3C traceparent, for the steps it starts; null: the caller's.</summary>
    public string? Trace { get; init; }
}

/// <summary>
/// Records a list of results in the caller's transaction: state, journal, and the start of the steps that waited for
/// them. Recording the same message again changes nothing.
/// </summary>
public sealed class Recorder(CurrentCatalogue current, Ledger ledger, FeedbackStore store, Dispatching dispatching, TimeProvider clock)
{
    /// <returns>What became of each result, in the order given; a result for an unknown task is left out.</returns>
    public async Task<IReadOnlyList<(ReportedResult Result, FeedbackDecision Decision)>> RecordAsync(Session session, IReadOnlyList<ReportedResult> results)
    {
        var tasks = (await ledger.LockAsync(session, results.Select(result => result.Feedback.TaskId))).ToDictionary(task => task.Id);
        var decisions = new List<(ReportedResult Result, FeedbackDecision Decision)>(results.Count);
        foreach (var result in results)
        {
            if (tasks.TryGetValue(result.Feedback.TaskId, out var task))
            {
                var decision = FeedbackRule.For(task, result.Feedback);
                decisions.Add((result, decision));
                if (decision is Close close)
                {
                    // The next result for the same task meets it closed.
                    tasks[task.Id] = close.Moved.After;
                }
            }
        }

        await store.AddAsync(session, decisions.Where(each => each.Decision is Close or Keep).Select(each => each.Result));
        var closed = decisions
            .Where(each => each.Decision is Close)
            .Select(each => Closed(((Close)each.Decision).Moved, each.Result.Feedback))
            .ToList();
        await ledger.ChangeAsync(session, closed);
        session.AfterCommit(() => Count(closed));
        await StartNextStepsAsync(session, decisions, await current.KnowingAsync(tasks.Values, CancellationToken.None));
        return decisions;
    }

    private static TaskChange Closed(Moved moved, Domain.Feedback feedback) => new(
        "closed",
        moved,
        feedback.At,
        feedback.By,
        new JournalFacts { Automatic = feedback.Automatic, Note = feedback.Note.Length is 0 ? null : feedback.Note });

    private async Task StartNextStepsAsync(Session session, IReadOnlyList<(ReportedResult Result, FeedbackDecision Decision)> decisions, Catalogue catalogue)
    {
        var mayFree = (
            from each in decisions
            where each.Decision is Close
            let task = ((Close)each.Decision).Moved.After
            where catalogue.DutyAt(task.Duty, task.DutyVersion).Steps.Any(step => step.After.Contains(task.Step))
            select (task.Id, task.MatterId, each.Result.Trace)).ToList();
        if (mayFree.Count is 0)
        {
            return;
        }

        var siblings = (await ledger.LockMattersAsync(session, mayFree.Select(each => each.Id))).ToLookup(task => task.MatterId);
        var matters = await MatterStore.FindAsync(session, siblings.Select(group => group.Key));
        var traces = mayFree.GroupBy(each => each.MatterId).ToDictionary(matter => matter.Key, matter => matter.Last().Trace);
        var now = Instants.Now(clock);
        var free = siblings.SelectMany(matter => Freed(matter.ToList(), catalogue)
            .Select(each => StepStart.For(each.Task, each.Step, matters[matter.Key], now) with { Trace = traces[matter.Key] })).ToList();
        await ledger.ChangeAsync(session, await dispatching.AssignAsync(session, free, catalogue, "assigned", "routing"));
    }

    /// <summary>The matter's waiting tasks all of whose earlier steps are closed.</summary>
    private static IEnumerable<(DutyTask Task, Step Step)> Freed(IReadOnlyList<DutyTask> matter, Catalogue catalogue)
    {
        var closed = matter.Where(task => task.State is TaskState.Closed).Select(task => task.Step).ToHashSet();
        return from task in matter
               where task.State is TaskState.Waiting
               let step = catalogue.DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step)
               where step.After.All(closed.Contains)
               select (task, step);
    }

    private static void Count(IReadOnlyList<TaskChange> closed)
    {
        var automatic = closed.Count(change => change.Facts.Automatic is true);
        Signals.TasksClosed.Add(automatic, new KeyValuePair<string, object?>("automatic", true));
        Signals.TasksClosed.Add(closed.Count - automatic, new KeyValuePair<string, object?>("automatic", false));
    }
}
