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

/// <summary>智能派单: gives a list of ready tasks their assignees and puts them on their way to the Workers.</summary>
public sealed class Dispatching(Database database, AssignmentStore assignments, Outbox outbox, MemberLoads loads, MemberPasts pasts, TimeProvider clock)
{
    /// <summary>Decides between members who cost the same. Always the same, so that a preview shows what issuing will do.</summary>
    public const int Seed = 0;

    /// <summary>Assigns every task, saves who got it and why, and queues the messages, within the caller's transaction.</summary>
    /// <returns>The tasks as they are now, in the order given, with what the journal must say.</returns>
    public async Task<IReadOnlyList<TaskChange>> AssignAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue, string kind, string actor)
    {
        var (decisions, routings, considered) = await RouteAsync(session, ready, catalogue);

        var changes = new List<TaskChange>(ready.Count);
        var saved = new List<Assignment>(ready.Count);
        var sent = new List<(string Queue, string Lane, SentAssignment Assignment, string? Trace)>(ready.Count);
        for (var i = 0; i < ready.Count; i++)
        {
            var each = ready[i];
            var member = (decisions[i] as ToMember)?.Member;
            var moved = Assigned(each, decisions[i].Unit, member);
            saved.Add(new Assignment(each.Task.Id, 1, decisions[i].Unit, member, each.At, decisions[i].Reason) { Routing = routings[i] });
            changes.Add(new TaskChange(kind, moved, each.At, actor, Facts(moved.After, decisions[i].Reason.Rule)));
            if (each.IsSent)
            {
                var lane = catalogue.LaneOf(decisions[i].Unit);
                sent.Add((IsUrgent(each, catalogue) ? Queues.Urgent(lane) : Queues.Lane(lane), lane, Message(moved.After, each.Check), each.Trace));
            }
        }

        if (database.IsShared)
        {
            session.InTurn(end => RefuseOverloadAsync(session, end, decisions, considered, catalogue));
        }

        await assignments.AddFirstAsync(session, saved.Where((_, i) => ready[i].HadBy is null).ToList());
        await assignments.AddNextAsync(session, saved.Where((_, i) => ready[i].HadBy is not null).ToList());
        await outbox.AddAsync(session, sent);
        session.AfterCommit(() => Signals.TasksDispatched.Add(sent.Count));
        return changes;
    }

    /// <summary>Routes the list as one batch, and keeps what it was routed by.</summary>
    private async Task<(RouteDecision[] Decisions, RoutingPlace?[] Routings, IReadOnlyCollection<string> Considered)> RouteAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue)
    {
        var tasks = (await RoutingFacts.OfAsync(session, ready, catalogue)).ToList();
        var decisions = new RouteDecision[ready.Count];
        var routings = new RoutingPlace?[ready.Count];
        var given = new Dictionary<string, int>();
        var considered = new HashSet<string>();
        for (List<int> batch, rest = [.. Enumerable.Range(0, ready.Count)]; rest.Count > 0;)
        {
            (batch, rest) = OnePerPair(rest, ready, tasks);
            var asked = new Dictionary<string, MemberNow>();
            var routed = MemberChoice.For(batch.ConvertAll(i => tasks[i]), catalogue, Now, Seed);
            considered.UnionWith(asked.Keys);
            var places = await KeepAsync(session, batch.ConvertAll(i => tasks[i]), routed, asked, catalogue);
            for (var each = 0; each < batch.Count; each++)
            {
                (decisions[batch[each]], routings[batch[each]]) = (routed.Decisions[each], places[each]);
                if (routed.Decisions[each] is ToMember { Member: var member })
                {
                    given[member] = given.GetValueOrDefault(member) + 1;
                    Pair(batch[each], member, rest, ready, tasks);
                }
            }

            MemberNow Now(string member) => asked[member] = new MemberNow(loads.Open.GetValueOrDefault(member) + given.GetValueOrDefault(member), pasts.Of(member));
        }

        var got = decisions.Select((decision, i) => (Decision: decision, tasks[i].Place))
            .Where(each => each.Decision is ToMember { Reason.Rule: not AssignmentRule.History })
            .Select(each => (((ToMember)each.Decision).Member, each.Place))
            .ToList();
        session.AfterCommit(() => pasts.Got(got));
        return (decisions, routings, considered);
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

    /// <returns>By task: where its choice is kept; null where history named the assignee.</returns>
    private async Task<RoutingPlace?[]> KeepAsync(Session session, List<TaskToRoute> batch, RoutedBatch routed, Dictionary<string, MemberNow> asked, Catalogue catalogue)
    {
        var places = new RoutingPlace?[batch.Count];
        var chosen = Enumerable.Range(0, batch.Count).Where(i => routed.Explanations[i] is not null).ToList();
        if (chosen.Count > 0)
        {
            var of = new RoutedBatch(chosen.ConvertAll(i => routed.Decisions[i]), chosen.ConvertAll(i => routed.Explanations[i]));
            var id = await RoutingStore.AddAsync(session, RoutingRecord.Of(catalogue, Seed, chosen.ConvertAll(i => batch[i]), of, asked), clock.GetUtcNow());
            for (var place = 0; place < chosen.Count; place++)
            {
                places[chosen[place]] = new RoutingPlace(id, place);
            }
        }

        return places;
    }

    /// <summary>
    /// Loads in memory may be behind what other Dispatchers have just committed. In this transaction's turn they are counted
    /// once more; whoever would exceed a full load starts over with the true counts of all who came into question.
    /// </summary>
    /// <exception cref="FullMeanwhileException">Somebody has more than a full load.</exception>
    private async Task RefuseOverloadAsync(Session session, JournalEnd end, IReadOnlyList<RouteDecision> decisions, IReadOnlyCollection<string> considered, Catalogue catalogue)
    {
        var chosen = decisions.OfType<ToMember>().Where(each => each.Reason.Rule is not AssignmentRule.History).CountBy(each => each.Member).ToDictionary();
        if (chosen.Count is 0)
        {
            return;
        }

        var counted = await MemberLoads.CountAsync(session, chosen.Keys);
        var full = chosen.Keys.Where(member => counted.GetValueOrDefault(member) > catalogue.FindMember(member)!.Capacity).ToList();
        if (full.Count > 0)
        {
            var all = await MemberLoads.CountAsync(session, considered);
            foreach (var member in considered)
            {
                loads.Correct(member, all.GetValueOrDefault(member) - chosen.GetValueOrDefault(member), end.Seq);
            }

            throw new FullMeanwhileException(full[0]);
        }
    }

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
