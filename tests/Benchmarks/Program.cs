using System.Globalization;
using TaskManager.Tests.Benchmarks;

CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const string Usage =
    """
    Usage: dotnet run -c Release --project tests/Benchmarks -- replay [--runs N]

    replay   Replays the Boston file into a fresh folder N times (default 5), each in a process of its own.
             Needs ../shared/data beside the repository, or TASKMANAGER_DATA.
    """;

var runs = 5;
switch (args)
{
    case ["replay"]:
    case ["replay", "--runs", var number] when int.TryParse(number, CultureInfo.InvariantCulture, out runs) && runs is >= 1 and <= 100:
        return await ReplayBenchmark.RunAsync(runs);
    default:
        await Console.Error.WriteLineAsync(Usage);
        return 1;
}
