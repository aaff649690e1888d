using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Bench.Lifecycle;

/// <summary><c>bench lifecycle</c>: tasks through their whole life, as many a second as this machine manages.</summary>
internal static class LifecycleVerb
{
    private const int TasksMax = 10_000_000;

    /// <summary>Tasks that come first, so that code is compiled and statements are prepared when the clock starts.</summary>
    private const int WarmUp = 20_000;

    /// <summary>Nobody is full: what is measured is the service, not how many people there are.</summary>
    private const int Capacity = 1_000;

    public static Command Create(ServiceBuilder build)
    {
        var tasks = new Option<int>("--tasks") { Description = $"Tasks to measure, {LifecycleRun.ListSize}–{TasksMax}; rounded up to whole lists of {LifecycleRun.ListSize}.", DefaultValueFactory = _ => 200_000, HelpName = "N" };
        var mode = new Option<string>("--mode") { Description = "embedded: SQLite and the bus in memory, all in one process. cluster: PostgreSQL, RabbitMQ and Redis as the settings name them, and a Worker process.", DefaultValueFactory = _ => "embedded", HelpName = "MODE" };
        mode.AcceptOnlyFromAmong("embedded", "cluster");
        var data = BenchFolder.Option();
        var json = Verb.JsonOption();
        var command = new Command("lifecycle", "Issue tasks in lists of 500, route, publish, check, record, close; print tasks/s beside what the database alone takes.") { tasks, mode, data, json };
        command.Does(async (parsed, cancel) =>
        {
            if (parsed.GetValue(tasks) is < LifecycleRun.ListSize or > TasksMax)
            {
                throw new VerbException($"--tasks is {parsed.GetValue(tasks)}. Give {LifecycleRun.ListSize} to {TasksMax}.");
            }

            var lists = (parsed.GetValue(tasks) + LifecycleRun.ListSize - 1) / LifecycleRun.ListSize;
            using var folder = BenchFolder.Make(parsed.GetValue(data)!);
            var result = await RunAsync(build, folder, lists * LifecycleRun.ListSize, parsed.GetValue(mode)!, cancel);
            BenchVerb.Tell(result, parsed.GetValue(json), Print, result.Faults);
        });
        return command;
    }

    private static async Task<LifecycleResult> RunAsync(ServiceBuilder build, BenchFolder folder, int tasks, string mode, CancellationToken cancel)
    {
        using var held = DataFolder.Hold(folder.Of("service"));
        using var service = build(held);
        var parts = service.Services;
        RequireMode(parts, mode);
        await Startup.PrepareAsync(parts, cancel);
        if (parts.GetRequiredService<CurrentCatalogue>().IsLoaded)
        {
            throw new VerbException("The database that the settings name holds a city. A benchmark fills its database with invented tasks: name an empty one in Storage:ConnectionString.");
        }

        await parts.GetRequiredService<CurrentCatalogue>().LoadAsync(BenchCity.Files(Capacity), cancel);
        await service.StartAsync(cancel);
        using var self = Process.GetCurrentProcess();
        using var worker = mode is "cluster" ? WorkerProcess.Start(parts.GetRequiredService<BusSettings>()) : null;
        var processes = new Dictionary<string, Process> { ["Dispatcher"] = self };
        if (worker is not null)
        {
            processes["Worker"] = worker.Process;
        }

        var (database, clock) = (parts.GetRequiredService<Database>(), parts.GetRequiredService<TimeProvider>());
        using var run = new LifecycleRun(parts.GetRequiredService<Issuer>(), database, processes, clock);
        run.Listen();
        await run.IssueAsync(WarmUp, _ => { }, cancel);
        var measured = await Watched.RunAsync(clock, progress => run.IssueAsync(tasks, closed => progress(closed - WarmUp, (closed - WarmUp) / (double)tasks), cancel));
        var peaks = processes.ToDictionary(each => each.Key, each => ProcessUse.PeakMegabytes(each.Value));
        worker?.Dispose();
        var check = new LifecycleCheck(database, parts.GetRequiredService<JournalCheck>(), parts.GetRequiredService<FiguresQueries>());
        var faults = await check.FaultsAsync(WarmUp + tasks, clock.GetUtcNow() + BenchCity.TookMax, cancel);
        var floor = await Floor.OfAsync(database, WarmUp + tasks, cancel);
        await service.StopAsync(cancel);
        return new LifecycleResult
        {
            Mode = mode,
            Tasks = tasks,
            Processors = Environment.ProcessorCount,
            Seconds = measured.Seconds,
            TasksPerSecond = tasks / measured.Seconds,
            FloorPerSecond = await FloorPerSecondAsync(build, folder, floor, database, clock, cancel),
            CpuSecondsPerThousand = measured.CpuSeconds.ToDictionary(each => each.Key, each => each.Value / tasks * 1_000),
            PeakMegabytes = peaks,
            BytesPerTask = measured.Bytes / tasks,
            OutboxLagP99 = measured.OutboxLagP99 * 1_000,
            Faults = faults,
        };
    }

    /// <summary>Into a second file beside the first; on a server, where a bench has one database, into the same tables, emptied.</summary>
    private static async Task<double> FloorPerSecondAsync(ServiceBuilder build, BenchFolder folder, Floor floor, Database finished, TimeProvider clock, CancellationToken cancel)
    {
        if (finished.IsShared)
        {
            await finished.WriteAsync(session => session.ExecuteAsync("bench-empty-tables"), cancel);
            return await floor.PerSecondAsync(finished, clock, cancel);
        }

        using var held = DataFolder.Hold(folder.Of("floor"));
        using var bare = build(held);
        var empty = bare.Services.GetRequiredService<Database>();
        await empty.MigrateAsync(cancel);
        return await floor.PerSecondAsync(empty, clock, cancel);
    }

    private static void RequireMode(IServiceProvider parts, string mode)
    {
        var isCluster = parts.GetRequiredService<Database>().IsShared && parts.GetRequiredService<BusPromise>().Durable;
        if (mode is "cluster" && !isCluster)
        {
            throw new VerbException("--mode cluster needs servers: set Storage:Provider to postgres with Storage:ConnectionString, Bus:Transport to rabbitmq with Bus:Hosts, Bus:User and Bus:Password; docs/performance.md shows how to start some.");
        }

        if (mode is "embedded" && (parts.GetRequiredService<Database>().IsShared || parts.GetRequiredService<BusPromise>().Durable))
        {
            throw new VerbException("--mode embedded is SQLite and the bus in memory, and the settings name servers. Take Storage:Provider and Bus:Transport out of them, or give --mode cluster.");
        }
    }

    private static void Print(LifecycleResult result)
    {
        Line($"{result.Tasks:N0} tasks, {result.Mode}, {result.Processors} processors");
        Line($"  tasks/s            {result.TasksPerSecond,10:N0}   in {result.Seconds:N2} s");
        Line($"  the database alone {result.FloorPerSecond,10:N0}   {(result.FloorPerSecond > 0 ? result.ShareOfFloor : 0):P0} of it reached");
        foreach (var (process, seconds) in result.CpuSecondsPerThousand)
        {
            Line($"  CPU s/1,000 tasks  {seconds,10:N4}   {process}");
        }

        foreach (var (process, megabytes) in result.PeakMegabytes)
        {
            Line($"  peak MB            {megabytes,10:N0}   {process}");
        }

        Line($"  bytes a task       {result.BytesPerTask,10:N0}");
        Line($"  outbox lag p99, ms {result.OutboxLagP99,10:N0}");
        Line($"  journal, counts, figures {(result.Faults.Count is 0 ? "right" : "WRONG")}");

        static void Line(FormattableString text) => Console.Out.WriteLine(text.ToString(CultureInfo.InvariantCulture));
    }
}
