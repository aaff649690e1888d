using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>Grid, then unit, with the skill and below full load, lowest share, lowest number, else the desk: against a plain reading of the rule.</summary>
public class RoutingRuleTests
{
    [Fact]
    public void The_rule_holds_for_any_town_and_any_list()
    {
        var rules = new HashSet<AssignmentRule>();
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var catalogue = AnyTown(random);
            var open = catalogue.Members.Where(_ => random.Next(3) > 0).ToDictionary(member => member.Code, _ => random.Next(6));
            var tasks = Enumerable.Range(0, 30).Select(_ => new TaskToRoute($"u{random.Next(6)}", random.Next(4) is 0 ? null : $"g{random.Next(4)}", random.Next(2) is 0 ? null : $"s{random.Next(3)}", random.Next(10) is 0 ? "M1" : null)).ToList();

            var decisions = MemberChoice.For(tasks, catalogue, open);

            var loads = new Dictionary<string, int>(open);
            for (var i = 0; i < tasks.Count; i++)
            {
                var (rule, member, candidates) = Plainly(tasks[i], catalogue, loads);
                decisions[i].Unit.ShouldBe(tasks[i].Unit);
                (decisions[i].Reason.Rule, (decisions[i] as ToMember)?.Member, decisions[i].Reason.Candidates).ShouldBe((rule, member, candidates), $"seed {seed}, task {i}: {tasks[i]}");
                if (member is not null)
                {
                    decisions[i].Reason.Load.ShouldBe(loads.GetValueOrDefault(member));
                    loads[member] = loads.GetValueOrDefault(member) + 1;
                }

                rules.Add(rule);
            }
        }

        rules.ShouldBe([AssignmentRule.Grid, AssignmentRule.Unit, AssignmentRule.DutyDesk, AssignmentRule.History], ignoreOrder: true);
    }

    private static (AssignmentRule Rule, string? Member, int Candidates) Plainly(TaskToRoute task, Catalogue town, Dictionary<string, int> loads)
    {
        if (task.NamedMember is not null)
        {
            return (AssignmentRule.History, task.NamedMember, 1);
        }

        var eligible = town.Members
            .Where(member => member.Active && IsUnder(member.Unit, task.Unit, town))
            .Where(member => task.Skill is null || member.Skills.Contains(task.Skill))
            .Where(member => loads.GetValueOrDefault(member.Code) < member.Capacity)
            .OrderBy(member => (decimal)loads.GetValueOrDefault(member.Code) / member.Capacity)
            .ThenBy(member => member.Code, StringComparer.Ordinal)
            .ToList();
        var near = eligible.Where(member => task.Grid is not null && member.Grids.Contains(task.Grid)).ToList();
        return near.Count > 0 ? (AssignmentRule.Grid, near[0].Code, near.Count)
            : eligible.Count > 0 ? (AssignmentRule.Unit, eligible[0].Code, eligible.Count)
            : (AssignmentRule.DutyDesk, null, 0);
    }

    private static bool IsUnder(string? unit, string above, Catalogue town)
    {
        for (; unit is not null; unit = town.FindUnit(unit)!.Parent)
        {
            if (unit == above)
            {
                return true;
            }
        }

        return false;
    }

    private static Catalogue AnyTown(Random random) => new(
        new City("t", "城", null, "Asia/Shanghai"),
        [.. Enumerable.Range(0, 6).Select(i => new OrgUnit($"u{i}", $"u{i}", null, i is 0 ? null : $"u{random.Next(i)}", i is 0 ? "lane" : null))],
        [.. Enumerable.Range(0, 4).Select(i => new Grid($"g{i}", $"g{i}", null, $"u{random.Next(6)}"))],
        [.. Enumerable.Range(1, random.Next(1, 14)).Select(i => new Member($"M{i}", $"u{random.Next(6)}", Some(random, "g", 4), Some(random, "s", 3), random.Next(1, 9), random.Next(8) > 0)), .. random.Next(2) is 0 ? (Member[])[] : [new Member("Z", "u0", [], [], 1000, true)]],
        []);

    private static List<string> Some(Random random, string prefix, int among) => [.. Enumerable.Range(0, among).Where(_ => random.Next(2) is 0).Select(i => $"{prefix}{i}")];
}
