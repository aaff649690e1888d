using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Routing.WhoBest;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

/// <summary>Each cost by itself decides between two who are equal in all else, and the sentence says so.</summary>
public class WhoBestTests
{
    private static readonly Position Here = new(120.5, 32.5);

    [Theory]
    [InlineData(Cost.Load, "在办任务占比最低", "lowest load")]
    [InlineData(Cost.Distance, "离您最近", "nearest")]
    [InlineData(Cost.Skill, "您特长最合适", "most skilled")]
    [InlineData(Cost.Turnaround, "您办这类事最快", "quickest")]
    [InlineData(Cost.Fairness, "您近 30 天任务最少", "fewest tasks")]
    [InlineData(Cost.Continuity, "您办过同一对象的事", "same subject")]
    public void The_better_one_gets_it_whichever_number_and_the_sentence_says_why(Cost cost, string chinese, string english)
    {
        foreach (var better in (string[])["M1", "M2"])
        {
            Member Of(string code) => new(code, "a", [], ["visiting"], 10, true)
            {
                SkillLevels = cost is Cost.Skill && code == better ? new Dictionary<string, int> { ["visiting"] = 5 } : new Dictionary<string, int>(),
            };
            var city = Cities.Of([Of("M1"), Of("M2")], new Step("do", "办", null) { Skill = "visiting" });
            var task = Cities.Task(city) with { Place = Here, SameMember = cost is Cost.Continuity ? better : null };
            var (member, why) = Cities.One(city, task, code => new MemberNow(cost is Cost.Load && code != better ? 5 : 1, new MemberPast
            {
                Near = [cost is Cost.Distance && code != better ? new Position(120.6, 32.5) : Here],
                Recent = cost is Cost.Fairness && code != better ? 30 : 3,
                Pace = new Dictionary<string, double> { ["d"] = cost is Cost.Turnaround && code != better ? 2 : 1 },
            }));

            member.ShouldBe(better);
            why.Because.ShouldBe([cost.ToString()]);
            var reason = new AssignmentReason(AssignmentRule.Grid, 2, 1, 10) { Because = why.Because };
            var sentence = AssignmentSentence.For(new Assignment(default, 1, "a", member, AnyCity.Now, reason), city, toAssignee: true);
            sentence.Chinese.ShouldContain(chinese);
            sentence.English.ToLowerInvariant().ShouldContain(english);
        }
    }

    [Fact]
    public void Who_has_less_time_before_the_deadline_is_the_dearer_one()
    {
        Member Of(string code, string? shift) => new(code, "a", [], [], 10, true) { Shift = shift };
        var city = Cities.Of([Of("M1", "day"), Of("M2", null)], new Step("do", "办", null) { Effort = TimeSpan.FromHours(2) });
        var (member, why) = Cities.One(city, Cities.Task(city) with { DeadlineAt = AnyCity.Now.AddHours(24) });
        (member, why.Because.Single()).ShouldBe(("M2", nameof(Cost.Urgency)));
    }

    [Fact]
    public void A_weight_decides_between_way_and_load()
    {
        var near = new Position(120.5, 32.5);
        string? With(double distance)
        {
            var city = Cities.Of([new Member("M1", "a", [], [], 10, true), new Member("M2", "a", [], [], 10, true)], weights: new RoutingWeights { Distance = distance });
            return Cities.One(city, Cities.Task(city) with { Place = near }, code => new MemberNow(code is "M1" ? 6 : 0, new MemberPast { Near = [code is "M1" ? near : new Position(120.6, 32.5)] })).Member;
        }

        With(0.1).ShouldBe("M2", "6 of 10 outweigh 9 km");
        With(5).ShouldBe("M1");
    }

    [Fact]
    public void A_desk_says_which_rules_left_nobody()
    {
        var city = Cities.Of([new Member("M1", "a", [], [], 3, true)]);
        var (member, why) = Cities.One(city, Cities.Task(city, "a"), _ => new MemberNow(3, MemberPast.None));
        member.ShouldBeNull();
        AssignmentSentence.For(new Assignment(default, 1, "a", null, AnyCity.Now, new AssignmentReason(AssignmentRule.DutyDesk, 0, 0, 0) { Because = why.Because }), city)
            .Chinese.ShouldBe("“甲”暂无可派党员（满负荷），转本单位值班台兜底。");
    }

    [Theory]
    [InlineData(0, 0, 0, 1, 111.195)]
    [InlineData(0, 60, 1, 60, 55.597)]
    [InlineData(120.45, 32.54, 120.45, 32.54, 0)]
    public void Distances_are_those_of_the_globe(double x1, double y1, double x2, double y2, double kilometres) =>
        Distance.Kilometres(new Position(x1, y1), new Position(x2, y2)).ShouldBe(kilometres, 0.01);
}
