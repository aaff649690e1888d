using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Routing;

/// <summary>A task that may be assigned now.</summary>
/// <param name="Task">Waiting, or unassigned.</param>
/// <param name="Step">Its step.</param>
/// <param name="Matter">Its matter.</param>
/// <param name="Check">The check to ask, with its parameters' values; null: a person's work.</param>
/// <param name="NamedMember">Assignee that imported history names; null: choose.</param>
/// <param name="At">When it is assigned.</param>
public sealed record ReadyTask(DutyTask Task, Step Step, Matter Matter, AskedCheck? Check, string? NamedMember, DateTimeOffset At)
{
    /// <summary>
    /// Whether a Worker hears of it. Cases that history cancelled need no work; of a task that is assigned again the Worker has
    /// heard, and its answer holds whoever has the task by then.
    /// </summary>
    public bool IsSent { get; init; } = true;

    /// <summary>Members who had it before and do not get it again; null: it is assigned for the first time.</summary>
    public IReadOnlySet<string>? HadBy { get; init; }

    /// <summary>The trace of what made it ready, as a W3C traceparent; null: the caller's.</summary>
    public string? Trace { get; init; }
}

/// <summary>Another Dispatcher filled a member's load in the meantime; the list is routed again.</summary>
public sealed class FullMeanwhileException(string member) : ConflictException($"Member {member} was given a full load by another process in the meantime.");

/// <summary>A check and the values to ask it about.</summary>
public sealed record AskedCheck(string Name, IReadOnlyDictionary<string, string> Parameters);

/// <summary>Who gets each task of a list, and why; nothing of it is saved yet.</summary>
/// <param name="Decisions">In the order of the tasks.</param>
/// <param name="Places">In the same order: where the choice will be kept; null where history named the assignee.</param>
/// <param name="Kept">What was chosen by.</param>
/// <param name="Considered">Members who came into question.</param>
public sealed record RoutedTasks(IReadOnlyList<RouteDecision> Decisions, IReadOnlyList<RoutingPlace?> Places, IReadOnlyList<KeptRouting> Kept, IReadOnlyCollection<string> Considered) : IDisposable
{
    /// <summary>Members chosen, and where each one's task is; null: not known.</summary>
    public required IReadOnlyList<(string Member, Position? Place)> Got { get; init; }

    /// <summary>Counts the tasks as load until they are saved; null: they are saved in the transaction that routed them.</summary>
    internal IDisposable? Reserved { get; init; }

    /// <summary>How many tasks each member would get.</summary>
    internal IReadOnlyDictionary<string, int> Given => given ??= Got.CountBy(each => each.Member).ToDictionary();

    private Dictionary<string, int>? given;

    public void Dispose() => Reserved?.Dispose();
}

/// <summary>智能派单: gives a list of ready tasks their assignees and puts them on their way to the Workers.</summary>
public sealed class Dispatching(Database database, AssignmentStore assignments, Outbox outbox, MemberLoads loads, MemberPasts pasts, TimeProvider clock) : IDisposable
{
    /// <summary>Decides between members who cost the same. Always the same, so that a preview shows what issuing will do.</summary>
    public const int Seed = 0;

    /// <summary>Who chooses ahead sees what the one before has chosen.</summary>
    private readonly SemaphoreSlim ahead = new(1);

    /// <summary>Assigns every task, saves who got it and why, and queues the messages, within the caller's transaction.</summary>
    /// <returns>The tasks as they are now, in the order given, with what the journal must say.</returns>
    public async Task<IReadOnlyList<TaskChange>> AssignAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue, string kind, string actor) =>
        await SaveAsync(session, ready, await RouteAsync(session, ready, catalogue), catalogue, kind, actor);

    /// <summary>
    /// Chooses before the transaction, so that no other writer waits for it. What is chosen counts as load for whoever chooses next, until the
    /// caller disposes of it after the transaction.
    /// </summary>
    public async Task<RoutedTasks> RouteAheadAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue, CancellationToken cancel)
    {
        await ahead.WaitAsync(cancel);
        try
        {
            var routed = await RouteAsync(session, ready, catalogue);
            return routed with { Reserved = loads.Reserve(routed.Given) };
        }
        finally
        {
            ahead.Release();
        }
    }

    /// <summary>Saves who got every task and why, and queues the messages.</summary>
    /// <param name="session">The caller's transaction.</param>
    /// <param name="ready">The tasks that were routed, in the same order.</param>
    /// <param name="routed">Who gets them.</param>
    /// <param name="catalogue">What they were routed by.</param>
    /// <param name="kind">For the journal.</param>
    /// <param name="actor">For the journal.</param>
    public async Task<IReadOnlyList<TaskChange>> SaveAsync(Session session, IReadOnlyList<ReadyTask> ready, RoutedTasks routed, Catalogue catalogue, string kind, string actor)
    {
        var changes = new List<TaskChange>(ready.Count);
        var first = new List<Assignment>(ready.Count);
        var next = new List<Assignment>();
        var sent = new List<(string Queue, string Lane, SentAssignment Assignment, string? Trace)>(ready.Count);
        for (var i = 0; i < ready.Count; i++)
        {
            var (each, decision) = (ready[i], routed.Decisions[i]);
            var member = (decision as ToMember)?.Member;
            var moved = Assigned(each, decision.Unit, member);
            (each.HadBy is null ? first : next).Add(new Assignment(each.Task.Id, 1, decision.Unit, member, each.At, decision.Reason) { Routing = routed.Places[i] });
            changes.Add(new TaskChange(kind, moved, each.At, actor, Facts(moved.After, decision.Reason.Rule)));
            if (each.IsSent)
            {
                var lane = catalogue.LaneOf(decision.Unit);
                sent.Add((IsUrgent(each, catalogue) ? Queues.Urgent(lane) : Queues.Lane(lane), lane, Message(moved.After, each.Check), each.Trace));
            }
        }

        session.InTurn(end => RefuseOverloadAsync(session, end, routed, catalogue));
        await RoutingStore.AddAsync(session, routed.Kept);
        await assignments.AddFirstAsync(session, first);
        await assignments.AddNextAsync(session, next);
        await outbox.AddAsync(session, sent);
        session.AfterCommit(() =>
        {
            pasts.Got(routed.Got);
            Signals.TasksDispatched.Add(sent.Count);
        });
        return changes;
    }

    /// <summary>Routes the list as one batch. Reads, and changes nothing.</summary>
    private async Task<RoutedTasks> RouteAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue)
    {
        var tasks = (await RoutingFacts.OfAsync(session, ready, catalogue)).ToList();
        var decisions = new RouteDecision[ready.Count];
        var places = new RoutingPlace?[ready.Count];
        var kept = new List<KeptRouting>();
        var given = new Dictionary<string, int>();
        var considered = new HashSet<string>();
        for (List<int> batch, rest = [.. Enumerable.Range(0, ready.Count)]; rest.Count > 0;)
        {
            (batch, rest) = OnePerPair(rest, ready, tasks);
            var asked = new Dictionary<string, MemberNow>();
            var routed = MemberChoice.For(batch.ConvertAll(i => tasks[i]), catalogue, Now, Seed);
            considered.UnionWith(asked.Keys);
            Keep(batch, tasks, routed, asked, catalogue, kept, places);
            for (var each = 0; each < batch.Count; each++)
            {
                decisions[batch[each]] = routed.Decisions[each];
                if (routed.Decisions[each] is ToMember { Member: var member })
                {
                    given[member] = given.GetValueOrDefault(member) + 1;
                    Pair(batch[each], member, rest, ready, tasks);
                }
            }

            MemberNow Now(string member) => asked[member] = new MemberNow(loads.Counted(member) + given.GetValueOrDefault(member), pasts.Of(member));
        }

        return new RoutedTasks(decisions, places, kept, considered)
        {
            Got = decisions.Select((decision, i) => (Decision: decision, tasks[i].Place))
                .Where(each => each.Decision is ToMember { Reason.Rule: not AssignmentRule.History })
                .Select(each => (((ToMember)each.Decision).Member, each.Place))
                .ToList(),
        };
    }

    /// <summary>结对: of tasks that make the same new pair, the first; the others follow when it is known with whom.</summary>
    private static (List<int> Batch, List<int> Others) OnePerPair(List<int> indexes, IReadOnlyList<ReadyTask> ready, List<TaskToRoute> tasks)
    {
        var pairs = new HashSet<(long, string)>();
        var split = indexes.ToLookup(i => NewPair(ready[i], tasks[i]) is not { } pair || pairs.Add(pair));
        return ([.. split[true]], [.. split[false]]);
    }

    private static void Pair(int made, string member, List<int> rest, IReadOnlyList<ReadyTask> ready, List<TaskToRoute> tasks)
    {
        if (rest.Count > 0 && NewPair(ready[made], tasks[made]) is { } pair)
        {
            foreach (var i in rest.Where(i => NewPair(ready[i], tasks[i]) == pair))
            {
                tasks[i] = tasks[i] with { SameMember = member };
            }
        }
    }

    private static (long, string)? NewPair(ReadyTask ready, TaskToRoute task) =>
        ready.Step.Paired && task.SameMember is null && SameKey.Of(task.Duty, ready.Matter) is { } key ? (key, ready.Step.Code) : null;

    /// <summary>Packs what the batch was routed by, and says of each of its tasks where its choice will be kept; where history named the assignee, nowhere.</summary>
    private void Keep(List<int> batch, List<TaskToRoute> tasks, RoutedBatch routed, Dictionary<string, MemberNow> asked, Catalogue catalogue, List<KeptRouting> kept, RoutingPlace?[] places)
    {
        var chosen = Enumerable.Range(0, batch.Count).Where(i => routed.Explanations[i] is not null).ToList();
        if (chosen.Count > 0)
        {
            var of = new RoutedBatch(chosen.ConvertAll(i => routed.Decisions[i]), chosen.ConvertAll(i => routed.Explanations[i]));
            var row = RoutingStore.Kept(RoutingRecord.Of(catalogue, Seed, chosen.ConvertAll(i => tasks[batch[i]]), of, asked), clock.GetUtcNow());
            kept.Add(row);
            for (var place = 0; place < chosen.Count; place++)
            {
                places[batch[chosen[place]]] = new RoutingPlace(row.Batch, place);
            }
        }
    }

    /// <summary>
    /// Loads may have grown since they were read. In this transaction's turn they are looked at once more: in memory where no other process
    /// writes, else counted. Whoever would exceed a full load starts over with the true loads of all who came into question.
    /// </summary>
    /// <exception cref="FullMeanwhileException">Somebody has more than a full load.</exception>
    private async Task RefuseOverloadAsync(Session session, JournalEnd end, RoutedTasks routed, Catalogue catalogue)
    {
        var chosen = routed.Given;
        if (chosen.Count is 0)
        {
            return;
        }

        if (!database.IsShared)
        {
            if (chosen.FirstOrDefault(each => loads.Open.GetValueOrDefault(each.Key) + each.Value > catalogue.FindMember(each.Key)!.Capacity).Key is { } member)
            {
                throw new FullMeanwhileException(member);
            }

            return;
        }

        var counted = await MemberLoads.CountAsync(session, chosen.Keys);
        var full = chosen.Keys.Where(member => counted.GetValueOrDefault(member) > catalogue.FindMember(member)!.Capacity).ToList();
        if (full.Count > 0)
        {
            var all = await MemberLoads.CountAsync(session, routed.Considered);
            foreach (var member in routed.Considered)
            {
                loads.Correct(member, all.GetValueOrDefault(member) - chosen.GetValueOrDefault(member), end.Seq);
            }

            throw new FullMeanwhileException(full[0]);
        }
    }

    public void Dispose() => ahead.Dispose();

    private static Moved Assigned(ReadyTask ready, string unit, string? member)
    {
        var transition = ready.Task.State is TaskState.Waiting
            ? ready.Task.MoveThrough(ready.At, TaskState.Unassigned, TaskState.Assigned)
            : ready.Task.MoveTo(TaskState.Assigned, ready.At);
        return transition is Moved moved
            ? moved with { After = moved.After with { Unit = unit, Member = member } }
            : throw new InvalidOperationException(((Domain.Refused)transition).Reason);
    }

    /// <summary>History is never urgent, however urgent its duty is today.</summary>
    private static bool IsUrgent(ReadyTask ready, Catalogue catalogue) =>
        ready.Check?.Name is not HistoryRecord.Check && catalogue.DutyAt(ready.Task.Duty, ready.Task.DutyVersion).Urgent;

    /// <summary>What the journal must say so that figures can be recomputed from it alone.</summary>
    public static JournalFacts Facts(DutyTask task, AssignmentRule? rule) => new()
    {
        Number = task.Number,
        Matter = task.MatterId.Value,
        Duty = task.Duty,
        DutyVersion = task.DutyVersion,
        Step = task.Step,
        Unit = task.Unit,
        Channel = task.Channel,
        Grid = task.Grid,
        Deadline = task.DeadlineAt?.ToUnixTimeMilliseconds(),
        Member = task.Member,
        Rule = rule?.ToString(),
    };

    private static SentAssignment Message(DutyTask task, AskedCheck? check) => new(
        task.Id.Value,
        task.Number,
        task.Duty,
        task.Step,
        task.Member,
        task.DeadlineAt,
        check?.Name,
        check?.Parameters ?? NoParameters);

    private static readonly IReadOnlyDictionary<string, string> NoParameters = new Dictionary<string, string>(0);
}
