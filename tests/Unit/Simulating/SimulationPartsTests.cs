using TaskManager.Dispatcher.Simulating;
using TaskManager.Domain;
using TaskManager.Tests.Unit.Routing;

namespace TaskManager.Tests.Unit.Simulating;

public sealed class SimulationPartsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Work_is_guessed_as_the_gap_between_closings_and_never_above_the_turnaround()
    {
        WorkTimes.Guess(
        [
            ("q", Noon.AddMinutes(30), TimeSpan.FromHours(5)),
            ("q", Noon, TimeSpan.FromHours(3)),
            ("q", Noon.AddMinutes(30), TimeSpan.FromHours(9)),
            ("q", Noon.AddHours(9), TimeSpan.FromMinutes(10)),
            ("other", Noon.AddMinutes(1), TimeSpan.FromMinutes(7)),
        ]).ShouldBe([TimeSpan.FromMinutes(30), TimeSpan.FromHours(3), TimeSpan.Zero, TimeSpan.FromMinutes(10), TimeSpan.FromMinutes(7)]);
    }

    [Theory]
    [InlineData("3 3 3", 0, 1)]
    [InlineData("0 0 0 8", 0.75, 4)]
    [InlineData("1 3", 0.25, 1.5)]
    public void Gini_and_max_over_mean_are_as_computed_by_hand(string values, double gini, double max)
    {
        var numbers = values.Split(' ').Select(double.Parse).ToList();
        var spread = Spread.Within(numbers.Select(_ => "u").Append("alone"), numbers.Append(100))!;
        spread.Gini.ShouldBe(gini, 1e-12);
        spread.MaxOverMean.ShouldBe(max, 1e-12);
    }

    [Fact]
    public void A_unit_with_one_member_or_without_work_says_nothing()
    {
        Spread.Within(["a", "b", "b"], [5, 0, 0]).ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData("add 0@g1")]
    [InlineData("add 1001@g1")]
    [InlineData("weight speed=1")]
    [InlineData("weight load=0")]
    [InlineData("weight distance=101")]
    [InlineData("shift day=8-17")]
    [InlineData("shift day=08:00-25:00")]
    [InlineData("drop 3@g1")]
    public void A_what_if_that_says_nothing_that_can_be_done_is_refused_with_what_to_write(string text)
    {
        WhatIf.Read(text, out var problem).ShouldBeNull();
        problem.ShouldContain("add 3@");
    }

    [Fact]
    public void A_what_if_adds_members_changes_weights_and_shifts()
    {
        var city = Cities.Of([new Member("M1", "a", ["g1"], ["law"], 7, Active: true) { Shift = "day" }]);
        var whatIf = WhatIf.Read("add 2@g1; weight distance=1.5; shift day=06:00-22:00 every, 23:00-01:00 free", out _)!;
        var (changed, added) = whatIf.Apply(city, out _)!.Value;

        added.Select(member => (member.Unit, member.Capacity, member.Shift, member.Grids[0], member.Skills[0])).ShouldBe([("a", 7, "day", "g1", "law"), ("a", 7, "day", "g1", "law")]);
        changed.ActiveMembersUnder("a").Count.ShouldBe(3);
        changed.Shifts.Single().Hours.ShouldBe([new ShiftHours(ShiftDays.Every, new TimeOnly(6, 0), new TimeOnly(22, 0)), new ShiftHours(ShiftDays.Free, new TimeOnly(23, 0), new TimeOnly(1, 0))]);
        whatIf.Apply([new PastTask(Cities.Task(city), null)])[0].Task.Duty.Weights!.Distance.ShouldBe(1.5);
        city.ActiveMembersUnder("a").Count.ShouldBe(1, "the city itself is as it was");
    }

    [Theory]
    [InlineData("add 1@nowhere", "no grid and no unit 'nowhere'")]
    [InlineData("shift night=08:00-20:00 every", "There is: day")]
    public void A_what_if_names_what_the_catalogue_does_not_have(string text, string words)
    {
        WhatIf.Read(text, out _)!.Apply(Cities.Of([]), out var problem).ShouldBeNull();
        problem.ShouldContain(words);
    }
}
