using System.Net.Http.Headers;
using System.Text;

namespace TaskManager.Dispatcher.Bench.Scale;

/// <summary>The service in a process of its own, asked over loopback as anybody would.</summary>
internal sealed class ScaleService : IDisposable
{
    private readonly ServiceProcess service;
    private readonly HttpClient http;

    private ScaleService(ServiceProcess service)
    {
        this.service = service;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(5) };
    }

    public double CpuSeconds
    {
        get
        {
            service.Process.Refresh();
            return service.Process.TotalProcessorTime.TotalSeconds;
        }
    }

    public double Megabytes
    {
        get
        {
            service.Process.Refresh();
            return service.Process.WorkingSet64 / 1e6;
        }
    }

    public static async Task<ScaleService> StartAsync(string folder, CancellationToken cancel) => new(await ServiceProcess.StartAsync(folder, checks: null, cancel));

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
        service.Dispose();
        http.Dispose();
    }
}
