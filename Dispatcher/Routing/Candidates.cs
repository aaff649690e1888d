using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>
/// Who may get each task of a batch, and what each would cost, in flat lists: task <c>t</c>'s candidates are <c>Start[t]</c> up to
/// <c>Start[t + 1]</c>. Of the parts of a cost only their sum is kept, and of each task their means; those of the few that are shown are
/// reckoned again. With all of them kept, a single task among 5,000 members took three times as long.
/// </summary>
internal sealed class Candidates
{
    private const int NotYet = -1;

    private static readonly int PartCount = Costs.All.Length;

    private readonly Catalogue catalogue;
    private readonly Func<string, MemberNow> now;
    private readonly MemberTable table;
    private readonly Eligibility eligibility;

    /// <summary>By index in the table: index in this batch.</summary>
    private readonly int[] placeOf;
    private readonly List<int> tableIndex = [];
    private readonly List<MemberPast> pasts = [];

    /// <summary>Tasks in hand when the batch was begun, which costs are reckoned by; <see cref="Open"/> counts on.</summary>
    private readonly List<int> openBefore = [];

    public Candidates(Catalogue catalogue, Func<string, MemberNow> now)
    {
        (this.catalogue, this.now) = (catalogue, now);
        table = MemberTable.Of(catalogue);
        eligibility = new Eligibility(catalogue);
        placeOf = new int[table.Members.Length];
        Array.Fill(placeOf, NotYet);
    }

    public List<TaskToRoute> Tasks { get; } = [];

    /// <summary>By task: what settled its candidates.</summary>
    public List<TaskReach> Reaches { get; } = [];

    public List<int> Start { get; } = [0];

    /// <summary>By candidate: index into <see cref="Members"/>.</summary>
    public List<int> Member { get; } = [];

    /// <summary>By candidate: weighted costs, load aside.</summary>
    public List<double> Static { get; } = [];

    /// <summary>Members who come up in this batch.</summary>
    public List<Member> Members { get; } = [];

    /// <summary>By member: tasks in hand, those of the batch that were told included.</summary>
    public List<int> Open { get; } = [];

    public string Code(int candidate) => Members[Member[candidate]].Code;

    public bool ServesEverywhere(int candidate) => table.ServesEverywhere(tableIndex[Member[candidate]]);

    /// <summary>The member of this candidate got one of the batch's tasks: what is said of the next one counts it.</summary>
    public void Got(int candidate) => Open[Member[candidate]]++;

    /// <summary>The parts of a candidate's cost, unweighted, in the order of <see cref="Cost"/>; load is that before the batch.</summary>
    public double[] Parts(int task, int candidate)
    {
        var parts = new double[PartCount];
        Reckon(Tasks[task], Reaches[task], Member[candidate], parts);
        return parts;
    }

    /// <summary>Adds a task and its candidates.</summary>
    public void Add(TaskToRoute task)
    {
        var reach = table.ReachOf(task);
        var roster = eligibility.RosterFor(task);
        var until = Eligibility.Until(task);
        var isPaired = task.Step.Paired && task.SameMember is { } same && IsUnder(same, task.Unit);
        var excluded = new ExclusionCount();
        excluded.Add(HardRule.Grid, table.Under(task.Unit).Length - reach.Members.Length);
        var first = Member.Count;
        Member.EnsureCapacity(first + reach.Members.Length);
        Static.EnsureCapacity(first + reach.Members.Length);
        MakeRoom(Math.Min(table.Members.Length, Members.Count + reach.Members.Length));
        var shares = 0.0;
        foreach (var index in reach.Members)
        {
            var member = PlaceOf(index);
            if (eligibility.Against(Members[member], openBefore[member], task, roster, until, isPaired) is { } rule)
            {
                excluded.Add(rule, Members[member].Code);
            }
            else
            {
                Member.Add(member);
                shares += ShareOf(member);
            }
        }

        var at = task.Place ?? (task.Grid is { } grid ? catalogue.Places.MiddleOf(grid) : null);
        var settled = new TaskReach(reach.Grid, excluded, roster is not null, isPaired)
        {
            Until = until,
            From = at is { } place ? new DistanceFrom(place) : null,
            MeanShare = shares / Math.Max(1, Member.Count - first),
            Sum = new double[PartCount],
            Least = new double[PartCount],
        };
        AddCosts(task, settled, first);
        Tasks.Add(task);
        Start.Add(Member.Count);
        Reaches.Add(settled);
    }

    private void AddCosts(TaskToRoute task, TaskReach reach, int first)
    {
        Span<double> weight = stackalloc double[PartCount];
        Span<double> parts = stackalloc double[PartCount];
        for (var i = 0; i < PartCount; i++)
        {
            weight[i] = Costs.Weight(task.Duty.Weights ?? RoutingWeights.Default, Costs.All[i]);
        }

        Array.Fill(reach.Least, double.PositiveInfinity);
        for (var candidate = first; candidate < Member.Count; candidate++)
        {
            Reckon(task, reach, Member[candidate], parts);
            var total = 0.0;
            for (var i = 1; i < PartCount; i++) // 0 is load, which grows within the batch
            {
                total += weight[i] * parts[i];
                reach.Sum[i] += parts[i];
                reach.Least[i] = Math.Min(reach.Least[i], parts[i]);
            }

            Static.Add(Math.Min(total, Costs.TotalMax));
        }
    }

    private void Reckon(TaskToRoute task, TaskReach reach, int place, Span<double> parts)
    {
        var (member, open, past) = (Members[place], openBefore[place], pasts[place]);
        var isDue = task.DeadlineAt is not null;
        parts[(int)Cost.Load] = Costs.Load(open, member.Capacity);
        parts[(int)Cost.Distance] = Costs.Distance(reach.From, past.Near, table.Homes[tableIndex[place]]);
        parts[(int)Cost.Skill] = Costs.Skill(member, task.Step);
        parts[(int)Cost.Turnaround] = Costs.Turnaround(past, task.Duty);
        parts[(int)Cost.Fairness] = Costs.Fairness(ShareOf(place), reach.MeanShare);
        parts[(int)Cost.Urgency] = Costs.Urgency(open, task.Step, isDue, isDue ? eligibility.TimeOf(member, task.At, reach.Until) : TimeSpan.Zero);
        parts[(int)Cost.Continuity] = Costs.Continuity(member, task.SameMember);
    }

    /// <summary>At once, not by doubling: for one task among thousands of members the garbage of that was half of all.</summary>
    private void MakeRoom(int members)
    {
        Members.EnsureCapacity(members);
        Open.EnsureCapacity(members);
        openBefore.EnsureCapacity(members);
        pasts.EnsureCapacity(members);
        tableIndex.EnsureCapacity(members);
    }

    private double ShareOf(int place) => (double)pasts[place].Recent / Members[place].Capacity;

    private bool IsUnder(string member, string unit) => table.IndexOf(member) is >= 0 and var index && Array.BinarySearch(table.Under(unit), index) >= 0;

    private int PlaceOf(int index)
    {
        if (placeOf[index] is not NotYet and var known)
        {
            return known;
        }

        var member = table.Members[index];
        var state = now(member.Code);
        var open = Math.Max(0, state.Open); // below zero for a moment when another process's end was heard of before a third one's assignment
        Members.Add(member);
        Open.Add(open);
        openBefore.Add(open);
        pasts.Add(state.Past);
        tableIndex.Add(index);
        return placeOf[index] = Members.Count - 1;
    }
}

/// <summary>What settled a task's candidates, and what is said of them.</summary>
/// <param name="Grid">The grid whose members were asked; null: the whole unit.</param>
/// <param name="Excluded">Who may not get it, by rule.</param>
/// <param name="ByRoster">Whether an event's roster was in force.</param>
/// <param name="IsPaired">Whether the subject has a member it is paired with.</param>
internal sealed record TaskReach(string? Grid, ExclusionCount Excluded, bool ByRoster, bool IsPaired)
{
    /// <summary>Until when working time counts.</summary>
    public DateTimeOffset Until { get; init; }

    /// <summary>Distances from where it is; null: that is not known.</summary>
    public DistanceFrom? From { get; init; }

    /// <summary>Full loads got in 30 days, the candidates' mean.</summary>
    public double MeanShare { get; init; }

    /// <summary>By part: the sum over the candidates; of load none.</summary>
    public required double[] Sum { get; init; }

    /// <summary>By part: the least among the candidates; of load none.</summary>
    public required double[] Least { get; init; }
}
