using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Simulating;
using TaskManager.Domain;
using TaskManager.Tests.Unit.Routing;

namespace TaskManager.Tests.Unit.Simulating;

/// <summary>The event model, on days that can be computed by hand, and over drawn cities.</summary>
public sealed class SimulationTests
{
    /// <summary>A Monday, 8:00 in Shanghai: the day shift begins.</summary>
    private static readonly DateTimeOffset Eight = new(2026, 11, 23, 8, 0, 0, TimeSpan.FromHours(8));

    [Fact]
    public void One_member_works_off_one_task_after_the_other_the_earliest_deadline_first()
    {
        var city = Cities.Of([Member("M1")]);
        var run = Run(city, [Task(city, 0, due: 600), Task(city, 2, due: 600), Task(city, 3, due: 300)], [60, 60, 60]);

        Minutes(run.DoneAt).ShouldBe([60, 180, 120]);
        run.Figures().OnTimeRate.ShouldBe(1);
        run.Figures().TurnaroundMean.ShouldBe((60 + 178 + 117) / 3.0 / 60, 1e-9);
    }

    [Fact]
    public void Tasks_are_routed_at_whole_multiples_of_the_interval()
    {
        var city = Cities.Of([Member("M1")]);

        Minutes(Run(city, [Task(city, 7)], [10]).DoneAt).ShouldBe([20], "it arrived at 8:07 and was routed at 8:10");
    }

    [Fact]
    public void Travel_takes_its_time_and_begins_at_home_each_day()
    {
        var city = Cities.Of([Member("M1")]);
        var there = new Position(120.1, 32);
        var kilometres = Distance.Kilometres(new Position(120, 32), there) * 1.3;
        var run = Run(city, [Task(city, 0), Task(city, 24 * 60)], [10, 10], there, ("M1", new Position(120, 32)));

        run.TravelKilometres.ShouldBe(2 * kilometres, 1e-9);
        Minutes(run.DoneAt)[0].ShouldBe(10 + (kilometres / 20 * 60), 0.01);
        Minutes(run.DoneAt)[1].ShouldBe((24 * 60) + 10 + (kilometres / 20 * 60), 0.01);
    }

    [Fact]
    public void What_is_begun_is_finished_after_the_shift_and_nothing_else_is_begun_there()
    {
        var city = Cities.Of([Member("M1")]);
        var run = Run(city, [Task(city, 8 * 60 + 30), Task(city, 8 * 60 + 35)], [60, 20]);

        Minutes(run.DoneAt).ShouldBe([(9 * 60) + 30, (24 * 60) + 20], "the second waits for Tuesday 8:00");
        run.Figures().OvertimeHours.ShouldBe(0.5);
    }

    [Fact]
    public void What_nobody_has_room_for_waits_at_the_desk()
    {
        var city = Cities.Of([Member("M1") with { Capacity = 1 }]);
        var run = Run(city, [Task(city, 0), Task(city, 0), Task(city, 0)], [32, 32, 32]);

        Minutes(run.DoneAt).ShouldBe([32, 67, 102], "each is routed at the next multiple of five minutes after the one before");
        run.OpenMax.ShouldBe([1]);
        run.Figures().AtDesk.ShouldBe(2 / 3.0, 1e-9);
    }

    [Fact]
    public void What_nobody_may_have_is_open_at_the_end()
    {
        var city = Cities.Of([Member("M1")], new Step("do", "办", null) { Skill = "welding" });
        var run = Run(city, [Task(city, 0, due: 60)], [10]);

        run.DoneAt.ShouldBe([-1]);
        run.Figures().ShouldSatisfyAllConditions(figures => figures.Open.ShouldBe(1), figures => figures.OnTimeRate.ShouldBe(0), figures => figures.Due.ShouldBe(1));
    }

    [Theory]
    [InlineData(Policy.Smart)]
    [InlineData(Policy.RoundRobin)]
    [InlineData(Policy.LowestLoad)]
    [InlineData(Policy.Nearest)]
    public void Over_drawn_cities_no_task_is_lost_no_member_overlaps_or_is_above_capacity_and_the_same_seed_gives_the_same(Policy policy)
    {
        for (var seed = 1; seed <= 40; seed++)
        {
            var draw = new Random(seed);
            var city = Cities.Of([.. Enumerable.Range(1, draw.Next(1, 5)).Select(i => Member($"M{i}") with { Unit = draw.Next(2) is 0 ? "a" : "b", Capacity = draw.Next(1, 4), Shift = draw.Next(4) is 0 ? null : "day" })]);
            var tasks = Enumerable.Range(0, 60).Select(_ => draw.Next(3 * 24 * 60)).Order().Select(at => Task(city, at, draw.Next(3) is 0 ? null : draw.Next(10, 3_000), draw.Next(3) switch { 0 => "a", 1 => "b", _ => "root" })).ToList();
            var work = tasks.ConvertAll(_ => (double)draw.Next(1, 150));

            var run = Run(city, tasks, work, policy: policy);

            ShouldBeSound(run, city, tasks);
            var again = Run(city, tasks, work, policy: policy);
            again.DoneAt.ShouldBe(run.DoneAt);
            again.Member.ShouldBe(run.Member);
        }
    }

    private static void ShouldBeSound(SimulationRun run, Catalogue city, List<PastTask> tasks)
    {
        var members = city.ActiveMembersUnder("root");
        for (var i = 0; i < tasks.Count; i++)
        {
            (run.DoneAt[i] >= 0).ShouldBe(run.DoneAt[i] >= run.BegunAt[i] && run.BegunAt[i] >= 0 && run.Member[i] >= 0);
            if (run.BegunAt[i] >= 0)
            {
                run.BegunAt[i].ShouldBeGreaterThanOrEqualTo(tasks[i].Task.At.ToUnixTimeMilliseconds());
                var shift = city.Shifts.FirstOrDefault(each => each.Code == members[run.Member[i]].Shift);
                var begun = DateTimeOffset.FromUnixTimeMilliseconds(run.BegunAt[i]);
                city.Calendar.WorkingTime(shift, [], begun, begun.AddMilliseconds(1)).ShouldBe(TimeSpan.FromMilliseconds(1), "a task is begun in shift hours only");
                city.UnitsUnder(tasks[i].Task.Unit).ShouldContain(members[run.Member[i]].Unit);
            }
        }

        foreach (var own in Enumerable.Range(0, tasks.Count).Where(i => run.DoneAt[i] >= 0).GroupBy(i => run.Member[i]))
        {
            var inOrder = own.OrderBy(i => run.BegunAt[i]).ToList();
            inOrder.Zip(inOrder.Skip(1)).ShouldAllBe(pair => run.DoneAt[pair.First] <= run.BegunAt[pair.Second]);
        }

        run.OpenMax.Zip(members).ShouldAllBe(each => each.First <= each.Second.Capacity);
    }

    private static SimulationRun Run(Catalogue city, IReadOnlyList<PastTask> tasks, IReadOnlyList<double> minutes, Position? place = null, (string Member, Position At)? home = null, Policy policy = Policy.Smart)
    {
        var placed = tasks.Select(task => task with { Task = task.Task with { Place = place } }).ToList();
        var world = new World(placed, [.. minutes.Select(each => (long)(each * 60_000))], city, new SimulationSettings())
        {
            Homes = home is { } at ? new Dictionary<string, Position> { [at.Member] = at.At } : [],
        };
        return Simulation.Of(world, policy, seed: 1, TestContext.Current.CancellationToken);
    }

    private static Member Member(string code) => new(code, "a", [], [], 10, Active: true) { Shift = "day" };

    private static PastTask Task(Catalogue city, int minute, int? due = null, string unit = "root") => new(
        new TaskToRoute(city.FindDuty("d")!, city.FindDuty("d")!.Steps[0], unit, Eight.AddMinutes(minute)) { DeadlineAt = due is { } minutes ? Eight.AddMinutes(minute + minutes) : null },
        null);

    private static double[] Minutes(long[] instants) => [.. instants.Select(at => (at - Eight.ToUnixTimeMilliseconds()) / 60_000.0)];
}
