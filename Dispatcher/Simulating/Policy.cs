using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.WhoBest;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>派单策略: how tasks are given to members. The hard rules are the same for all.</summary>
public enum Policy
{
    /// <summary>智能派单: the product's own, <see cref="MemberChoice"/>.</summary>
    Smart,

    /// <summary>轮流: one after the other.</summary>
    RoundRobin,

    /// <summary>最低负荷: whoever has the fewest open tasks relative to capacity, then the lowest number.</summary>
    LowestLoad,

    /// <summary>就近: whoever is nearest, by the same measure as the smart policy's.</summary>
    Nearest,
}

/// <summary>Chooses for the tasks of one moment.</summary>
internal abstract class Chooser
{
    public static Chooser For(Policy policy, Catalogue catalogue, int seed) => policy switch
    {
        Policy.Smart => new SmartChooser(catalogue, seed),
        Policy.RoundRobin => new RoundRobinChooser(catalogue),
        Policy.LowestLoad => new LowestLoadChooser(catalogue),
        Policy.Nearest => new NearestChooser(catalogue),
        var other => throw new InvalidOperationException($"No chooser for {other}."),
    };

    /// <returns>By task: number of the member; null: nobody may have it now.</returns>
    public abstract string?[] Choose(IReadOnlyList<TaskToRoute> tasks, Func<string, MemberNow> now);
}

internal sealed class SmartChooser(Catalogue catalogue, int seed) : Chooser
{
    public override string?[] Choose(IReadOnlyList<TaskToRoute> tasks, Func<string, MemberNow> now) =>
        [.. MemberChoice.For(tasks, catalogue, now, seed).Decisions.Select(decision => (decision as ToMember)?.Member)];
}

/// <summary>One task after the other, among those whom the hard rules allow it and who still have room.</summary>
internal abstract class GreedyChooser(Catalogue catalogue) : Chooser
{
    public override string?[] Choose(IReadOnlyList<TaskToRoute> tasks, Func<string, MemberNow> now)
    {
        var candidates = new Candidates(catalogue, now);
        foreach (var task in tasks)
        {
            candidates.Add(task);
        }

        var chosen = new string?[tasks.Count];
        for (var t = 0; t < tasks.Count; t++)
        {
            var best = -1;
            for (var c = candidates.Start[t]; c < candidates.Start[t + 1]; c++)
            {
                var member = candidates.Member[c];
                if (candidates.Open[member] < candidates.Members[member].Capacity && (best < 0 || IsBetter(c, best, t, candidates)))
                {
                    best = c;
                }
            }

            if (best >= 0)
            {
                chosen[t] = candidates.Code(best);
                candidates.Got(best);
                Gave(tasks[t], chosen[t]!);
            }
        }

        return chosen;
    }

    /// <summary>Candidates are in the order of their numbers, so the first of equals has the lowest.</summary>
    protected abstract bool IsBetter(int candidate, int than, int task, Candidates candidates);

    protected virtual void Gave(TaskToRoute task, string member)
    {
    }

    protected static double LoadOf(int candidate, Candidates candidates)
    {
        var member = candidates.Member[candidate];
        return (double)candidates.Open[member] / candidates.Members[member].Capacity;
    }
}

internal sealed class LowestLoadChooser(Catalogue catalogue) : GreedyChooser(catalogue)
{
    protected override bool IsBetter(int candidate, int than, int task, Candidates candidates) => LoadOf(candidate, candidates) < LoadOf(than, candidates);
}

internal sealed class NearestChooser(Catalogue catalogue) : GreedyChooser(catalogue)
{
    protected override bool IsBetter(int candidate, int than, int task, Candidates candidates)
    {
        var (one, other) = (candidates.Parts(task, candidate)[(int)Cost.Distance], candidates.Parts(task, than)[(int)Cost.Distance]);
        return one < other || (one == other && LoadOf(candidate, candidates) < LoadOf(than, candidates));
    }
}

internal sealed class RoundRobinChooser(Catalogue catalogue) : GreedyChooser(catalogue)
{
    private readonly Dictionary<(string Unit, string? Grid), string> last = [];

    protected override bool IsBetter(int candidate, int than, int task, Candidates candidates)
    {
        var had = last.GetValueOrDefault((candidates.Tasks[task].Unit, candidates.Tasks[task].Grid), "");
        var (one, other) = (candidates.Code(candidate), candidates.Code(than));
        var (oneIsAfter, otherIsAfter) = (string.CompareOrdinal(one, had) > 0, string.CompareOrdinal(other, had) > 0);
        return oneIsAfter == otherIsAfter ? string.CompareOrdinal(one, other) < 0 : oneIsAfter;
    }

    protected override void Gave(TaskToRoute task, string member) => last[(task.Unit, task.Grid)] = member;
}
