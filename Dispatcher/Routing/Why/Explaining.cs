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

    public static Explanation For(int task, int chosen, int[] taken, AssignmentProblem problem, Candidates candidates)
    {
        var reach = candidates.Reaches[task];
        var best = Best(task, chosen, taken, problem);
        var excluded = reach.Excluded
            .GroupBy(each => each.Rule, each => each.Member)
            .Select(rule => new Exclusions(rule.Key, rule.Count(), [.. rule.Take(Exclusions.NamedMax)]))
            .Concat(reach.Elsewhere > 0 ? [new Exclusions(HardRule.Grid, reach.Elsewhere, [])] : [])
            .OrderBy(each => each.Rule)
            .ToList();
        return new Explanation(
            chosen < 0 ? AssignmentRule.DutyDesk : RuleOf(candidates.Tasks[task], chosen, reach, candidates),
            reach.Grid,
            problem.Start[task + 1] - problem.Start[task],
            chosen < 0 ? Hindrances(task, excluded, problem) : Strengths(task, chosen, taken, problem, candidates),
            best.ConvertAll(candidate => OfferOf(candidate, candidate == chosen, taken, problem, candidates)),
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

    private static Offer OfferOf(int candidate, bool isChosen, int[] taken, AssignmentProblem problem, Candidates candidates)
    {
        var member = problem.Member[candidate];
        var others = taken[member] - (isChosen ? 1 : 0);
        double[] parts = [.. candidates.Parts(candidate)];
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
        var strengths = new List<(Cost Cost, double Gain)>();
        foreach (var cost in Costs.All)
        {
            var own = Part(chosen, cost);
            var (sum, isLeast) = (0.0, true);
            for (var candidate = first; candidate < end; candidate++)
            {
                if (candidate != chosen)
                {
                    var part = Part(candidate, cost);
                    sum += part;
                    isLeast &= own <= part + 1e-9;
                }
            }

            var gain = Costs.Weight(weights, cost) * ((sum / (end - first - 1)) - own);
            if (isLeast && gain > 1e-6)
            {
                strengths.Add((cost, gain));
            }
        }

        return [.. strengths.OrderByDescending(each => each.Gain).Take(BecauseMax).Select(each => each.Cost.ToString())];

        double Part(int candidate, Cost cost)
        {
            var member = problem.Member[candidate];
            return cost is Cost.Load
                ? MemberChoice.Plain(problem.Load(member, taken[member] - (candidate == chosen ? 1 : 0)))
                : candidates.Parts(candidate)[(int)cost];
        }
    }

    private static List<string> Hindrances(int task, List<Exclusions> excluded, AssignmentProblem problem)
    {
        var rules = excluded.Where(each => each.Rule is not HardRule.Grid || excluded.Count is 1).OrderByDescending(each => each.Count).Select(each => each.Rule.ToString());
        // Who may have had it, but was filled by the rest of the batch.
        return [.. problem.Start[task + 1] > problem.Start[task] ? rules.Prepend(nameof(HardRule.Capacity)).Distinct().Take(BecauseMax) : rules.Take(BecauseMax)];
    }
}
