using System.Diagnostics;
using TaskManager.Tests.Common;

namespace TaskManager.Tests.Benchmarks;

/// <summary>Runs <c>bench lifecycle</c> in a process of its own; in cluster mode with servers that are fresh for it.</summary>
internal static class LifecycleBenchmark
{
    public static async Task<int> RunAsync(IReadOnlyList<string> options)
    {
        await using var servers = options.Contains("cluster") ? new Servers() : null;
        var program = Path.Combine(ReplayBenchmark.Root(), "Dispatcher", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TaskManager.Dispatcher.dll");
        var start = new ProcessStartInfo("dotnet", [program, "bench", "lifecycle", .. options]) { UseShellExecute = false };
        foreach (var (name, value) in servers is null ? [] : await ServerSettings.NewAsync(servers))
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
