using System.Globalization;
using TaskManager.Tests.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    Usage: dotnet run -c Release --project tests/Benchmarks -- replay [--runs N] [--servers]
           dotnet run -c Release --project tests/Benchmarks -- pages [--tasks N]
           dotnet run -c Release --project tests/Benchmarks -- boards [--open N] [--tasks N]

    replay   Replays the Boston file into a fresh folder N times (default 5), each in a process of its own.
             With --servers each run has a fresh PostgreSQL database, RabbitMQ virtual host and Redis key space, on the
             servers of deploy/local/up: those that TASKMANAGER_SERVERS names, or its own for the time of the benchmark.
             Needs ../shared/data beside the repository, or TASKMANAGER_DATA.
    pages    Seeds the demo city with N tasks (default 1000000) and asks for each page 200 times.
    boards   Opens N boards (default 200) on as many tasks, issues a matter a second, and measures CPU and delay.
    """;

var runs = 5;
var onServers = args.Contains("--servers");
switch (args.Where(argument => argument is not "--servers").ToArray())
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
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 1;
}
