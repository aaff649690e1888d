using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.Metrics.Board;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Tests.Conformance;

/// <summary>What the board keeps in memory is what the database holds, however it came there.</summary>
public abstract class BoardFacts(StoreMaker make)
{
    [Fact]
    public async Task Followed_while_the_city_lives_it_shows_the_figures_of_the_report_and_of_the_journal()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LiveAsync(new Random(1), 60);
        using var store = Store(town);
        await store.LoadAsync(CancellationToken.None);
        for (var seed = 2; seed < 6; seed++)
        {
            await town.LiveAsync(new Random(seed), 40);
            (await store.FollowAsync(CancellationToken.None)).ShouldBeTrue();
            (await store.FollowAsync(CancellationToken.None)).ShouldBeFalse();
        }

        // The clock of the town moves at every look, so every instant between is one that something happened at.
        var now = town.Clock.GetUtcNow();
        foreach (var asOf in new[] { now, now - TimeSpan.FromMinutes(3), now - TimeSpan.FromMinutes(9), now + TimeSpan.FromDays(3) })
        {
            foreach (var unit in town.Catalogue.Units.Select(unit => unit.Code))
            {
                var scope = new Caller("eye", Role.Supervisor, null, unit).ScopeIn(town.Catalogue);
                var report = await town.Part<FiguresQueries>().AsOfAsync(asOf, scope, CancellationToken.None);
                var count = store.Count(new ColumnsAsk { From = long.MinValue, To = asOf.ToUnixTimeMilliseconds(), Unit = scope.Units is null ? null : scope.Holds });
                ShouldEqual(count.Overall, report.Overall, $"{unit} {asOf:O}");
                ShouldEqual(count.ByDuty, report.ByDuty, $"{unit} {asOf:O}");
                ShouldEqual(count.ByUnit, report.ByUnit, $"{unit} {asOf:O}");
                ShouldEqual(count.ByChannel, report.ByChannel, $"{unit} {asOf:O}");
                ShouldEqual(count.Overall, await FromJournalAsync(town, asOf, scope), $"journal, {unit} {asOf:O}");
            }
        }
    }

    [Fact]
    public async Task A_period_is_the_difference_of_the_reports_at_its_ends()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LiveAsync(new Random(7), 200);
        using var store = Store(town);
        await store.LoadAsync(CancellationToken.None);
        var now = town.Clock.GetUtcNow();
        for (var minutes = 1; minutes < 12; minutes += 2)
        {
            var (from, to) = (now - TimeSpan.FromMinutes(minutes + 4), now - TimeSpan.FromMinutes(minutes));
            var before = (await town.Part<FiguresQueries>().AsOfAsync(from - TimeSpan.FromMilliseconds(1), Scope.Everything, CancellationToken.None)).Overall;
            var after = (await town.Part<FiguresQueries>().AsOfAsync(to, Scope.Everything, CancellationToken.None)).Overall;
            var period = store.Count(new ColumnsAsk { From = from.ToUnixTimeMilliseconds(), To = to.ToUnixTimeMilliseconds(), Buckets = [from.ToUnixTimeMilliseconds()] }).Overall;
            (period.Figures.Issued, period.Figures.Closed, period.Figures.Automatic).ShouldBe((after.Issued - before.Issued, after.Closed - before.Closed, after.Automatic - before.Automatic));
            period.Figures.Open.ShouldBe(after.Open);
            period.Trend[0].Open.ShouldBe(after.Open);
        }
    }

    [Fact]
    public async Task A_second_Dispatchers_work_is_seen_and_the_last_hour_is_counted_from_the_journal()
    {
        await using var town = await Town.BuildAsync(make);
        using var store = Store(town);
        await store.LoadAsync(CancellationToken.None);
        var ids = await town.LiveAsync(new Random(9), 80);
        await store.FollowAsync(CancellationToken.None);
        using var fresh = Store(town);
        await fresh.LoadAsync(CancellationToken.None);

        var now = town.Clock.GetUtcNow();
        var everything = new ColumnsAsk { From = long.MinValue, To = now.ToUnixTimeMilliseconds() };
        InOrder(store.Count(everything)).ShouldBe(InOrder(fresh.Count(everything)));
        store.Minutes(everything, now).ShouldBe(fresh.Minutes(everything, now));
        store.Minutes(everything, now).Sum(minute => minute.Issued).ShouldBe(ids.Count);
        store.Minutes(everything with { Unit = unit => unit == "a-1" }, now).Sum(minute => minute.Issued).ShouldBeInRange(1, ids.Count - 1);
        store.Seq.ShouldBe(fresh.Seq);
    }

    [Fact]
    public async Task Of_too_many_tasks_the_older_months_are_left_out_and_it_says_so()
    {
        await using var town = await Town.BuildAsync(make);
        var ids = await town.LiveAsync(new Random(9), 80);
        using var store = new BoardStore(town.Database, new BoardSettings(TasksMax: ids.Count / 2), town.Clock, NullLogger<BoardStore>.Instance);
        await store.LoadAsync(CancellationToken.None);
        store.CutAt.ShouldNotBeNull();
        store.Tasks.ShouldBe(ids.Count); // all are of this month, which is kept whole
    }

    private static string InOrder(ColumnsCount count) => JsonSerializer.Serialize(new object[]
    {
        count.Overall,
        count.ByDuty.OrderBy(group => group.Key, StringComparer.Ordinal),
        count.ByUnit.OrderBy(group => group.Key, StringComparer.Ordinal),
        count.ByChannel.OrderBy(group => group.Key, StringComparer.Ordinal),
    });

    private static BoardStore Store(Town town) => new(town.Database, new BoardSettings(), town.Clock, NullLogger<BoardStore>.Instance);

    /// <summary>The figures by nothing but the journal's rows.</summary>
    private static async Task<Figures> FromJournalAsync(Town town, DateTimeOffset asOf, Scope scope)
    {
        var rows = await town.Database.ReadAsync(session => session.QueryAsync<JournalRow>("journal-in-order"), CancellationToken.None);
        var tasks = rows.GroupBy(row => row.TaskId).Select(task => new
        {
            Issued = task.First().At,
            Unit = task.Select(row => row.ReadFacts().Unit).Last(unit => unit is not null)!,
            Deadline = task.Select(row => row.ReadFacts().Deadline).LastOrDefault(deadline => deadline is not null) is { } deadline ? DateTimeOffset.FromUnixTimeMilliseconds(deadline) : (DateTimeOffset?)null,
            Closed = task.FirstOrDefault(row => row.Path.EndsWith(">Closed", StringComparison.Ordinal))?.At,
            Automatic = task.Any(row => row.ReadFacts().Automatic is true),
        }).Where(task => task.Issued <= asOf && scope.Holds(task.Unit)).ToList();
        var closed = tasks.Where(task => task.Closed <= asOf).ToList();
        var due = tasks.Where(task => task.Deadline <= asOf).ToList();
        var hours = closed.Select(task => (task.Closed!.Value - task.Issued).TotalHours).Order().ToList();
        return new Figures(
            tasks.Count, closed.Count, 0, tasks.Count - closed.Count, due.Count, due.Count(task => task.Closed <= asOf), due.Count(task => task.Closed <= task.Deadline), closed.Count(task => task.Automatic),
            hours.Count is 0 ? null : new TurnaroundHours(Percentile(hours, 0.5), Percentile(hours, 0.9), Percentile(hours, 0.99), hours.Average()));
    }

    private static double Percentile(List<double> ascending, double share)
    {
        var place = share * (ascending.Count - 1);
        var below = (int)Math.Floor(place);
        return ascending[below] + ((place - below) * (ascending[Math.Min(below + 1, ascending.Count - 1)] - ascending[below]));
    }

    private static void ShouldEqual(IReadOnlyDictionary<string, GroupCount> counts, IReadOnlyList<GroupFigures> groups, string which)
    {
        counts.Keys.ShouldBe(groups.Select(group => group.Code), ignoreOrder: true, which);
        foreach (var group in groups)
        {
            ShouldEqual(counts[group.Code], group.Figures, $"{which} {group.Code}");
        }
    }

    private static void ShouldEqual(GroupCount count, Figures expected, string which)
    {
        (count.Figures with { TurnaroundHours = null }).ShouldBe(expected with { TurnaroundHours = null }, which);
        (count.Figures.TurnaroundHours is null).ShouldBe(expected.TurnaroundHours is null, which);
        if (expected.TurnaroundHours is { } hours)
        {
            count.Figures.TurnaroundHours!.P50.ShouldBe(hours.P50, 1e-9, which);
            count.Figures.TurnaroundHours.P90.ShouldBe(hours.P90, 1e-9, which);
            count.Figures.TurnaroundHours.P99.ShouldBe(hours.P99, 1e-9, which);
            count.Figures.TurnaroundHours.Mean.ShouldBe(hours.Mean, 1e-9, which);
        }
    }
}

public sealed class BoardOnSqliteTests() : BoardFacts(SqliteStore.CreateAsync);

public sealed class BoardOnPostgresTests() : BoardFacts(PostgresStore.CreateAsync);
