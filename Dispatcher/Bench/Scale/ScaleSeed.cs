using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Bench.Scale;

/// <summary>
/// Fills an empty city with tasks of 13 months. Matters are planned and tasks moved by the rules of the service and written by its
/// own queries, each task once, as it is now; the journal has its rows in the order of their time and its chain is whole, so that
/// <c>verify-journal</c> holds. Left out are the kept choices of routing. All indexes stay: their pages are then as torn as a city's.
/// </summary>
internal sealed class ScaleSeed(Database database, MatterStore matters, AssignmentStore assignments, FeedbackStore feedback, Catalogue catalogue, DateTimeOffset now)
{
    private const int AtOnce = 5_000;
    private const int Slower = 300_000;
    private static readonly TimeSpan Past = TimeSpan.FromDays(395);
    private readonly PriorityQueue<TaskChange, DateTimeOffset> closing = new();
    private long seq;
    private byte[] hash = JournalChain.Start;

    /// <summary>Tasks that stayed open.</summary>
    public int Open { get; private set; }

    /// <summary>Ids and numbers of some hundred of the tasks, evenly spread.</summary>
    public List<(Guid Id, string Number)> Some { get; } = [];

    /// <param name="tasks">How many.</param>
    /// <param name="open">How many of them, the newest, nobody has done yet; null: those whose time is not over.</param>
    /// <param name="cancel">Stops between two transactions.</param>
    public async Task FillAsync(int tasks, int? open, CancellationToken cancel)
    {
        var first = now - Past;
        await database.WriteAsync(session => session.FindAsync<long>("make-partitions-since", new { From = first.ToUnixTimeMilliseconds() }), cancel);
        var members = catalogue.Members.ToLookup(member => member.Grids[0], member => member.Code).ToDictionary(grid => grid.Key, grid => grid.ToList());
        for (var from = 0; from < tasks; from += AtOnce)
        {
            var count = Math.Min(AtOnce, tasks - from);
            var plans = Enumerable.Range(from, count).Select(i => Planned(i)).ToList();
            await database.WriteAsync(session => WriteAsync(session, plans, from, tasks - (open ?? 0), open is not null, tasks, members), cancel);
        }

        await database.WriteAsync(session => JournalAsync(session, now), cancel);
        await database.WriteAsync(session => session.ExecuteAsync("settle-what-was-seeded"), cancel);

        PlannedMatter Planned(int i)
        {
            var at = DateTimeOffset.FromUnixTimeMilliseconds((first + (Past / tasks * i)).ToUnixTimeMilliseconds());
            return Plan.For(BenchCity.Request(i, at), catalogue, Scope.Everything, at);
        }
    }

    private async Task<bool> WriteAsync(Session session, List<PlannedMatter> plans, int from, int openFrom, bool openIsGiven, int all, Dictionary<string, List<string>> members)
    {
        await matters.AddAsync(session, plans);
        var numbers = await matters.NumbersAsync(session, plans.Select(plan => plan.Matter.IssuedAt), catalogue.Zone);
        var tasks = new List<DutyTask>(plans.Count);
        var assigned = new List<Assignment>(plans.Count);
        var results = new List<ReportedResult>(plans.Count);
        for (var i = 0; i < plans.Count; i++)
        {
            var number = from + i;
            var at = plans[i].Matter.IssuedAt;
            var of = members[plans[i].Matter.Grid!];
            var by = plans[i].Matter.Parameters.GetValueOrDefault(Contracts.HistoryRecord.ClosedBy);
            var member = by ?? of[number % of.Count];
            var moved = (Moved)(plans[i].Ready[0].Task with { Number = numbers.Dequeue() }).MoveThrough(at, TaskState.Unassigned, TaskState.Assigned);
            moved = moved with { After = moved.After with { Member = member } };
            var task = moved.After;
            closing.Enqueue(new TaskChange("issued", moved, at, "bench", Dispatching.Facts(task, AssignmentRule.Grid)), at);
            assigned.Add(new Assignment(task.Id, 1, task.Unit, member, at, new AssignmentReason(AssignmentRule.Grid, of.Count, 0, catalogue.FindMember(member)!.Capacity)));
            var closedAt = openIsGiven ? Earlier(at + Took(number), now) : at + Took(number);
            if (openIsGiven ? number < openFrom : closedAt <= now)
            {
                var result = new Domain.Feedback(task.Id, FindingOutcome.Satisfied, by is null, by ?? "bench/history", closedAt, "", new Dictionary<string, string>(0));
                var closed = ((Close)FeedbackRule.For(task, result)).Moved;
                results.Add(new ReportedResult(MessageId.New(closedAt), result));
                closing.Enqueue(new TaskChange("closed", closed, closedAt, result.By, new JournalFacts { Automatic = by is null }), closedAt);
                task = closed.After;
            }
            else
            {
                Open++;
            }

            tasks.Add(task);
            if (number % (1 + (all / 400)) is 0)
            {
                Some.Add((task.Id.Value, task.Number));
            }
        }

        await session.WriteManyAsync("add-tasks", tasks);
        await assignments.AddFirstAsync(session, assigned);
        await feedback.AddAsync(session, results);
        return await JournalAsync(session, plans[^1].Matter.IssuedAt);
    }

    /// <summary>Two hours to five days, as people work.</summary>
    private static TimeSpan Took(int number) => BenchCity.Took(number) * Slower;

    private static DateTimeOffset Earlier(DateTimeOffset one, DateTimeOffset other) => one < other ? one : other;

    /// <summary>What happened until then, in its order; what happened in one minute was recorded at its end.</summary>
    private async Task<bool> JournalAsync(Session session, DateTimeOffset until)
    {
        var rows = new List<JournalRow>(2 * AtOnce);
        var minute = new List<TaskChange>();
        while (closing.TryPeek(out var change, out var at) && at <= until)
        {
            if (minute.Count > 0 && minute[0].At.ToUnixTimeSeconds() / 60 != at.ToUnixTimeSeconds() / 60)
            {
                Record();
            }

            minute.Add(change);
            closing.Dequeue();
        }

        Record();
        await session.WriteManyAsync("add-journal-rows", rows);
        await session.ExecuteAsync("move-journal-head", new { Seq = seq, Hash = hash });
        return true;

        void Record()
        {
            if (minute.Count > 0)
            {
                rows.AddRange(JournalChain.Continue(seq, hash, minute, minute[^1].At));
                (seq, hash) = (rows[^1].Seq, rows[^1].Hash);
                minute.Clear();
            }
        }
    }
}
