using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.Metrics.Board;

namespace TaskManager.Tests.Unit.Metrics;

/// <summary>The columns count what a plain reading of the definitions counts, over random tasks, periods and filters.</summary>
public sealed class ColumnsCountingTests
{
    private const long Hour = 3_600_000;

    [Fact]
    public void Counts_equal_a_plain_calculation_over_random_tasks_periods_and_filters()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var tasks = Tasks(random, random.Next(0, 9_000));
            var columns = new TaskColumns();
            Fill(columns, tasks, random);
            for (var i = 0; i < 6; i++)
            {
                var from = random.Next(5) is 0 ? long.MinValue : random.Next(-100, 3_000) * Hour;
                var to = Math.Max(from, 0) + (random.Next(1, 3_000) * Hour) - 1;
                var ask = new ColumnsAsk
                {
                    From = from,
                    To = to,
                    Unit = random.Next(2) is 0 ? null : unit => unit[^1] is '1' or '2',
                    Duty = random.Next(3) is 0 ? $"duty{random.Next(5)}" : null,
                    Channel = random.Next(4) is 0 ? $"channel{random.Next(4)}" : null,
                    UnitGroup = unit => unit[..5],
                    GridGroup = grid => grid,
                    Buckets = from is long.MinValue ? [] : [from, from + ((to - from) / 3), from + ((to - from) / 2)],
                    OverdueNamed = 7,
                };
                ShouldEqual(ColumnsCounting.Count(columns, ask), tasks.Where(task => Counts(task, ask)).ToList(), ask, $"seed {seed}, question {i}");
            }
        }
    }

    [Fact]
    public void A_changed_task_counts_as_it_is_now_and_a_task_is_kept_once()
    {
        var columns = new TaskColumns();
        var id = Guid.CreateVersion7();
        columns.Put(Row(new OneTask(id, "d", "u", "c", "g", 0, 10 * Hour, null, null, false)));
        columns.Put(Row(new OneTask(id, "d", "other", "c", "g", 0, 20 * Hour, 5 * Hour, null, true)));

        columns.Count.ShouldBe(1);
        var count = ColumnsCounting.Count(columns, new ColumnsAsk { From = 0, To = 30 * Hour });
        count.ByUnit.Keys.ShouldBe(["other"]);
        count.Overall.Figures.ShouldBe(new Figures(1, 1, 0, 0, 1, 1, 1, 1, new TurnaroundHours(5, 5, 5, 5)));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 1)]
    [InlineData(5_000, 10)]
    [InlineData(5_000, long.MaxValue)]
    public void Ascending_is_the_order_of_sorting(int count, long most)
    {
        var random = new Random(count);
        var values = Enumerable.Range(0, count).Select(_ => random.NextInt64(-(most / 2), most / 2 == 0 ? 1 : most / 2)).ToArray();
        var order = Ascending.OrderOf(values).Take(count).ToList();
        order.Order().ShouldBe(Enumerable.Range(0, count));
        order.Select(at => values[at]).ShouldBe(values.Order());
    }

    private static void Fill(TaskColumns columns, List<OneTask> tasks, Random random)
    {
        // As they truly come: first open, later closed, in any order.
        foreach (var task in tasks.Where(_ => random.Next(2) is 0))
        {
            columns.Put(Row(task with { Closed = null, Cancelled = null, Unit = "unit9-9" }));
        }

        foreach (var task in tasks)
        {
            columns.Put(Row(task));
        }
    }

    private static bool Counts(OneTask task, ColumnsAsk ask) =>
        task.Issued <= ask.To && (ask.Unit?.Invoke(task.Unit) ?? true) && (ask.Duty is null || task.Duty == ask.Duty) && (ask.Channel is null || task.Channel == ask.Channel);

    private static void ShouldEqual(ColumnsCount count, List<OneTask> tasks, ColumnsAsk ask, string which)
    {
        ShouldEqual(count.Overall, tasks, ask, which);
        ShouldEqual(count.ByDuty, tasks.GroupBy(task => task.Duty), ask, which);
        ShouldEqual(count.ByUnit, tasks.GroupBy(task => task.Unit[..5]), ask, which);
        ShouldEqual(count.ByChannel, tasks.GroupBy(task => task.Channel), ask, which);
        ShouldEqual(count.ByGrid, tasks.GroupBy(task => task.Grid ?? ""), ask with { Buckets = [] }, which);
        count.Overdue.ShouldBe(tasks.Where(task => IsOverdue(task, ask)).OrderBy(task => task.Deadline).Select(task => task.Id).Take(7), which);
    }

    private static void ShouldEqual(IReadOnlyDictionary<string, GroupCount> counts, IEnumerable<IGrouping<string, OneTask>> groups, ColumnsAsk ask, string which)
    {
        var expected = groups.ToDictionary(group => group.Key, group => group.ToList());
        foreach (var (code, tasks) in expected)
        {
            ShouldEqual(counts.GetValueOrDefault(code, GroupCount.None), tasks, ask, $"{which}, {code}");
        }

        counts.Keys.Except(expected.Keys).ShouldBeEmpty(which);
    }

    private static void ShouldEqual(GroupCount count, List<OneTask> tasks, ColumnsAsk ask, string which)
    {
        var (from, to) = (ask.From, ask.To);
        bool In(long? at) => at >= from && at <= to;
        var closed = tasks.Where(task => In(task.Closed)).ToList();
        var due = tasks.Where(task => In(task.Deadline)).ToList();
        var open = tasks.Where(task => IsOpenAt(task, to)).ToList();
        var figures = count.Figures;
        figures.Issued.ShouldBe(tasks.Count(task => In(task.Issued)), which);
        figures.Closed.ShouldBe(closed.Count, which);
        figures.Cancelled.ShouldBe(tasks.Count(task => In(task.Cancelled)), which);
        figures.Open.ShouldBe(open.Count, which);
        figures.Due.ShouldBe(due.Count, which);
        figures.ClosedDue.ShouldBe(due.Count(task => task.Closed <= to), which);
        figures.ClosedOnTime.ShouldBe(due.Count(task => task.Closed <= task.Deadline), which);
        figures.Automatic.ShouldBe(closed.Count(task => task.Automatic), which);
        count.Overdue.ShouldBe(tasks.Count(task => IsOverdue(task, ask)), which);
        count.Ages.Sum().ShouldBe(open.Count, which);
        count.Ages[0].ShouldBe(open.Count(task => to - task.Issued < 24 * Hour), which);
        count.Ages[^1].ShouldBe(open.Count(task => to - task.Issued >= 30 * 24 * Hour), which);

        var hours = closed.Select(task => (task.Closed!.Value - task.Issued) / (double)Hour).Order().ToList();
        (figures.TurnaroundHours is null).ShouldBe(hours.Count is 0, which);
        if (figures.TurnaroundHours is { } turnaround)
        {
            turnaround.P50.ShouldBe(Percentile(hours, 0.5), 1e-9, which);
            turnaround.P90.ShouldBe(Percentile(hours, 0.9), 1e-9, which);
            turnaround.P99.ShouldBe(Percentile(hours, 0.99), 1e-9, which);
            turnaround.Mean.ShouldBe(hours.Average(), 1e-9, which);
        }

        for (var i = 0; i < count.Trend.Count; i++)
        {
            var (start, end) = (ask.Buckets[i], i + 1 < ask.Buckets.Count ? ask.Buckets[i + 1] - 1 : to);
            count.Trend[i].ShouldBe(new TrendPoint(
                start,
                tasks.Count(task => task.Issued >= start && task.Issued <= end),
                tasks.Count(task => task.Closed >= start && task.Closed <= end),
                tasks.Count(task => task.Issued <= end && IsOpenAt(task, end))), which);
        }
    }

    private static bool IsOpenAt(OneTask task, long at) => !(task.Closed <= at) && !(task.Cancelled <= at);

    private static bool IsOverdue(OneTask task, ColumnsAsk ask) => IsOpenAt(task, ask.To) && task.Deadline <= ask.To;

    private static double Percentile(List<double> ascending, double share)
    {
        var place = share * (ascending.Count - 1);
        var below = (int)Math.Floor(place);
        return ascending[below] + ((place - below) * (ascending[Math.Min(below + 1, ascending.Count - 1)] - ascending[below]));
    }

    private static List<OneTask> Tasks(Random random, int count)
    {
        var tasks = new List<OneTask>();
        for (var i = 0; i < count; i++)
        {
            var issued = random.Next(0, 3_000) * Hour;
            long? Later(int most) => random.Next(3) is 0 ? null : issued + (random.Next(0, most) * Hour);
            var closed = Later(800);
            tasks.Add(new OneTask(
                Guid.CreateVersion7(), $"duty{random.Next(5)}", $"unit{random.Next(3)}-{random.Next(3)}", $"channel{random.Next(4)}", random.Next(3) is 0 ? null : $"grid{random.Next(6)}",
                issued, Later(400) is { } deadline ? deadline + i : null, closed, closed is null && random.Next(5) is 0 ? issued + (random.Next(0, 900) * Hour) : null, closed is not null && random.Next(3) is 0));
        }

        return tasks;
    }

    private static BoardTaskRow Row(OneTask task) => new()
    {
        Id = task.Id.ToByteArray(bigEndian: true),
        Duty = task.Duty,
        Unit = task.Unit,
        Channel = task.Channel,
        Grid = task.Grid,
        IssuedAt = task.Issued,
        DeadlineAt = task.Deadline,
        ClosedAt = task.Closed,
        CancelledAt = task.Cancelled,
        ClosedAutomatically = task.Closed is null ? null : task.Automatic ? 1 : 0,
    };

    private sealed record OneTask(Guid Id, string Duty, string Unit, string Channel, string? Grid, long Issued, long? Deadline, long? Closed, long? Cancelled, bool Automatic);
}
