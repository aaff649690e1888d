using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>
/// 模拟推演: lets past tasks arrive again, gives them out by a policy and lets members work them off. A discrete-event model: nothing happens
/// between events. A member works in shift hours, one task at a time, the earliest deadline first; travels to it, works on it, and
/// finishes what was begun even after the shift. Waiting tasks are routed together every few minutes; what nobody may have waits at the
/// desk, the earliest deadline first, until somebody has room. Pure: the same input, the same outcome.
/// </summary>
internal sealed class Simulation
{
    /// <summary>At most so many times as many tasks are routed at a time as there is room for: the rest could not be given anyway.</summary>
    private const int OfferedPerRoom = 2;
    private const int OfferedMin = 10;

    /// <summary>Tasks at the desk are tried again so often even if nobody finished anything: shifts begin, leave ends.</summary>
    private const long RetryEvery = 3_600_000;
    private const long RecentKept = 30L * 24 * 3_600_000;
    private const long SampleEvery = 3_600_000;

    private readonly World world;
    private readonly Chooser chooser;
    private readonly long every;
    private readonly MemberRun[] members;
    private readonly Dictionary<string, int> memberIndex = [];
    private readonly PriorityQueue<(Event Kind, int Id), (long At, Event Kind, int Id)> events = new();
    private readonly HashSet<long> routings = [];
    private readonly Dictionary<GroupKey, Group> groupOf = [];
    private readonly List<Group> groups = [];
    private readonly SimulationRun run;
    private int arrived;
    private long now;

    private Simulation(World world, Policy policy, int seed)
    {
        this.world = world;
        chooser = Chooser.For(policy, world.Catalogue, seed);
        every = (long)world.Settings.Every.TotalMilliseconds;
        var start = world.Tasks[0].Task.At;
        run = new SimulationRun(world, start.ToUnixTimeMilliseconds(), world.Tasks[^1].Task.At.ToUnixTimeMilliseconds());
        var hours = new Dictionary<string, WorkingHours>();
        members = [.. world.Members.Members.Select((member, i) => new MemberRun(
            member,
            member.Leave.Count > 0 ? Hours(member) : hours.TryGetValue(member.Shift ?? "", out var known) ? known : hours[member.Shift ?? ""] = Hours(member),
            world.Homes.TryGetValue(member.Code, out var home) ? home : world.Members.Homes[i]))];
        for (var i = 0; i < members.Length; i++)
        {
            memberIndex[members[i].Member.Code] = i;
        }

        run.Hours = [.. members.Select(member => member.Hours)];

        WorkingHours Hours(Member member) => WorkingHours.Of(member, world.Catalogue, start, DateTimeOffset.FromUnixTimeMilliseconds(run.End));
    }

    /// <summary>Of events of one instant, ends come first, so that who has just finished has room.</summary>
    private enum Event
    {
        Finish,
        ShiftBegins,
        Route,
        Sample,
    }

    /// <summary>Runs it.</summary>
    /// <param name="world">The tasks and members; at least one task.</param>
    /// <param name="policy">Who gets what.</param>
    /// <param name="seed">Decides between equals.</param>
    /// <param name="cancel">Looked at between events.</param>
    public static SimulationRun Of(World world, Policy policy, int seed, CancellationToken cancel)
    {
        var simulation = new Simulation(world, policy, seed);
        simulation.Run(cancel);
        return simulation.run;
    }

    private void Run(CancellationToken cancel)
    {
        ScheduleRouting(run.Start);
        Schedule(run.Start, Event.Sample, 0);
        while (events.TryDequeue(out var next, out var when) && when.At <= run.End)
        {
            cancel.ThrowIfCancellationRequested();
            now = when.At;
            switch (next.Kind)
            {
                case Event.Finish:
                    Finish(next.Id);
                    break;
                case Event.ShiftBegins:
                    members[next.Id].IsWaked = false;
                    Begin(next.Id);
                    break;
                case Event.Route:
                    routings.Remove(now);
                    Route();
                    break;
                case Event.Sample:
                    Sample();
                    break;
                default:
                    throw new InvalidOperationException(next.Kind.ToString());
            }
        }
    }

    private void Schedule(long at, Event kind, int id) => events.Enqueue((kind, id), (at, kind, id));

    /// <summary>Routing takes place at the next whole multiple of the interval.</summary>
    private void ScheduleRouting(long from)
    {
        var at = (from + every - 1) / every * every;
        if (routings.Add(at))
        {
            Schedule(at, Event.Route, 0);
        }
    }

    private void Finish(int index)
    {
        var member = members[index];
        run.DoneAt[member.Task] = now;
        member.Task = -1;
        member.Open--;
        foreach (var group in member.Groups)
        {
            if (group.Waiting.Count > 0)
            {
                group.IsDirty = true;
                ScheduleRouting(now);
            }
        }

        Begin(index);
    }

    /// <summary>Begins the next task, if there is one and the member is at work; else waits for the shift.</summary>
    private void Begin(int index)
    {
        var member = members[index];
        if (member.Task >= 0 || member.Queue.Count is 0)
        {
            return;
        }

        var span = member.Hours.At(now);
        if (span >= member.Hours.Count)
        {
            return; // no shift any more
        }

        if (member.Hours.From(span) > now)
        {
            if (!member.IsWaked)
            {
                member.IsWaked = true;
                Schedule(member.Hours.From(span), Event.ShiftBegins, index);
            }

            return;
        }

        if (member.Span != span)
        {
            (member.Span, member.Position) = (span, member.Home);
        }

        var task = member.Queue.Dequeue();
        var travel = Travel(member, task);
        var end = now + travel + world.Work[task];
        member.Task = task;
        run.BegunAt[task] = now;
        run.Busy(index, now, end);
        Schedule(end, Event.Finish, index);
    }

    private long Travel(MemberRun member, int task)
    {
        var from = member.Position;
        if (PlaceOf(task) is not { } to)
        {
            return 0;
        }

        member.Position = to;
        if (from is not { } at)
        {
            return 0;
        }

        var way = Distance.Kilometres(at, to) * world.Settings.Detour;
        run.TravelKilometres += way;
        return (long)(way / world.Settings.Speed * 3_600_000);
    }

    private Position? PlaceOf(int task)
    {
        var asked = world.Tasks[task].Task;
        return asked.Place ?? (asked.Grid is { } grid ? world.Catalogue.Places.MiddleOf(grid) : null);
    }

    private void Route()
    {
        for (; arrived < world.Tasks.Count && Arrival(arrived) <= now; arrived++)
        {
            var group = GroupFor(arrived);
            group.Waiting.Add((Deadline(arrived), arrived));
            group.IsDirty = true;
        }

        var offered = new List<int>();
        var offeredOf = new List<Group>();
        foreach (var group in groups)
        {
            if (group.Waiting.Count is 0 || (!group.IsDirty && now < group.RetryAt))
            {
                continue;
            }

            group.IsDirty = false;
            group.RetryAt = now + RetryEvery;
            var room = group.Members.Sum(member => Math.Max(0, members[member].Member.Capacity - members[member].Open));
            if (room > 0)
            {
                foreach (var (_, task) in group.Waiting.Take(Math.Max(OfferedMin, OfferedPerRoom * room)))
                {
                    offered.Add(task);
                    offeredOf.Add(group);
                }
            }
        }

        if (offered.Count > 0)
        {
            Give(offered, offeredOf);
        }

        if (arrived < world.Tasks.Count)
        {
            ScheduleRouting(Arrival(arrived));
        }

        foreach (var group in groups)
        {
            if (group.Waiting.Count > 0)
            {
                run.WaitedAtDesk(group.Waiting);
                ScheduleRouting(Math.Max(now + every, group.RetryAt));
            }
        }
    }

    private void Give(List<int> offered, List<Group> offeredOf)
    {
        var at = DateTimeOffset.FromUnixTimeMilliseconds(now);
        var chosen = chooser.Choose(offered.ConvertAll(task => world.Tasks[task].Task with { At = at }), code => members[memberIndex[code]].Now(now));
        for (var i = 0; i < offered.Count; i++)
        {
            if (chosen[i] is not { } code)
            {
                continue;
            }

            var (task, index) = (offered[i], memberIndex[code]);
            var member = members[index];
            offeredOf[i].Waiting.Remove((Deadline(task), task));
            member.Take(task, (Deadline(task), task), PlaceOf(task), now);
            run.Member[task] = index;
            run.OpenMax[index] = Math.Max(run.OpenMax[index], member.Open);
            Begin(index);
        }
    }

    private Group GroupFor(int task)
    {
        var asked = world.Tasks[task].Task;
        var key = new GroupKey(asked.Unit, asked.Grid, asked.Step.Skill, asked.Holders is { } holders ? string.Join(' ', holders.Order(StringComparer.Ordinal)) : null);
        if (groupOf.TryGetValue(key, out var group))
        {
            return group;
        }

        int[] serving = [.. world.Members.ReachOf(asked).Members.Where(member => asked.Step.Skill is not { } skill || members[member].Member.Skills.Contains(skill))];
        groupOf[key] = group = new Group(serving);
        groups.Add(group);
        foreach (var member in serving)
        {
            members[member].Groups.Add(group);
        }

        return group;
    }

    private void Sample()
    {
        run.SampleLoads(members);
        if (now + SampleEvery <= run.LastArrival)
        {
            Schedule(now + SampleEvery, Event.Sample, 0);
        }
    }

    private long Arrival(int task) => world.Tasks[task].Task.At.ToUnixTimeMilliseconds();

    private long Deadline(int task) => world.Tasks[task].Task.DeadlineAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;

    private readonly record struct GroupKey(string Unit, string? Grid, string? Skill, string? Holders);

    /// <summary>Tasks that the same members may have, as far as place, skill and holder decide; rarer rules are left to the choice.</summary>
    internal sealed class Group(int[] members)
    {
        public int[] Members => members;

        public SortedSet<(long Deadline, int Task)> Waiting { get; } = [];

        public bool IsDirty { get; set; }

        public long RetryAt { get; set; }
    }

    /// <summary>A member in the course of a simulation.</summary>
    internal sealed class MemberRun(Member member, WorkingHours hours, Position? home)
    {
        private readonly Queue<long> recent = new();
        private readonly List<Position> near = home is { } at ? [at] : [];
        private bool hasGotOne;
        private MemberPast? past;

        public Member Member => member;

        public WorkingHours Hours => hours;

        public Position? Home { get; } = home;

        public Position? Position { get; set; } = home;

        /// <summary>Of <see cref="Hours"/>, the span in which the last task was begun.</summary>
        public int Span { get; set; } = -1;

        /// <summary>The task in hand; −1: none.</summary>
        public int Task { get; set; } = -1;

        public int Open { get; set; }

        public bool IsWaked { get; set; }

        public PriorityQueue<int, (long Deadline, int Task)> Queue { get; } = new();

        public List<Group> Groups { get; } = [];

        public MemberNow Now(long now)
        {
            while (recent.TryPeek(out var first) && first < now - RecentKept)
            {
                recent.Dequeue();
                past = null;
            }

            return new MemberNow(Open, past ??= new MemberPast { Recent = recent.Count, Near = [.. near] });
        }

        public void Take(int task, (long, int) order, Position? place, long now)
        {
            Queue.Enqueue(task, order);
            Open++;
            recent.Enqueue(now);
            past = null;
            if (place is { } to)
            {
                if (!hasGotOne)
                {
                    near.Clear(); // until then the home stood for it
                    hasGotOne = true;
                }

                near.Insert(0, to);
                if (near.Count > MemberPast.NearMax)
                {
                    near.RemoveAt(MemberPast.NearMax);
                }
            }
        }
    }
}
