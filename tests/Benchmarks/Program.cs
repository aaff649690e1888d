using System.Globalization;
using TaskManager.Tests.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    Usage: dotnet run -c Release --project tests/Benchmarks -- replay [--runs N] [--servers]

    replay   Replays the Boston file into a fresh folder N times (default 5), each in a process of its own.
             With --servers each run has a fresh PostgreSQL database, RabbitMQ virtual host and Redis key space, on the
             servers of deploy/local/up: those that TASKMANAGER_SERVERS names, or its own for the time of the benchmark.
             Needs ../shared/data beside the repository, or TASKMANAGER_DATA.
    """;

var runs = 5;
var onServers = args.Contains("--servers");
switch (args.Where(argument => argument is not "--servers").ToArray())
{
    case ["replay"]:
    case ["replay", "--runs", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out runs) && runs is >= 1 and <= 100:
        return await ReplayBenchmark.RunAsync(runs, onServers);
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 1;
}
