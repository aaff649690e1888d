using System.Diagnostics;

namespace TaskManager.Dispatcher.Bench;

/// <summary>The service in a process of its own, until it is killed: what it has acknowledged must bear that.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private ServiceProcess(Process process, Uri address) => (Process, Address) = (process, address);

    public Process Process { get; }

    public Uri Address { get; }

    /// <param name="folder">Its data folder.</param>
    /// <param name="checks">File of the Workers' checks; null: those of the demo city.</param>
    /// <param name="cancel">Stops waiting.</param>
    public static async Task<ServiceProcess> StartAsync(string folder, string? checks, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ServiceProcess).Assembly.Location, "serve", "--data", folder]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        if (checks is not null)
        {
            start.Environment["Worker__Checks"] = checks;
        }

        var process = Process.Start(start)!;
        try
        {
            Uri? address = null;
            while (await process.StandardOutput.ReadLineAsync(cancel) is { } line)
            {
                if (line.Contains("Web page", StringComparison.Ordinal))
                {
                    address = new Uri(line.Trim().Split(' ')[^1]);
                }

                if (address is not null && line.Contains("Stop with", StringComparison.Ordinal))
                {
                    _ = process.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop it
                    return new ServiceProcess(process, address);
                }
            }
        }
        catch
        {
            process.Kill();
            throw;
        }

        throw new InvalidOperationException("The service that was to be measured did not start.");
    }

    /// <summary>SIGKILL, in the midst of whatever it does.</summary>
    public void Kill()
    {
        Process.Kill();
        Process.WaitForExit();
    }

    public void Dispose()
    {
        Kill();
        Process.Dispose();
    }
}
