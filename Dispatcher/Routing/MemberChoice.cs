using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>What routing must know of a task.</summary>
/// <param name="Unit">Code of the unit that answers for it.</param>
/// <param name="Grid">Code of its grid; null when not known.</param>
/// <param name="Skill">Skill the step asks for; null: none.</param>
/// <param name="NamedMember">Assignee that imported history names; null: choose.</param>
public sealed record TaskToRoute(string Unit, string? Grid, string? Skill, string? NamedMember)
{
    /// <summary>Members who had it before and do not get it again; empty: anybody may.</summary>
    public IReadOnlySet<string> Without { get; init; } = Nobody;

    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>(0);
}

/// <summary>
/// Chooses assignees for a list of tasks: first among the unit's members who serve the task's grid, then among all
/// members of the unit and below; who has the skill, is not full and has not had the task before is eligible; the lowest load relative to capacity
/// wins, then the lowest number. Nobody eligible: the unit's duty desk. Each choice counts for the next in the list.
/// </summary>
public static class MemberChoice
{
    public static IReadOnlyList<RouteDecision> For(IReadOnlyList<TaskToRoute> tasks, Catalogue catalogue, IReadOnlyDictionary<string, int> openTasks)
    {
        var chosen = new Dictionary<string, int>();
        var decisions = new RouteDecision[tasks.Count];
        for (var i = 0; i < decisions.Length; i++)
        {
            decisions[i] = One(tasks[i], catalogue, LoadOf);
            if (decisions[i] is ToMember { Member: var member })
            {
                chosen[member] = chosen.GetValueOrDefault(member) + 1;
            }
        }

        return decisions;

        // Below zero for a moment when another Dispatcher's end was heard of before a third one's assignment.
        int LoadOf(string member) => Math.Max(0, openTasks.GetValueOrDefault(member)) + chosen.GetValueOrDefault(member);
    }

    private static RouteDecision One(TaskToRoute task, Catalogue catalogue, Func<string, int> loadOf)
    {
        if (task.NamedMember is { } named)
        {
            return new ToMember(task.Unit, named, new AssignmentReason(AssignmentRule.History, 1, loadOf(named), catalogue.FindMember(named)?.Capacity ?? 0));
        }

        var members = catalogue.ActiveMembersUnder(task.Unit);
        return LowestLoad(AssignmentRule.Grid, task.Grid is { } grid ? members.Where(member => member.Grids.Contains(grid)) : [])
            ?? LowestLoad(AssignmentRule.Unit, members)
            ?? new ToDesk(task.Unit, new AssignmentReason(AssignmentRule.DutyDesk, 0, 0, 0));

        RouteDecision? LowestLoad(AssignmentRule rule, IEnumerable<Member> among)
        {
            var candidates = 0;
            Member? best = null;
            var bestLoad = 0;
            foreach (var member in among)
            {
                var load = loadOf(member.Code);
                if (load >= member.Capacity || task.Without.Contains(member.Code) || (task.Skill is { } skill && !member.Skills.Contains(skill)))
                {
                    continue;
                }

                candidates++;
                // load/capacity < bestLoad/best.Capacity, without rounding; members come by number, so the lowest keeps a tie.
                if (best is null || (long)load * best.Capacity < (long)bestLoad * member.Capacity)
                {
                    (best, bestLoad) = (member, load);
                }
            }

            return best is null ? null : new ToMember(task.Unit, best.Code, new AssignmentReason(rule, candidates, bestLoad, best.Capacity));
        }
    }
}
