using System.Runtime.InteropServices;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Who may get each task of a batch, and what each would cost, in flat lists: task <c>t</c>'s candidates are <c>Start[t]</c> up to <c>Start[t + 1]</c>.</summary>
internal sealed class Candidates(Catalogue catalogue, Func<string, MemberNow> now)
{
    private static readonly int PartCount = Costs.All.Length;

    private readonly MemberTable table = MemberTable.Of(catalogue);
    private readonly Eligibility eligibility = new(catalogue);
    private readonly Dictionary<int, int> placeOf = [];
    private readonly List<MemberPast> pasts = [];
    private readonly List<int> tableIndex = [];
    private readonly List<double> parts = [];

    public List<TaskToRoute> Tasks { get; } = [];

    /// <summary>By task: whose place it is, by which rule others are out.</summary>
    public List<TaskReach> Reaches { get; } = [];

    public List<int> Start { get; } = [0];

    /// <summary>By candidate: index into <see cref="Members"/>.</summary>
    public List<int> Member { get; } = [];

    /// <summary>By candidate: weighted costs, load aside.</summary>
    public List<double> Static { get; } = [];

    /// <summary>Members who come up in this batch, with the tasks they have in hand.</summary>
    public List<(Member Member, int Open)> Members { get; } = [];

    public string Code(int candidate) => Members[Member[candidate]].Member.Code;

    /// <summary>The parts of a candidate's cost, unweighted, in the order of <see cref="Cost"/>; load is that before the batch.</summary>
    public ReadOnlySpan<double> Parts(int candidate) => CollectionsMarshal.AsSpan(parts).Slice(candidate * PartCount, PartCount);

    public bool ServesEverywhere(int candidate) => table.ServesEverywhere(tableIndex[Member[candidate]]);

    /// <summary>The member of this candidate got one of the batch's tasks: what is said of the next one counts it.</summary>
    public void Got(int candidate)
    {
        var place = Member[candidate];
        Members[place] = Members[place] with { Open = Members[place].Open + 1 };
    }

    /// <summary>Adds a task and its candidates.</summary>
    public void Add(TaskToRoute task)
    {
        var reach = table.ReachOf(task);
        var roster = eligibility.RosterFor(task);
        var until = Eligibility.Until(task);
        var isPaired = task.Step.Paired && task.SameMember is { } same && IsUnder(same, task.Unit);
        var excluded = new List<(HardRule Rule, string Member)>();
        var first = Member.Count;
        foreach (var index in reach.Members)
        {
            var place = PlaceOf(index);
            var (member, open) = Members[place];
            if (eligibility.Against(member, open, task, roster, until, isPaired) is { } rule)
            {
                excluded.Add((rule, member.Code));
            }
            else
            {
                Member.Add(place);
            }
        }

        AddCosts(task, first, until);
        Tasks.Add(task);
        Start.Add(Member.Count);
        Reaches.Add(new TaskReach(reach.Grid, table.Under(task.Unit).Length - reach.Members.Length, excluded, roster is not null, isPaired));
    }

    private void AddCosts(TaskToRoute task, int first, DateTimeOffset until)
    {
        var weights = task.Duty.Weights ?? RoutingWeights.Default;
        var meanShare = 0.0;
        for (var c = first; c < Member.Count; c++)
        {
            meanShare += ShareOf(Member[c]);
        }

        meanShare /= Math.Max(1, Member.Count - first);
        var place = task.Place ?? (task.Grid is { } grid ? catalogue.Places.MiddleOf(grid) : null);
        Span<double> weight = stackalloc double[PartCount];
        for (var i = 0; i < PartCount; i++)
        {
            weight[i] = Costs.Weight(weights, Costs.All[i]);
        }

        for (var c = first; c < Member.Count; c++)
        {
            var (member, open) = Members[Member[c]];
            var past = pasts[Member[c]];
            var isDue = task.DeadlineAt is not null;
            ReadOnlySpan<double> values =
            [
                Costs.Load(open, member.Capacity),
                Costs.Distance(place, past.Near, table.Homes[tableIndex[Member[c]]]),
                Costs.Skill(member, task.Step),
                Costs.Turnaround(past, task.Duty),
                Costs.Fairness(ShareOf(Member[c]), meanShare),
                Costs.Urgency(open, task.Step, isDue, isDue ? eligibility.TimeOf(member, task.At, until) : TimeSpan.Zero),
                Costs.Continuity(member, task.SameMember),
            ];
            parts.AddRange(values);
            var total = 0.0;
            for (var i = 1; i < PartCount; i++) // 0 is load, which grows within the batch
            {
                total += weight[i] * values[i];
            }

            Static.Add(Math.Min(total, Costs.TotalMax));
        }
    }

    private double ShareOf(int place) => (double)pasts[place].Recent / Members[place].Member.Capacity;

    private bool IsUnder(string member, string unit) => table.IndexOf(member) is >= 0 and var index && Array.BinarySearch(table.Under(unit), index) >= 0;

    private int PlaceOf(int index)
    {
        if (!placeOf.TryGetValue(index, out var place))
        {
            placeOf[index] = place = Members.Count;
            var member = table.Members[index];
            var known = now(member.Code);
            Members.Add((member, Math.Max(0, known.Open))); // below zero for a moment when another process's end was heard of before a third one's assignment
            pasts.Add(known.Past);
            tableIndex.Add(index);
        }

        return place;
    }
}

/// <summary>What settled a task's candidates.</summary>
/// <param name="Grid">The grid whose members were asked; null: the whole unit.</param>
/// <param name="Elsewhere">Members of the unit who serve other grids.</param>
/// <param name="Excluded">Who else may not get it, and by which rule.</param>
/// <param name="ByRoster">Whether an event's roster was in force.</param>
/// <param name="IsPaired">Whether the subject has a member it is paired with.</param>
internal sealed record TaskReach(string? Grid, int Elsewhere, IReadOnlyList<(HardRule Rule, string Member)> Excluded, bool ByRoster, bool IsPaired);
