using TaskManager.Dispatcher.Routing.Optimum;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.Why;

/// <summary>
/// Puts a decision of the optimisation into figures that can be read for one task: each candidate's cost with all other tasks
/// where they are. Since the whole is cheapest, nobody who still has room is cheaper than the chosen one.
/// </summary>
internal static class Explaining
{
    private const int BestMax = 5;
    private const int BecauseMax = 3;

    /// <summary>A hundredth of a full load: what is less decides between equals and is no reason to give a person.</summary>
    private const double WorthSaying = 0.01;

    public static Explanation For(int task, int chosen, int[] taken, AssignmentProblem problem, Candidates candidates)
    {
        var reach = candidates.Reaches[task];
        var best = Best(task, chosen, taken, problem);
        var excluded = reach.Excluded.ToList();
        return new Explanation(
            chosen < 0 ? AssignmentRule.DutyDesk : RuleOf(candidates.Tasks[task], chosen, reach, candidates),
            reach.Grid,
            problem.Start[task + 1] - problem.Start[task],
            chosen < 0 ? Hindrances(task, excluded, problem) : Strengths(task, chosen, taken, problem, candidates),
            best.ConvertAll(candidate => OfferOf(task, candidate, candidate == chosen, taken, problem, candidates)),
            excluded);
    }

    private static AssignmentRule RuleOf(TaskToRoute task, int chosen, TaskReach reach, Candidates candidates) =>
        task.Holders is not null ? AssignmentRule.Holder
        : reach.IsPaired ? AssignmentRule.Paired
        : reach.ByRoster ? AssignmentRule.Roster
        : reach.Grid is not null && !candidates.ServesEverywhere(chosen) ? AssignmentRule.Grid
        : AssignmentRule.Unit;

    /// <summary>The cheapest five; one pass, since there may be thousands.</summary>
    private static List<int> Best(int task, int chosen, int[] taken, AssignmentProblem problem)
    {
        var best = new List<int>(BestMax + 1);
        for (var candidate = problem.Start[task]; candidate < problem.Start[task + 1]; candidate++)
        {
            var at = best.Count;
            while (at > 0 && IsBefore(candidate, best[at - 1]))
            {
                at--;
            }

            if (at < BestMax)
            {
                best.Insert(at, candidate);
                if (best.Count > BestMax)
                {
                    best.RemoveAt(BestMax);
                }
            }
        }

        return best;

        bool IsBefore(int one, int other) =>
            one == chosen || (other != chosen && Total(one, chosen, taken, problem) < Total(other, chosen, taken, problem));
    }

    private static long Total(int candidate, int chosen, int[] taken, AssignmentProblem problem)
    {
        var member = problem.Member[candidate];
        return problem.Cost[candidate] + problem.Load(member, taken[member] - (candidate == chosen ? 1 : 0));
    }

    private static Offer OfferOf(int task, int candidate, bool isChosen, int[] taken, AssignmentProblem problem, Candidates candidates)
    {
        var member = problem.Member[candidate];
        var others = taken[member] - (isChosen ? 1 : 0);
        var parts = candidates.Parts(task, candidate);
        parts[(int)Cost.Load] = MemberChoice.Plain(problem.Load(member, others));
        return new Offer(
            candidates.Code(candidate),
            MemberChoice.Plain(problem.Cost[candidate] + problem.Load(member, others)),
            [.. parts.Select(part => Math.Round(part, 6))],
            IsFull: others >= problem.Free[member]);
    }

    /// <summary>In what the chosen one was ahead of all others, by how much it counted against their mean.</summary>
    private static List<string> Strengths(int task, int chosen, int[] taken, AssignmentProblem problem, Candidates candidates)
    {
        var (first, end) = (problem.Start[task], problem.Start[task + 1]);
        if (end - first is 1)
        {
            return [];
        }

        var weights = candidates.Tasks[task].Duty.Weights ?? RoutingWeights.Default;
        var own = candidates.Parts(task, chosen);
        var (sum, least) = (candidates.Reaches[task].Sum, candidates.Reaches[task].Least);
        (own[0], sum[0], least[0]) = Loads(first, end, chosen, taken, problem);
        var strengths = new List<(Cost Cost, double Gain)>();
        foreach (var cost in Costs.All)
        {
            var i = (int)cost;
            var gain = Costs.Weight(weights, cost) * (((sum[i] - own[i]) / (end - first - 1)) - own[i]);
            if (own[i] <= least[i] + 1e-9 && gain >= WorthSaying)
            {
                strengths.Add((cost, gain));
            }
        }

        return [.. strengths.OrderByDescending(each => each.Gain).Take(BecauseMax).Select(each => each.Cost.ToString())];
    }

    /// <summary>Loads as they are with all other tasks where they are: of the chosen one, of all together, the least.</summary>
    private static (double Own, double Sum, double Least) Loads(int first, int end, int chosen, int[] taken, AssignmentProblem problem)
    {
        var (own, sum, least) = (0L, 0L, long.MaxValue);
        for (var candidate = first; candidate < end; candidate++)
        {
            var member = problem.Member[candidate];
            var load = problem.Load(member, taken[member] - (candidate == chosen ? 1 : 0));
            (sum, least) = (sum + load, Math.Min(least, load));
            own = candidate == chosen ? load : own;
        }

        return (MemberChoice.Plain(own), MemberChoice.Plain(sum), MemberChoice.Plain(least));
    }

    private static List<string> Hindrances(int task, List<Exclusions> excluded, AssignmentProblem problem)
    {
        var rules = excluded.Where(each => each.Rule is not HardRule.Grid || excluded.Count is 1).OrderByDescending(each => each.Count).Select(each => each.Rule.ToString());
        // Who may have had it, but was filled by the rest of the batch.
        return [.. problem.Start[task + 1] > problem.Start[task] ? rules.Prepend(nameof(HardRule.Capacity)).Distinct().Take(BecauseMax) : rules.Take(BecauseMax)];
    }
}
