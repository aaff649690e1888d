using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

/// <summary>Each hard rule by itself: one who may and one who may not.</summary>
public class WhoMayTests
{
    private static readonly Member Able = new("M1", "a", [], [], 10, true);
    private static readonly Member Other = new("M2", "a", [], [], 10, true);

    [Fact]
    public void Only_the_unit_and_what_lies_below_it() =>
        Cities.One(Cities.Of([Able, Other with { Unit = "b" }]), Cities.Task(Cities.Of([Able]), "a")).Member.ShouldBe("M1");

    [Fact]
    public void Who_serves_a_grid_serves_the_grids_within_it_and_no_other()
    {
        var city = Cities.Of([Able with { Grids = ["g1"] }, Other with { Grids = ["g2"] }]);
        var (member, why) = Cities.One(city, Cities.Task(city, grid: "g1-1"));
        (member, why.Rule, why.Grid).ShouldBe(("M1", AssignmentRule.Grid, "g1-1"));
        why.Excluded.ShouldHaveSingleItem().ShouldSatisfyAllConditions(each => each.Rule.ShouldBe(HardRule.Grid), each => each.Count.ShouldBe(1));
    }

    [Fact]
    public void A_grid_that_nobody_serves_goes_to_the_nearest_that_somebody_does_and_without_shapes_to_the_desk()
    {
        var members = new[] { Able with { Unit = "root", Grids = ["g1"] }, Other with { Unit = "root", Grids = ["g2"] } };
        var flat = Cities.Of(members);
        var city = new Catalogue(flat.City, [.. flat.Units], [.. flat.Grids, new Grid("g3", "三", null, "root")], members, [.. flat.Duties]) { Places = Places(("g1", 120.0), ("g2", 120.5), ("g3", 120.4)) };
        var (member, why) = Cities.One(city, Cities.Task(city, grid: "g3"));
        (member, why.Grid).ShouldBe(("M2", "g2"));
        Cities.One(new Catalogue(city.City, [.. city.Units], [.. city.Grids], members, [.. city.Duties]), Cities.Task(city, grid: "g3")).Member.ShouldBeNull();
    }

    [Theory]
    [InlineData(HardRule.Skill)]
    [InlineData(HardRule.Shift)]
    [InlineData(HardRule.Leave)]
    [InlineData(HardRule.Capacity)]
    [InlineData(HardRule.Exclusion)]
    [InlineData(HardRule.EarlierStep)]
    [InlineData(HardRule.Holder)]
    [InlineData(HardRule.Pairing)]
    [InlineData(HardRule.Roster)]
    [InlineData(HardRule.HadBefore)]
    public void One_rule_keeps_one_member_out_and_the_other_gets_it(HardRule rule)
    {
        var step = new Step("do", "办", null) { Skill = rule is HardRule.Skill ? "visiting" : null, Paired = rule is HardRule.Pairing };
        var able = rule is HardRule.Skill ? Able with { Skills = ["visiting"] } : Able;
        var barred = rule switch
        {
            HardRule.Shift => Other with { Shift = "day" },
            HardRule.Leave => Other with { Leave = [new Leave(new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 26))] },
            _ => Other,
        };
        Roster[] rosters = rule is HardRule.Roster ? [new Roster("e", "活动", null, ["d"], AnyCity.Now.AddHours(-1), AnyCity.Now.AddHours(1), [], ["M1"])] : [];
        var city = Cities.Of([able, barred], step, weights: null, rosters);
        var task = Cities.Task(city) with
        {
            At = rule is HardRule.Shift ? AnyCity.Now.AddHours(9) : AnyCity.Now, // after five in the afternoon
            DeadlineAt = rule is HardRule.Shift ? AnyCity.Now.AddHours(13) : AnyCity.Now.AddHours(24),
            Conflicted = rule is HardRule.Exclusion ? new HashSet<string> { "M2" } : new HashSet<string>(),
            EarlierBy = rule is HardRule.EarlierStep ? new HashSet<string> { "M2" } : new HashSet<string>(),
            HadBy = rule is HardRule.HadBefore ? new HashSet<string> { "M2" } : new HashSet<string>(),
            Holders = rule is HardRule.Holder ? new HashSet<string> { "M1" } : null,
            SameMember = rule is HardRule.Pairing ? "M1" : null,
        };

        var (member, why) = Cities.One(city, task, code => new MemberNow(rule is HardRule.Capacity && code is "M2" ? 10 : code is "M1" ? 9 : 0, MemberPast.None));
        member.ShouldBe("M1", "though the other has less to do");
        var excluded = why.Excluded.ShouldHaveSingleItem();
        (excluded.Rule, excluded.Members.Single()).ShouldBe((rule, "M2"));

        // And the guard is seen to bite: without it the idler one wins.
        var free = Cities.Of([able with { Shift = null }, barred with { Shift = null, Leave = [], Skills = able.Skills }], step with { Paired = false });
        Cities.One(free, Cities.Task(free), code => new MemberNow(code is "M1" ? 9 : 0, MemberPast.None)).Member.ShouldBe("M2");
    }

    [Fact]
    public void A_pair_whose_member_has_left_is_free_for_a_new_one()
    {
        var city = Cities.Of([Able, Other with { Active = false }], new Step("do", "办", null) { Paired = true });
        Cities.One(city, Cities.Task(city) with { SameMember = "M2" }).Member.ShouldBe("M1");
    }

    [Fact]
    public void A_paired_member_who_is_full_sends_the_task_to_the_desk_not_to_another()
    {
        var city = Cities.Of([Able, Other], new Step("do", "办", null) { Paired = true });
        var (member, why) = Cities.One(city, Cities.Task(city) with { SameMember = "M2" }, code => new MemberNow(code is "M2" ? 10 : 0, MemberPast.None));
        member.ShouldBeNull();
        why.Excluded.Select(each => each.Rule).ShouldBe([HardRule.Pairing, HardRule.Capacity]);
    }

    [Fact]
    public void Late_work_still_finds_somebody_who_works_within_a_day()
    {
        var city = Cities.Of([Able with { Shift = "day" }]);
        Cities.One(city, Cities.Task(city) with { DeadlineAt = AnyCity.Now.AddDays(-3) }).Member.ShouldBe("M1");
    }

    private static GridPlaces Places(params (string Grid, double Longitude)[] middles) => GridPlaces.OfMiddles(middles.ToDictionary(each => each.Grid, each => new Position(each.Longitude, 32)));
}
