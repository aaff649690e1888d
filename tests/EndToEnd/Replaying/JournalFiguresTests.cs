using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Replaying;

public class JournalFiguresTests(ReplayedCities cities)
{
    /// <summary>Reads nothing but task, path, time and facts of the journal; no other table.</summary>
    [Fact]
    public async Task The_journal_alone_recomputes_every_figure()
    {
        var boston = await cities.BostonAsync();
        var tasks = new Dictionary<string, CountedCase>();
        using (var saved = new SavedRows(boston.DataFolder))
        {
            foreach (var row in saved.Rows("SELECT hex(task_id), path, at, facts FROM journal ORDER BY seq"))
            {
                var (id, states, at) = ((string)row[0]!, ((string)row[1]!).Split('>'), (long)row[2]! / 1000);
                if (states[0] is "Waiting")
                {
                    var facts = JsonDocument.Parse((string)row[3]!).RootElement;
                    tasks.Add(id, new CountedCase(
                        id,
                        at,
                        null,
                        facts.TryGetProperty("deadline", out var deadline) ? deadline.GetInt64() / 1000 : null,
                        facts.GetProperty("duty").GetString()!,
                        facts.GetProperty("unit").GetString()!,
                        facts.GetProperty("channel").GetString()!));
                }

                if (states[^1] is "Closed")
                {
                    tasks[id] = tasks[id] with { Closed = at };
                }
            }
        }

        var report = (await Dispatcher.RunAsync("report", "--json", "--as-of", "2012-03-01T00:00:00Z", "--data", boston.DataFolder)).ShouldSucceed().Json;
        PrintedFigures.ShouldEqual(boston.Printed, [.. tasks.Values], boston.Expected.Latest);
        PrintedFigures.ShouldEqual(report, [.. tasks.Values], IndependentCalculation.Seconds(new DateTimeOffset(2012, 3, 1, 0, 0, 0, TimeSpan.Zero)));
    }
}
