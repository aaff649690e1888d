using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Bench.Latency;

/// <summary><c>bench latency</c>: how long single requests take at a fixed rate, and which rate the service can bear.</summary>
internal static class LatencyVerb
{
    /// <summary>The p99 that a rate must keep below to be borne.</summary>
    public const double LimitMilliseconds = 50;

    private const int RateMax = 100_000;
    private const int SecondsMax = 600;
    private const double Steeper = 1.4;
    private const int Bisections = 3;

    /// <summary>No machine is so fast that it takes more.</summary>
    private const int StepsMax = 16;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(4);

    /// <summary>The service is killed in the midst of a last second.</summary>
    private static readonly TimeSpan Last = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan KilledAfter = TimeSpan.FromMilliseconds(600);
    private static readonly TimeSpan DrainedWithin = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan TokenLifetime = TimeSpan.FromHours(6);

    public static Command Create(ServiceBuilder build)
    {
        var rate = new Option<int>("--rate") { Description = $"Requests a second, one matter each, 1–{RateMax}; sent at fixed instants, however slow the answers are.", DefaultValueFactory = _ => 1_000, HelpName = "N" };
        var seconds = new Option<int>("--seconds") { Description = $"How long it is measured, 1–{SecondsMax}.", DefaultValueFactory = _ => 20, HelpName = "N" };
        var noSearch = new Option<bool>("--no-search") { Description = $"Do not look for the highest rate whose p99 stays below {LimitMilliseconds:0} ms." };
        var data = BenchFolder.Option();
        var json = Verb.JsonOption();
        var command = new Command("latency", "Send single matters at a fixed rate to a service in a process of its own; print times to the response and to the Worker, and the highest rate it bears.") { rate, seconds, noSearch, data, json };
        command.Does(async (parsed, cancel) =>
        {
            var perSecond = parsed.GetValue(rate) is >= 1 and <= RateMax and var given ? given : throw new VerbException($"--rate is {parsed.GetValue(rate)}. Give 1 to {RateMax}.");
            var length = parsed.GetValue(seconds) is >= 1 and <= SecondsMax and var wanted ? wanted : throw new VerbException($"--seconds is {parsed.GetValue(seconds)}. Give 1 to {SecondsMax}.");
            using var folder = BenchFolder.Make(parsed.GetValue(data)!);
            var result = await RunAsync(build, folder, perSecond, length, !parsed.GetValue(noSearch), cancel);
            BenchVerb.Tell(result, parsed.GetValue(json), Print, result.Faults);
        });
        return command;
    }

    private static async Task<LatencyResult> RunAsync(ServiceBuilder build, BenchFolder folder, int rate, int seconds, bool isSearching, CancellationToken cancel)
    {
        var (place, clock) = (folder.Of("service"), TimeProvider.System);
        var token = await PrepareAsync(build, place, cancel);
        var checks = await LatencyCity.WriteChecksAsync(place, cancel);

        // Seen from beside the service, and only while nothing is measured.
        using var shared = DataFolder.Share(place);
        using var beside = build(shared);
        var database = beside.Services.GetRequiredService<Database>();

        using var service = await ServiceProcess.StartAsync(place, checks, cancel);
        using var load = new OpenLoop(service.Address, token, clock);
        await load.SendAsync(rate, WarmUp, cancel);
        await DrainedAsync(database, clock, cancel);

        using var self = Process.GetCurrentProcess();
        var processes = new Dictionary<string, Process> { ["service"] = service.Process, ["generator"] = self };
        var cpu = ProcessUse.CpuSeconds(processes, withServers: false);
        var measured = await load.SendAsync(rate, TimeSpan.FromSeconds(seconds), cancel);
        await DrainedAsync(database, clock, cancel);
        var used = ProcessUse.CpuSeconds(processes, withServers: false).ToDictionary(each => each.Key, each => each.Value - cpu.GetValueOrDefault(each.Key));
        if (measured.FirstOrDefault(each => each.Task is null) is { Problem: { } problem })
        {
            throw new VerbException($"A request was not acknowledged, so nothing is measured: {problem}");
        }

        var tried = isSearching ? await SearchAsync(load, database, rate, clock, cancel) : [];
        var last = load.SendAsync(rate, Last, cancel);
        await Task.Delay(KilledAfter, clock, cancel);
        service.Kill();
        await last;

        using var held = DataFolder.Hold(place);
        using var reopened = build(held);
        await Startup.PrepareAsync(reopened.Services, cancel);
        var check = new LatencyCheck(reopened.Services.GetRequiredService<Database>(), reopened.Services.GetRequiredService<JournalCheck>());
        var faults = await check.FaultsAsync(load.All, cancel);
        var receipts = check.Receipts(measured).ToList();
        return new LatencyResult
        {
            Rate = rate,
            Seconds = seconds,
            Processors = Environment.ProcessorCount,
            Requests = measured.Count,
            Response = Times.Of(measured.Select(each => each.Milliseconds)),
            Receipt = Times.Of(receipts.DefaultIfEmpty()),
            CpuSeconds = used,
            HighestRate = tried.Where(each => each.IsKept).Select(each => (double?)each.Rate).Max(),
            Tried = tried,
            Acknowledged = load.All.Count(each => each.Task is not null),
            Faults = faults,
        };
    }

    /// <summary>A database with the city and a token in it.</summary>
    private static async Task<string> PrepareAsync(ServiceBuilder build, string place, CancellationToken cancel)
    {
        using var folder = DataFolder.Hold(place);
        using var host = build(folder);
        var parts = host.Services;
        await Startup.PrepareAsync(parts, cancel);
        var current = parts.GetRequiredService<CurrentCatalogue>();
        if (current.IsLoaded)
        {
            throw new VerbException($"The database {parts.GetRequiredService<Database>().Place} holds a city already. Give an empty one.");
        }

        await current.LoadAsync(LatencyCity.Files(), cancel);
        return await parts.GetRequiredService<Tokens>().CreateAsync(new Caller("bench", Role.Committee, null), TokenLifetime, cancel);
    }

    /// <summary>Upwards until a rate is not kept, or downwards to nothing; then the middle between the two, a few times.</summary>
    private static async Task<List<TriedRate>> SearchAsync(OpenLoop load, Database database, double rate, TimeProvider clock, CancellationToken cancel)
    {
        var tried = new List<TriedRate>();
        double kept = 0;
        for (var i = 0; i < StepsMax && await IsKeptAsync(rate); i++)
        {
            kept = rate;
            rate *= Steeper;
        }

        for (var i = 0; i < Bisections; i++)
        {
            var middle = (kept + rate) / 2;
            (kept, rate) = await IsKeptAsync(middle) ? (middle, rate) : (kept, middle);
        }

        return tried;

        async Task<bool> IsKeptAsync(double each)
        {
            var sent = await load.SendAsync(each, Step, cancel);
            await DrainedAsync(database, clock, cancel);
            double? p99 = sent.Any(one => one.Task is null) ? null : Times.Of(sent.Select(one => one.Milliseconds)).P99;
            tried.Add(new TriedRate(each, p99, p99 < LimitMilliseconds));
            return tried[^1].IsKept;
        }
    }

    /// <summary>Waits until the Workers have answered everything.</summary>
    private static async Task DrainedAsync(Database database, TimeProvider clock, CancellationToken cancel)
    {
        var begun = clock.GetTimestamp();
        while (await database.ReadAsync(session => session.FindAsync<long>("latency-left"), cancel) is > 0 and var left)
        {
            if (clock.GetElapsedTime(begun) > DrainedWithin)
            {
                throw new VerbException($"{left:N0} messages were not answered within {DrainedWithin.TotalMinutes:0} minutes. What the log says before this line tells why.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancel);
        }
    }

    private static void Print(LatencyResult result)
    {
        Line($"{result.Rate:N0} requests/s for {result.Seconds:N0} s, {result.Processors} processors, shared with the generator");
        Line($"  ms                     p50      p99    p99.9      max");
        Times("response", result.Response);
        Times("Worker", result.Receipt);
        foreach (var (process, seconds) in result.CpuSeconds)
        {
            Line($"  CPU s          {seconds,10:N2}   {process}, {seconds * 1_000 / result.Requests:N3} ms a request");
        }

        foreach (var each in result.Tried)
        {
            Line($"  tried          {each.Rate,10:N0}/s p99 {(each.P99 is { } p99 ? p99.ToString("N1", CultureInfo.InvariantCulture) + " ms" : "refused")}");
        }

        if (result.Tried.Count > 0)
        {
            Line($"  highest rate   {result.HighestRate ?? 0,10:N0}/s with p99 below {LimitMilliseconds:0} ms");
        }

        Line($"  killed; {result.Acknowledged:N0} acknowledged tasks and the journal {(result.Faults.Count is 0 ? "right" : "WRONG")}");

        static void Times(string name, Times times) => Line($"  {name,-14} {times.P50,8:N1} {times.P99,8:N1} {times.P999,8:N1} {times.Max,8:N1}");

        static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
