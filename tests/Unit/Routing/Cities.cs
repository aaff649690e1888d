using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

/// <summary>Small cities for single rules.</summary>
internal static class Cities
{
    public static Catalogue Of(IReadOnlyList<Member> members, Step? step = null, RoutingWeights? weights = null, params IReadOnlyList<Roster> rosters) => new(
        new City("c", "城", null, "Asia/Shanghai"),
        [new OrgUnit("root", "市委", "Committee", null, "city"), new OrgUnit("a", "甲", null, "root", null), new OrgUnit("b", "乙", null, "root", null)],
        [new Grid("g1", "一", null, "a"), new Grid("g2", "二", null, "b"), new Grid("g1-1", "一之一", "g1", "a")],
        members,
        [new Duty("d", 1, "事", null, "test", [step ?? new Step("do", "办", null)]) { Weights = weights }])
    {
        Version = 1,
        Shifts = [new Shift("day", "日班", null, [new ShiftHours(ShiftDays.Working, new TimeOnly(8, 0), new TimeOnly(17, 0))])],
        Rosters = rosters,
    };

    public static TaskToRoute Task(Catalogue city, string unit = "root", string? grid = null) =>
        new(city.FindDuty("d")!, city.FindDuty("d")!.Steps[0], unit, AnyCity.Now) { Grid = grid };

    public static (string? Member, Explanation Why) One(Catalogue city, TaskToRoute task, Func<string, MemberNow>? now = null)
    {
        var routed = MemberChoice.For([task], city, now ?? (_ => new MemberNow(0, MemberPast.None)), seed: 0);
        return ((routed.Decisions[0] as ToMember)?.Member, routed.Explanations[0]!);
    }
}
