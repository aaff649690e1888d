using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TaskManager.Tests.Common;

namespace TaskManager.Tests.Benchmarks;

/// <summary>What one replay took.</summary>
/// <param name="RowsPerSecond">As the replay itself prints it: from the first row read to the last answer recorded.</param>
/// <param name="Seconds">The same span.</param>
/// <param name="CpuSeconds">Of the whole process, start and figures included.</param>
/// <param name="PeakMegabytes">Highest resident memory of the process, VmHWM.</param>
internal sealed record ReplayRun(double RowsPerSecond, double Seconds, double CpuSeconds, double PeakMegabytes);

/// <summary>How fast a city moves in: the whole pipeline, real process, real file, fresh folder.</summary>
internal static class ReplayBenchmark
{
    public static async Task<int> RunAsync(int runs, bool onServers)
    {
        await using var servers = onServers ? new Servers() : null;
        var root = Root();
        var folder = Environment.GetEnvironmentVariable("TASKMANAGER_DATA") is { Length: > 0 } named ? named : Path.Combine(root, "..", "shared", "data");
        var file = Path.GetFullPath(Path.Combine(folder, "boston311", "boston311_2011H2_dev.csv.gz"));
        if (!File.Exists(file))
        {
            await Console.Error.WriteLineAsync($"{file} is not there. Set TASKMANAGER_DATA to the folder that holds boston311/.");
            return 1;
        }

        Console.WriteLine($"{Path.GetFileName(file)}, {runs} runs, {Environment.ProcessorCount} processors, .NET {Environment.Version}");
        Console.WriteLine("run     rows/s   seconds   CPU s   peak MB");
        var done = new List<ReplayRun>();
        for (var i = 1; i <= runs; i++)
        {
            var settings = servers is null ? [] : await ServerSettings.NewAsync(servers);
            settings["Worker__Hosted"] = "true"; // one process is measured
            var run = await OneAsync(root, file, settings);
            done.Add(run);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{i,3} {run.RowsPerSecond,10:N0} {run.Seconds,9:N2} {run.CpuSeconds,7:N1} {run.PeakMegabytes,9:N0}"));
        }

        Print("rows/s", done.ConvertAll(run => run.RowsPerSecond));
        Print("CPU s", done.ConvertAll(run => run.CpuSeconds));
        Print("peak MB", done.ConvertAll(run => run.PeakMegabytes));
        return 0;
    }

    private static async Task<ReplayRun> OneAsync(string root, string file, IReadOnlyDictionary<string, string> settings)
    {
        var data = Directory.CreateTempSubdirectory("taskmanager-bench-");
        try
        {
            var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
            string[] arguments =
            [
                Path.Combine(root, "Dispatcher", "bin", configuration, "net10.0", "TaskManager.Dispatcher.dll"),
                "replay", file, "--mapping", Path.Combine(root, "deploy", "mappings", "boston311.yaml"), "--create-missing", "--json", "--data", data.FullName,
            ];
            var before = await ChildrenCpuSecondsAsync();
            var start = new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false };
            foreach (var (name, value) in settings)
            {
                start.Environment[name] = value;
            }

            using var process = Process.Start(start)!;
            var watching = WatchAsync(process);
            var output = await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            var peak = await watching;
            if (process.ExitCode is not 0)
            {
                throw new InvalidOperationException($"The replay ended with {process.ExitCode}.");
            }

            using var printed = JsonDocument.Parse(output);
            return new ReplayRun(
                printed.RootElement.GetProperty("rowsPerSecond").GetDouble(),
                printed.RootElement.GetProperty("seconds").GetDouble(),
                await ChildrenCpuSecondsAsync() - before,
                peak);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    /// <summary>What ended child processes used so far: fields 16 and 17 of stat, in hundredths of a second. A Process that has exited tells no more.</summary>
    private static async Task<double> ChildrenCpuSecondsAsync()
    {
        var stat = await File.ReadAllTextAsync("/proc/self/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' '); // begins with field 3
        return (double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture)) / 100;
    }

    /// <summary>The kernel keeps the peak itself, but forgets it with the process: the last look counts.</summary>
    private static async Task<double> WatchAsync(Process process)
    {
        var peak = 0.0;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        do
        {
            try
            {
                var line = (await File.ReadAllLinesAsync($"/proc/{process.Id}/status")).FirstOrDefault(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null)
                {
                    peak = double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
                }
            }
            catch (IOException)
            {
                break; // it is gone
            }
        }
        while (!process.HasExited && await pace.WaitForNextTickAsync());
        return peak;
    }

    private static void Print(string what, List<double> values)
    {
        values.Sort();
        var middle = values.Count / 2;
        var median = values.Count % 2 is 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-8} min {values[0]:N1}, median {median:N1}, max {values[^1]:N1}"));
    }

    internal static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "TaskManager.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The benchmark runs outside the repository: no folder above holds TaskManager.sln.");
        }

        return folder.FullName;
    }
}
