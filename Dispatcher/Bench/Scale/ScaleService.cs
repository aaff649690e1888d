using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;

namespace TaskManager.Dispatcher.Bench.Scale;

/// <summary>The service in a process of its own, asked over loopback as anybody would.</summary>
internal sealed class ScaleService : IDisposable
{
    private readonly Process process;
    private readonly HttpClient http;

    private ScaleService(Process process, HttpClient http) => (this.process, this.http) = (process, http);

    public double CpuSeconds
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    public double Megabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<ScaleService> StartAsync(string folder, CancellationToken cancel)
    {
        var start = new ProcessStartInfo("dotnet", [typeof(ScaleService).Assembly.Location, "serve", "--data", folder]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        var started = Process.Start(start)!;
        HttpClient? reached = null;
        while (await started.StandardOutput.ReadLineAsync(cancel) is { } line)
        {
            if (line.Contains("Web page", StringComparison.Ordinal))
            {
                reached = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(line.Trim().Split(' ')[^1]), Timeout = TimeSpan.FromMinutes(5) };
            }

            if (reached is not null && line.Contains("Stop with", StringComparison.Ordinal))
            {
                _ = started.StandardOutput.ReadToEndAsync(CancellationToken.None); // a full pipe would stop it
                return new ScaleService(started, reached);
            }
        }

        throw new InvalidOperationException("The service that was to be measured did not start.");
    }

    public async Task<(int Status, string Body)> AskAsync(string path, string token, string? post, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(post is null ? HttpMethod.Get : HttpMethod.Post, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Content = post is null ? null : new StringContent(post, Encoding.UTF8, "application/json");
        using var response = await http.SendAsync(request, cancel);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(cancel));
    }

    public void Dispose()
    {
        process.Kill(entireProcessTree: true); // nothing is lost: what it wrote is committed, or thrown away with the folder
        process.WaitForExit();
        process.Dispose();
        http.Dispose();
    }
}
