using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

public class MemberChoiceTests
{
    private const int Seeds = 1_000;

    [Fact]
    public void No_hard_rule_is_ever_broken_whatever_the_city()
    {
        var seen = new HashSet<AssignmentRule>();
        var rulesSeen = new HashSet<HardRule>();
        for (var seed = 0; seed < 300; seed++) // the plain rules count minutes one by one
        {
            var city = new AnyCity(seed);
            var routed = city.Route();
            var given = new Dictionary<string, int>();
            for (var i = 0; i < city.Tasks.Count; i++)
            {
                var (task, explanation) = (city.Tasks[i], routed.Explanations[i]!);
                seen.Add(explanation.Rule);
                rulesSeen.UnionWith(explanation.Excluded.Select(each => each.Rule));
                if (routed.Decisions[i] is ToMember { Member: var code })
                {
                    var member = city.Catalogue.FindMember(code)!;
                    PlainRules.WhyNot(member, task, city.Catalogue).ShouldBeNull($"seed {seed}, task {i}: {task} went to {member}");
                    given[code] = given.GetValueOrDefault(code) + 1;
                }
                else
                {
                    var free = city.Catalogue.Members.Where(member => PlainRules.WhyNot(member, task, city.Catalogue) is null && city.Open[member.Code] < member.Capacity).ToList();
                    free.Count.ShouldBe(explanation.Candidates, $"seed {seed}, task {i}: {task} is at the desk");
                }
            }

            foreach (var (member, count) in given)
            {
                (city.Open[member] + count).ShouldBeLessThanOrEqualTo(city.Catalogue.FindMember(member)!.Capacity, $"seed {seed}: {member}");
            }
        }

        seen.ShouldBe([AssignmentRule.Grid, AssignmentRule.Unit, AssignmentRule.Holder, AssignmentRule.Paired, AssignmentRule.Roster, AssignmentRule.DutyDesk], ignoreOrder: true);
        rulesSeen.ShouldBe(Enum.GetValues<HardRule>(), ignoreOrder: true);
    }

    [Fact]
    public void Candidates_and_excluded_together_are_all_members_of_the_unit()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var city = new AnyCity(seed);
            var routed = city.Route();
            for (var i = 0; i < city.Tasks.Count; i++)
            {
                var explanation = routed.Explanations[i]!;
                (explanation.Candidates + explanation.Excluded.Sum(each => each.Count)).ShouldBe(city.Catalogue.ActiveMembersUnder(city.Tasks[i].Unit).Count);
            }
        }
    }

    [Fact]
    public void Nobody_with_room_would_have_been_cheaper_and_the_chosen_one_stands_first()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var city = new AnyCity(seed);
            var routed = city.Route();
            for (var i = 0; i < city.Tasks.Count; i++)
            {
                if (routed.Decisions[i] is ToMember { Member: var member })
                {
                    var best = routed.Explanations[i]!.Best;
                    best[0].Member.ShouldBe(member);
                    best[0].IsFull.ShouldBeFalse();
                    best.Skip(1).Where(offer => !offer.IsFull).ShouldAllBe(offer => offer.Total >= best[0].Total - 2e-6);
                }
            }
        }
    }

    [Fact]
    public void Choosing_again_from_what_is_kept_gives_the_same_and_says_the_same()
    {
        for (var seed = 0; seed < Seeds; seed++)
        {
            var city = new AnyCity(seed);
            var asked = new Dictionary<string, MemberNow>();
            var routed = MemberChoice.For(city.Tasks, city.Catalogue, member => asked[member] = city.NowOf(member), seed);

            var kept = RoutingStore.Unpack(RoutingStore.Pack(RoutingRecord.Of(city.Catalogue, seed, city.Tasks, routed, asked)));
            var again = kept.Again(city.Catalogue);

            again.Decisions.Select(each => (each as ToMember)?.Member).ShouldBe(routed.Decisions.Select(each => (each as ToMember)?.Member));
            kept.Tasks.Select(task => task.Member).ShouldBe(routed.Decisions.Select(each => (each as ToMember)?.Member));
            System.Text.Json.JsonSerializer.Serialize(again.Explanations).ShouldBe(System.Text.Json.JsonSerializer.Serialize(kept.Tasks.Select(task => task.Explanation)));
        }
    }

    [Fact]
    public void Fifteen_tasks_over_five_equal_members_are_three_each()
    {
        var city = Cities.Of([.. Enumerable.Range(1, 5).Select(i => new Member($"M{i}", "root", [], [], 10, true))]);
        var routed = MemberChoice.For([.. Enumerable.Range(0, 15).Select(_ => Cities.Task(city))], city, _ => new MemberNow(0, MemberPast.None), seed: 3);
        routed.Decisions.Cast<ToMember>().CountBy(each => each.Member).Select(each => each.Value).ShouldBe([3, 3, 3, 3, 3]);
    }

    [Fact]
    public void The_same_seed_gives_the_same_and_other_seeds_decide_between_equals()
    {
        var city = Cities.Of([.. Enumerable.Range(1, 9).Select(i => new Member($"M{i}", "root", [], [], 10, true))]);
        string One(int seed) => ((ToMember)MemberChoice.For([Cities.Task(city)], city, _ => new MemberNow(0, MemberPast.None), seed).Decisions[0]).Member;
        Enumerable.Range(0, 50).Select(One).ShouldBe(Enumerable.Range(0, 50).Select(One));
        Enumerable.Range(0, 50).Select(One).Distinct().Count().ShouldBeGreaterThan(3);
    }

    [Fact]
    public void Weights_and_loads_at_their_limits_are_still_costs_that_the_optimisation_takes()
    {
        var weights = new RoutingWeights { Load = 0.1, Distance = 100, Skill = 100, Turnaround = 100, Fairness = 100, Urgency = 100, Continuity = 100 };
        var city = Cities.Of([new Member("M1", "a", [], [], 1, true), new Member("M2", "a", [], [], 1_000, true), new Member("M3", "a", [], [], 1, true)], weights: weights);
        var tasks = Enumerable.Range(0, 40).Select(_ => Cities.Task(city) with { DeadlineAt = AnyCity.Now, SameMember = "M1" }).ToList();
        var routed = MemberChoice.For(tasks, city, code => new MemberNow(code is "M3" ? 5_000 : 0, new MemberPast { Recent = 100_000 }), seed: 0);
        routed.Decisions.OfType<ToMember>().CountBy(each => each.Member).ToDictionary().ShouldBe(new Dictionary<string, int> { ["M1"] = 1, ["M2"] = 39 }, ignoreOrder: true);
    }
}
