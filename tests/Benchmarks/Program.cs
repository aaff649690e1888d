using System.Globalization;
using TaskManager.Tests.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    Usage: dotnet run -c Release --project tests/Benchmarks -- replay [--runs N] [--servers]
           dotnet run -c Release --project tests/Benchmarks -- pages [--tasks N]
           dotnet run -c Release --project tests/Benchmarks -- boards [--open N] [--tasks N]
           dotnet run -c Release --project tests/Benchmarks -- routing [--tasks N] [--json]
           dotnet run -c Release --project tests/Benchmarks -- lifecycle [--tasks N] [--mode embedded|cluster] [--json]

    replay   Replays the Boston file into a fresh folder N times (default 5), each in a process of its own.
             With --servers each run has a fresh PostgreSQL database, RabbitMQ virtual host and Redis key space, on the
             servers of deploy/local/up: those that TASKMANAGER_SERVERS names, or its own for the time of the benchmark.
             Needs ../shared/data beside the repository, or TASKMANAGER_DATA.
    pages    Seeds the demo city with N tasks (default 1000000) and asks for each page 200 times.
    boards   Opens N boards (default 200) on as many tasks, issues a matter a second, and measures CPU and delay.
    routing  Assigns N tasks (default 10000, 50 candidates each, a fifth as many members) at the lowest cost, and has
             glpk, cbc and scipy do the same within 120 s each; 1 when an objective differs.
    lifecycle  Runs `bench lifecycle` of the Dispatcher; in cluster mode on servers as above, with a fresh database, virtual host and key space.
    """;

if (args is ["lifecycle", .. var more])
{
    return await LifecycleBenchmark.RunAsync(more);
}

var runs = 5;
var onServers = args.Contains("--servers");
var json = args.Contains("--json");
switch (args.Where(argument => argument is not ("--servers" or "--json")).ToArray())
{
    case ["replay"]:
    case ["replay", "--runs", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out runs) && runs is >= 1 and <= 100:
        return await ReplayBenchmark.RunAsync(runs, onServers);
    case ["pages"]:
        return await PagesBenchmark.RunAsync(ReplayBenchmark.Root(), 1_000_000);
    case ["pages", "--tasks", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out var tasks) && tasks > 0:
        return await PagesBenchmark.RunAsync(ReplayBenchmark.Root(), tasks);
    case ["boards"]:
        return await BoardsBenchmark.RunAsync(ReplayBenchmark.Root(), 200, 1_000_000);
    case ["boards", "--open", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out var open) && open > 0:
        return await BoardsBenchmark.RunAsync(ReplayBenchmark.Root(), open, 1_000_000);
    case ["boards", "--open", var number, "--tasks", var many] when int.TryParse(number, CultureInfo.InvariantCulture, out var open) && open > 0 && int.TryParse(many, CultureInfo.InvariantCulture, out var tasks) && tasks > 0:
        return await BoardsBenchmark.RunAsync(ReplayBenchmark.Root(), open, tasks);
    case ["routing"]:
        return RoutingBenchmark.Run(TimeSpan.FromMinutes(2), 10_000, json);
    case ["routing", "--tasks", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out var tasks) && tasks > 0:
        return RoutingBenchmark.Run(TimeSpan.FromMinutes(2), tasks, json);
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 1;
}
