namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>kill -9 in the middle of a replay, again and again; starting again ends where an undisturbed replay ends.</summary>
public class KilledReplayTests(ReplayedCities cities)
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_replay_killed_at_three_moments_ends_with_the_same_figures(int seed)
    {
        var boston = await cities.BostonAsync();
        using var folder = new TemporaryFolder();
        var data = folder.Of("data");
        var random = new Random(seed);
        long[] moments = [random.Next(1, 8_000), random.Next(15_000, 35_000), random.Next(40_000, 76_000)];

        foreach (var moment in moments)
        {
            await KillOnceJournalHasAsync(moment, boston, data);
        }

        var last = (await Dispatcher.ReplayAsync(boston.File, boston.Mapping, data)).ShouldSucceed().Json;

        last.GetProperty("source").GetProperty("duplicates").GetInt64().ShouldBeGreaterThan(0, "the killed runs must have saved something");
        PrintedFigures.FiguresOf(last).ShouldBe(PrintedFigures.FiguresOf(boston.Printed));
        (await Dispatcher.RunAsync("verify-journal", "--data", data)).ShouldSucceed();
        using var saved = new SavedRows(data);
        saved.Count("SELECT COUNT(*) FROM outbox").ShouldBe(0);
        saved.Count("SELECT COUNT(*) FROM matter").ShouldBe(boston.Expected.Accepted.Count);
        saved.Count("SELECT COUNT(*) FROM task").ShouldBe(boston.Expected.Accepted.Count);
        saved.Rows("SELECT task_id FROM journal WHERE path LIKE '%Closed' GROUP BY task_id HAVING COUNT(*) > 1").ShouldBeEmpty("no task may close twice");
        saved.Count("SELECT COUNT(*) FROM journal WHERE path LIKE '%Closed'").ShouldBe(boston.Expected.Accepted.Count(each => each.Closed is not null));
    }

    private static async Task KillOnceJournalHasAsync(long rows, ReplayedCity city, string data)
    {
        using var process = Dispatcher.Start(["replay", city.File, "--mapping", city.Mapping, "--data", data, "--create-missing", "--json"]);
        await Until.AnswerAsync(
            () => Task.FromResult((Journal: SavedRows.JournalSoFar(data), process.HasExited)),
            seen => seen.HasExited || seen.Journal >= rows,
            $"{rows} journal rows");
        process.HasExited.ShouldBeFalse($"the replay ended before its journal had {rows} rows");
        process.Kill();
        (await Dispatcher.EndAsync(process)).ExitCode.ShouldBe(128 + 9, "it must have died of the kill");
    }
}
