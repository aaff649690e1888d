using System.Diagnostics;
using System.Globalization;
using TaskManager.Bus;

namespace TaskManager.Dispatcher.Bench;

/// <summary>A Worker as a process of its own, for all lanes of <see cref="BenchCity"/>, until disposed.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private static readonly TimeSpan EndWithin = TimeSpan.FromSeconds(45);

    private bool isEnded;

    private WorkerProcess(Process process) => Process = process;

    public Process Process { get; }

    /// <param name="bus">The broker; the Worker signs in as this process does.</param>
    public static WorkerProcess Start(BusSettings bus)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "TaskManager.Worker.dll"));
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) is not "dotnet")
        {
            start.FileName = "dotnet";
        }

        foreach (var (name, value) in (ReadOnlySpan<(string, string)>)
        [
            ("Bus__Transport", "rabbitmq"),
            ("Bus__Hosts", string.Join(',', bus.Hosts.Select(host => string.Create(CultureInfo.InvariantCulture, $"{host.Name}:{host.Port}")))),
            ("Bus__VirtualHost", bus.VirtualHost),
            ("Bus__User", bus.User),
            ("Bus__Password", bus.Password),
            ("Bus__Tls", bus.Tls ? "true" : "false"),
            ("Worker__Lanes", string.Join(',', BenchCity.Lanes)),
            ("Worker__Checks", ""),
            ("urls", "http://127.0.0.1:0"),
        ])
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Console.Error.WriteLine(line.Data); // standard output is for the figures
        process.BeginOutputReadLine();
        return new WorkerProcess(process);
    }

    public void Dispose()
    {
        if (isEnded)
        {
            return;
        }

        isEnded = true;
        using (var end = Process.Start("kill", ["-TERM", Process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
            end.WaitForExit();
        }

        if (!Process.WaitForExit(EndWithin))
        {
            Process.Kill();
        }

        Process.Dispose();
    }
}
