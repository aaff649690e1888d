using System.Globalization;
using System.Text.Json;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Bench.Scale;

/// <summary>How long a page or call takes, milliseconds of the whole answer over loopback.</summary>
/// <param name="Name">What was asked for.</param>
/// <param name="P50">Half took no longer.</param>
/// <param name="P95">95 of 100 took no longer.</param>
/// <param name="Max">The longest.</param>
internal sealed record PageTimes(string Name, double P50, double P95, double Max);

/// <summary>What a task costs from the call that issues it to its close.</summary>
/// <param name="Tasks">How many were measured.</param>
/// <param name="TasksPerSecond">Issued and closed, from the first call to the last close.</param>
/// <param name="CpuMilliseconds">CPU time of the service a task, all cores together.</param>
internal sealed record HotPath(int Tasks, double TasksPerSecond, double CpuMilliseconds);

/// <summary>Asks a running service, one question after another.</summary>
internal sealed class ScaleMeasuring(ScaleService service, string supervisor, string committee, string member, Catalogue catalogue, IReadOnlyList<(Guid Id, string Number)> some, DateTimeOffset now, TimeProvider clock)
{
    private const int WarmUp = 10;
    private const int ListOf = 500;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromMinutes(3);
    private static readonly string[] Periods = ["today", "7d", "30d", "90d"];
    private static readonly string[] Measures = ["open", "overdue", "p50"];

    public async Task<IReadOnlyList<PageTimes>> PagesAsync(int asked, CancellationToken cancel)
    {
        var random = new Random(25);
        var filters = Enumerable.Range(0, asked + WarmUp).Select(_ => Drawn(random)).ToList();
        return
        [
            await TimesAsync("task by id", supervisor, i => $"/api/v1/tasks/{some[i % some.Count].Id}", i => some[i % some.Count].Number),
            await TimesAsync("task by number", supervisor, i => $"/api/v1/tasks/{some[i % some.Count].Number}", i => some[i % some.Count].Id.ToString()),
            await TimesAsync("list, drawn filters", supervisor, i => "/api/v1/tasks?" + filters[i]),
            await TimesAsync("list, a page anywhere", supervisor, i => $"/api/v1/tasks?after={some[some.Count - 1 - (i % some.Count)].Number}"),
            await TimesAsync("/tasks, drawn filters", supervisor, i => "/tasks?" + filters[i]),
            await TimesAsync("/tasks/{number}", supervisor, i => $"/tasks/{some[i % some.Count].Number}", i => some[i % some.Count].Number),
            await TimesAsync("/board", supervisor, _ => "/board"),
            await TimesAsync("/board, another part each", supervisor, i => $"/board?period={Periods[i % Periods.Length]}&unit={catalogue.Units.ElementAt(i % catalogue.Units.Count).Code}"),
            await TimesAsync("/board/wall", supervisor, _ => "/board/wall"),
            await TimesAsync("/board/map", supervisor, i => $"/board/map?by={Measures[i % Measures.Length]}"),
            await TimesAsync("/units", supervisor, _ => "/units"),
            await TimesAsync("/grids", supervisor, _ => "/grids"),
            await TimesAsync("/my", member, _ => "/my"),
        ];

        async Task<PageTimes> TimesAsync(string name, string token, Func<int, string> path, Func<int, string>? mustHold = null)
        {
            var took = new List<double>(asked);
            for (var i = 0; i < asked + WarmUp; i++)
            {
                var begun = clock.GetTimestamp();
                var (status, body) = await service.AskAsync(path(i), token, null, cancel);
                var milliseconds = clock.GetElapsedTime(begun).TotalMilliseconds;
                if (status is not 200 || (mustHold is not null && !body.Contains(mustHold(i), StringComparison.Ordinal)))
                {
                    throw new VerbException($"{path(i)} answered {status}{(status is 200 ? ", and not what was asked for" : "")}; so its time means nothing.");
                }

                if (i >= WarmUp)
                {
                    took.Add(milliseconds);
                }
            }

            took.Sort();
            return new PageTimes(name, took[took.Count / 2], took[(int)(took.Count * 0.95)], took[^1]);
        }
    }

    /// <summary>Issues lists of 500 and waits until each of their tasks is closed by the check.</summary>
    public async Task<HotPath> HotPathAsync(int lists, CancellationToken cancel)
    {
        await IssueAsync(0, 1, cancel); // code is compiled
        var (cpu, begun) = (service.CpuSeconds, clock.GetTimestamp());
        await IssueAsync(1, lists, cancel);
        return new HotPath(lists * ListOf, lists * ListOf / clock.GetElapsedTime(begun).TotalSeconds, (service.CpuSeconds - cpu) * 1_000 / (lists * ListOf));
    }

    private async Task IssueAsync(int first, int lists, CancellationToken cancel)
    {
        var before = await OpenAsync(cancel);
        for (var list = first; list < first + lists; list++)
        {
            var (status, body) = await service.AskAsync("/api/v1/matters", committee, JsonSerializer.Serialize(Enumerable.Range(list * ListOf, ListOf).Select(Body)), cancel);
            if (status is not 201)
            {
                throw new VerbException($"A list of {ListOf} matters was answered {status}: {body[..Math.Min(body.Length, 500)]}");
            }
        }

        var since = clock.GetTimestamp();
        while (await OpenAsync(cancel) > before)
        {
            if (clock.GetElapsedTime(since) > ClosedWithin)
            {
                throw new VerbException($"Not all that was issued was closed within {ClosedWithin.TotalMinutes:0} minutes.");
            }

            await Task.Delay(LookAgain, clock, cancel);
        }
    }

    /// <summary>From memory, so that asking costs next to nothing.</summary>
    private async Task<int> OpenAsync(CancellationToken cancel) =>
        JsonDocument.Parse((await service.AskAsync("/api/v1/live", supervisor, null, cancel)).Body).RootElement.GetProperty("open").GetProperty("tasks").GetInt32();

    private object Body(int i)
    {
        var request = BenchCity.Request(i, clock.GetUtcNow());
        return new { duty = request.Duty, subject = request.Subject, grid = request.Grid, place = request.Place, channel = request.Channel, parameters = request.Parameters };
    }

    /// <summary>One to four filters of the list, drawn together.</summary>
    private string Drawn(Random random)
    {
        Func<string>[] filters =
        [
            () => "state=" + Any(["open", "Closed", "Assigned"]),
            () => "duty=" + Any([.. catalogue.DutyVersions.Select(duty => duty.Code)]),
            () => "unit=" + Any([.. catalogue.Units.Select(unit => unit.Code)]),
            () => "member=" + Any([.. catalogue.Members.Select(each => each.Code)]),
            () => "grid=" + Any([.. catalogue.Grids.Select(grid => grid.Code)]),
            () => "channel=" + Any(["12345", "grid", "window", "data"]),
            () => "issuedFrom=" + Day(200, 390),
            () => "issuedTo=" + Day(1, 150),
            () => "closedFrom=" + Day(2, 390),
            () => "dueFrom=" + Day(2, 390),
            () => "overdue=true",
            () => "automatic=" + Any(["true", "false"]),
            () => "onTime=" + Any(["true", "false"]),
            () => "q=" + Any(["核查", "37号楼", $"RW{Day(1, 390).Replace("-", "", StringComparison.Ordinal)}"]),
        ];
        return string.Join('&', random.GetItems(filters, random.Next(1, 5)).Distinct().Select(filter => filter()));

        string Any(string[] values) => Uri.EscapeDataString(values[random.Next(values.Length)]);

        string Day(int fromDaysAgo, int toDaysAgo) => now.AddDays(-random.Next(fromDaysAgo, toDaysAgo)).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
    }
}
