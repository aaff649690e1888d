using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TaskManager.Tests.Conformance.Running;

/// <summary>A Redis server of one test's own, to be killed and started again at will. Keeps nothing on disk.</summary>
internal sealed class OwnRedis : IDisposable
{
    private readonly int port = FreePort();
    private Process? process;

    private OwnRedis()
    {
    }

    public string ConnectionString => $"127.0.0.1:{port}";

    public static async Task<OwnRedis> StartAsync()
    {
        var redis = new OwnRedis();
        await redis.StartAgainAsync();
        return redis;
    }

    public async Task StartAgainAsync()
    {
        var start = new ProcessStartInfo("redis-server", ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]) { RedirectStandardOutput = true, UseShellExecute = false };
        process = Process.Start(start)!;
        while (await process.StandardOutput.ReadLineAsync() is { } line && !line.Contains("Ready to accept connections", StringComparison.Ordinal))
        {
            // Its log until it is ready.
        }

        process.HasExited.ShouldBeFalse("redis-server did not start");
    }

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        process!.Kill();
        process.WaitForExit();
        process.Dispose();
        process = null;
    }

    public void Dispose()
    {
        if (process is not null)
        {
            Kill();
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
