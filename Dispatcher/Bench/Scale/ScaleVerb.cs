using System.CommandLine;
using System.Globalization;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Bench.Scale;

/// <summary>What was measured with so many tasks in the tables.</summary>
/// <param name="Tasks">Tasks of 13 months.</param>
/// <param name="Open">Those of them that are open.</param>
/// <param name="SeedSeconds">Filling the tables.</param>
/// <param name="StartSeconds">From the start of the process to its address.</param>
/// <param name="BoardSeconds">From there until the board had read its tasks.</param>
/// <param name="Pages">Times of pages and calls.</param>
/// <param name="HotPath">What a task costs.</param>
/// <param name="Megabytes">Resident memory of the service, everything, at the end.</param>
internal sealed record ScaleRun(int Tasks, int Open, double SeedSeconds, double StartSeconds, double BoardSeconds, IReadOnlyList<PageTimes> Pages, HotPath HotPath, double Megabytes);

/// <summary><c>bench scale</c>: what a task costs and how long pages take with few and with many tasks in the tables.</summary>
public static class ScaleVerb
{
    private const int TasksMax = 20_000_000;
    private const int TasksMin = 100;
    private const int HotLists = 10;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(6);

    public static Command Create(ServiceBuilder build)
    {
        var tasks = new Option<string>("--tasks") { Description = $"How many tasks are in the tables, {TasksMin}–{TasksMax}; several with a comma between, each in a database of its own.", DefaultValueFactory = _ => "10000,1000000,10000000", HelpName = "N,N" };
        var open = new Option<int?>("--open") { Description = "How many of them are open; default: those that invented members are still at.", HelpName = "N" };
        var asked = new Option<int>("--asked") { Description = "How often each page is asked for, 10–10000.", DefaultValueFactory = _ => 200, HelpName = "N" };
        var keep = new Option<bool>("--keep") { Description = "Keep the databases and say where they are." };
        var json = Verb.JsonOption();
        var command = new Command("scale", "Fill fresh databases with more and more tasks, and measure pages and the cost of a task on each.") { tasks, open, asked, keep, json };
        command.Does(async (parsed, cancel) =>
        {
            var sizes = parsed.GetValue(tasks)!.Split(',').Select(each => int.TryParse(each, CultureInfo.InvariantCulture, out var size) && size is >= TasksMin and <= TasksMax
                ? size
                : throw new VerbException($"--tasks '{each}' is not a number of {TasksMin} to {TasksMax}.")).ToList();
            if (parsed.GetValue(open) is { } wanted && (wanted < 0 || sizes.Exists(size => size < wanted)))
            {
                throw new VerbException($"--open is {wanted}. Give 0 to the number of tasks.");
            }

            var times = parsed.GetValue(asked) is >= 10 and <= 10_000 and var given ? given : throw new VerbException($"--asked is {parsed.GetValue(asked)}. Give 10 to 10000.");
            var runs = new List<ScaleRun>();
            foreach (var size in sizes)
            {
                var run = await RunAsync(build, size, parsed.GetValue(open), times, parsed.GetValue(keep), cancel);
                runs.Add(run);
                if (!parsed.GetValue(json))
                {
                    Print(run);
                }
            }

            if (parsed.GetValue(json))
            {
                Verb.Print(new { runs });
            }
        });
        return command;
    }

    private static async Task<ScaleRun> RunAsync(ServiceBuilder build, int size, int? open, int asked, bool keep, CancellationToken cancel)
    {
        var place = Directory.CreateTempSubdirectory("taskmanager-scale-");
        try
        {
            var clock = TimeProvider.System;
            var now = clock.GetUtcNow();
            var begun = clock.GetTimestamp();
            var (seed, catalogue, tokens) = await SeedAsync(build, place.FullName, size, open, now, cancel);
            var seeded = Lap();

            using var service = await ScaleService.StartAsync(place.FullName, cancel);
            var started = Lap();
            while ((await service.AskAsync("/api/v1/board", tokens[Role.Supervisor], null, cancel)).Status is 503)
            {
                await Task.Delay(LookAgain, clock, cancel);
            }

            var read = Lap();
            var measuring = new ScaleMeasuring(service, tokens[Role.Supervisor], tokens[Role.Committee], tokens[Role.Member], catalogue, seed.Some, now, clock);
            var pages = await measuring.PagesAsync(asked, cancel);
            var hot = await measuring.HotPathAsync(HotLists, cancel);
            return new ScaleRun(size, seed.Open, seeded, started, read, pages, hot, service.Megabytes);

            double Lap()
            {
                var seconds = clock.GetElapsedTime(begun).TotalSeconds;
                begun = clock.GetTimestamp();
                return seconds;
            }
        }
        finally
        {
            if (keep)
            {
                Console.Error.WriteLine(place.FullName);
            }
            else
            {
                place.Delete(recursive: true);
            }
        }
    }

    private static async Task<(ScaleSeed Seed, Catalogue Catalogue, Dictionary<Role, string> Tokens)> SeedAsync(ServiceBuilder build, string place, int size, int? open, DateTimeOffset now, CancellationToken cancel)
    {
        using var folder = DataFolder.Hold(place);
        using var host = build(folder);
        await Startup.PrepareAsync(host.Services, cancel);
        var parts = host.Services;
        var current = parts.GetRequiredService<CurrentCatalogue>();
        if (current.IsLoaded)
        {
            throw new VerbException($"The database {parts.GetRequiredService<Database>().Place} holds a city already. Give an empty one.");
        }

        await current.LoadAsync(BenchCity.Files(capacity: 100 + (2 * (open ?? 0) / BenchCity.Members)) with { Shapes = Shapes() }, cancel);
        var seed = new ScaleSeed(parts.GetRequiredService<Database>(), parts.GetRequiredService<MatterStore>(), parts.GetRequiredService<AssignmentStore>(), parts.GetRequiredService<FeedbackStore>(), current.Value, now);
        await seed.FillAsync(size, open, cancel);
        var tokens = new Dictionary<Role, string>();
        foreach (var role in (Role[])[Role.Supervisor, Role.Committee, Role.Member])
        {
            var member = role is Role.Member ? current.Value.Members.First().Code : null;
            tokens[role] = await parts.GetRequiredService<Tokens>().CreateAsync(new Caller($"bench-{role}", role, member), TokenLifetime, cancel);
        }

        return (seed, current.Value, tokens);
    }

    /// <summary>Grids as squares in rows of 18, so that there is a map.</summary>
    private static List<GridShape> Shapes() => [.. BenchCity.Files(1).Grids.Select((grid, i) =>
    {
        var (x, y) = (120.4 + (i % 18 * 0.02), 32.4 + (i / 18 * 0.02));
        return new GridShape(grid.Code, [[[new Position(x, y), new Position(x + 0.02, y), new Position(x + 0.02, y + 0.02), new Position(x, y + 0.02), new Position(x, y)]]], IsSchematic: true);
    })];

    private static void Print(ScaleRun run)
    {
        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.Tasks:N0} tasks, {run.Open:N0} open: filled in {run.SeedSeconds:N0} s, started in {run.StartSeconds:N1} s, board read in {run.BoardSeconds:N1} s more"));
        Console.Out.WriteLine("                              p50 ms   p95 ms   max ms");
        foreach (var page in run.Pages)
        {
            Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page.Name,-28} {page.P50,7:N1} {page.P95,8:N1} {page.Max,8:N1}"));
        }

        Console.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{run.HotPath.Tasks:N0} more issued in lists and closed: {run.HotPath.TasksPerSecond:N0} a second, {run.HotPath.CpuMilliseconds:N3} ms CPU each; {run.Megabytes:N0} MB resident\n"));
    }
}
