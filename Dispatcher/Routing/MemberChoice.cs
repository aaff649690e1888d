using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.Optimum;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>What came of routing a batch.</summary>
/// <param name="Decisions">In the order of the tasks.</param>
/// <param name="Explanations">In the order of the tasks; null where history named the assignee.</param>
public sealed record RoutedBatch(IReadOnlyList<RouteDecision> Decisions, IReadOnlyList<Explanation?> Explanations);

/// <summary>
/// 智能派单: chooses assignees for a batch of tasks. Who may is settled by hard rules (<c>WhoMay/</c>), who is best by costs
/// (<c>WhoBest/</c>); then one optimisation gives the tasks to members so that the costs of all together are lowest and nobody is
/// above capacity (<c>Optimum/</c>). A task that nobody may have goes to its unit's duty desk. Pure: the same input, the same answer.
/// </summary>
public static class MemberChoice
{
    /// <summary>Whole numbers for the optimisation: a millionth of a full load, and room below it for ties.</summary>
    private const double Micro = 1_000_000;
    private const long Ties = 1_024;

    /// <summary>What a desk costs: more than any member, so that it gets only what members cannot take; the less urgent first.</summary>
    private const double DeskCost = 800;
    private const double DeskCostUrgent = 100;

    /// <summary>Chooses.</summary>
    /// <param name="tasks">The batch.</param>
    /// <param name="catalogue">Members, grids, shifts and rosters.</param>
    /// <param name="now">What each member has in hand, and did lately.</param>
    /// <param name="seed">Decides between choices that cost the same.</param>
    public static RoutedBatch For(IReadOnlyList<TaskToRoute> tasks, Catalogue catalogue, Func<string, MemberNow> now, int seed)
    {
        var decisions = new RouteDecision[tasks.Count];
        var explanations = new Explanation?[tasks.Count];
        var chosen = new List<int>(tasks.Count);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (tasks[i].NamedMember is { } named)
            {
                decisions[i] = new ToMember(tasks[i].Unit, named, new AssignmentReason(AssignmentRule.History, 1, now(named).Open, catalogue.FindMember(named)?.Capacity ?? 0));
            }
            else
            {
                chosen.Add(i);
            }
        }

        if (chosen.Count > 0)
        {
            var candidates = new Candidates(catalogue, now);
            foreach (var i in chosen)
            {
                candidates.Add(tasks[i]);
            }

            var problem = ProblemOf(candidates, seed);
            var best = CheapestAssignment.Of(problem);
            var taken = Taken(problem, best);
            for (var each = 0; each < chosen.Count; each++)
            {
                var i = chosen[each];
                explanations[i] = Explaining.For(each, best[each], taken, problem, candidates);
                decisions[i] = Decision(tasks[i], best[each], explanations[i]!, candidates);
                if (best[each] >= 0)
                {
                    candidates.Got(best[each]);
                }
            }
        }

        return new RoutedBatch(decisions, explanations);
    }

    private static AssignmentProblem ProblemOf(Candidates candidates, int seed)
    {
        var members = candidates.Members;
        var problem = new AssignmentProblem
        {
            Start = [.. candidates.Start],
            Member = [.. candidates.Member],
            Cost = new long[candidates.Member.Count],
            DeskCost = new long[candidates.Tasks.Count],
            Free = new int[members.Count],
            FirstLoad = new long[members.Count],
            MoreLoad = new long[members.Count],
        };
        for (var t = 0; t < problem.Tasks; t++)
        {
            problem.DeskCost[t] = Whole(DeskCost + (DeskCostUrgent * Pressing(candidates.Tasks[t])));
            for (var c = problem.Start[t]; c < problem.Start[t + 1]; c++)
            {
                problem.Cost[c] = Whole(candidates.Static[c]) + Tie(seed, t, candidates.Code(c));
            }
        }

        for (var m = 0; m < members.Count; m++)
        {
            var (member, open) = (members[m], candidates.Open[m]);
            problem.Free[m] = Math.Max(0, member.Capacity - open);
            if (problem.Free[m] > 0) // the load of who is full, perhaps many times over, is no cost of anything
            {
                problem.FirstLoad[m] = Whole(Costs.Load(open, member.Capacity));
                problem.MoreLoad[m] = Whole(Costs.Load(1, member.Capacity));
            }
        }

        return problem;
    }

    internal static long Whole(double cost) => (long)(cost * Micro) * Ties;

    /// <summary>A cost as people read it.</summary>
    internal static double Plain(long cost) => cost / Ties / Micro;

    /// <summary>0 without a deadline, towards 1 the nearer it is; a half eight hours before.</summary>
    private static double Pressing(TaskToRoute task) =>
        task.DeadlineAt is { } deadline ? 1 / (1 + (Math.Max(0, (deadline - task.At).TotalHours) / 8)) : 0;

    /// <summary>A number that looks drawn: below all costs, so that it decides only between equals. The same on every machine.</summary>
    private static long Tie(int seed, int task, string member)
    {
        var hash = ((ulong)(uint)seed << 32) | (uint)task;
        foreach (var letter in member)
        {
            hash = (hash ^ letter) * 0x100000001B3;
        }

        hash ^= hash >> 33;
        hash *= 0xFF51AFD7ED558CCD;
        hash ^= hash >> 33;
        return (long)(hash & (Ties - 1));
    }

    private static int[] Taken(AssignmentProblem problem, int[] best)
    {
        var taken = new int[problem.Members];
        foreach (var candidate in best)
        {
            if (candidate >= 0)
            {
                taken[problem.Member[candidate]]++;
            }
        }

        return taken;
    }

    private static RouteDecision Decision(TaskToRoute task, int candidate, Explanation explanation, Candidates candidates)
    {
        if (candidate < 0)
        {
            return new ToDesk(task.Unit, new AssignmentReason(AssignmentRule.DutyDesk, explanation.Candidates, 0, 0) { Because = explanation.Because });
        }

        var place = candidates.Member[candidate];
        var member = candidates.Members[place];
        var reason = new AssignmentReason(explanation.Rule, explanation.Candidates, candidates.Open[place], member.Capacity) { Because = explanation.Because };
        return new ToMember(task.Unit, member.Code, reason);
    }
}
