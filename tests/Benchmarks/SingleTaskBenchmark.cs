using System.Diagnostics;
using System.Globalization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Tests.Benchmarks;

/// <summary>How long one task takes by the whole of <see cref="MemberChoice"/>: rules, costs, optimisation, explanation.</summary>
/// <param name="Members">Members of the city, all of them asked about each task.</param>
/// <param name="Tasks">Tasks measured, after as many to warm up.</param>
/// <param name="P50">Milliseconds.</param>
/// <param name="P99">Milliseconds.</param>
/// <param name="InGridP99">Milliseconds, for tasks of a grid that 25 of the members serve.</param>
internal sealed record SingleTaskBenchmark(int Members, int Tasks, double P50, double P99, double InGridP99)
{
    private const int Count = 5_000;

    public static SingleTaskBenchmark Run()
    {
        var random = new Random(7);
        var step = new Step("do", "办", null) { Skill = "visiting", Within = TimeSpan.FromDays(3) };
        var grids = Enumerable.Range(0, 200).Select(i => new Grid($"g{i}", $"g{i}", null, "root")).ToList();
        var catalogue = new Catalogue(
            new City("c", "城", null, "Asia/Shanghai"),
            [new OrgUnit("root", "市委", null, null, "city")],
            grids,
            [.. Enumerable.Range(0, Count).Select(i => new Member($"M{i:D5}", "root", [$"g{i % 200}"], ["visiting"], 10, true) { Shift = i % 2 is 0 ? "day" : null })],
            [new Duty("d", 1, "事", null, "test", [step])])
        {
            Shifts = [new Shift("day", "日班", null, [new ShiftHours(ShiftDays.Working, new TimeOnly(8, 0), new TimeOnly(17, 0))])],
        };
        var pasts = catalogue.Members.ToDictionary(member => member.Code, _ => new MemberNow(random.Next(10), new MemberPast { Near = [AnyPlace(), AnyPlace()], Recent = random.Next(40) }));
        var (p50, p99) = Measure(null);
        return new SingleTaskBenchmark(Count, Count, p50, p99, Measure("g7").P99);

        Position AnyPlace() => new(120 + random.NextDouble(), 32 + random.NextDouble());

        (double P50, double P99) Measure(string? grid)
        {
            var took = new double[Count];
            for (var run = 0; run < 2; run++)
            {
                for (var i = 0; i < Count; i++)
                {
                    var now = DateTimeOffset.UnixEpoch.AddYears(56).AddMinutes(i);
                    var task = new TaskToRoute(catalogue.FindDuty("d")!, step, "root", now) { Grid = grid, Place = AnyPlace(), DeadlineAt = now.AddDays(3) };
                    var begun = Stopwatch.GetTimestamp();
                    MemberChoice.For([task], catalogue, member => pasts[member], seed: 0);
                    took[i] = Stopwatch.GetElapsedTime(begun).TotalMilliseconds;
                }
            }

            Array.Sort(took);
            return (took[Count / 2], took[Count * 99 / 100]);
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"A single task, {Members} members: p50 {P50:0.000} ms, p99 {P99:0.000} ms; in a grid that 25 serve: p99 {InGridP99:0.000} ms.");
}
