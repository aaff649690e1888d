using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;

namespace TaskManager.Tests.Benchmarks;

/// <summary>How quick pages are with many tasks in the database: the whole HTML over loopback, one request after another.</summary>
internal static class PagesBenchmark
{
    private const int WarmUp = 10;
    private const int Asked = 200;

    public static async Task<int> RunAsync(string root, int tasks)
    {
        await using var city = await SeededCity.StartAsync(root, tasks);
        var supervisor = await city.TokenAsync("supervisor", "bench-supervisor");
        var member = await city.TokenAsync("member", "bench-member", "M00001");
        var loading = Stopwatch.StartNew();
        while ((await SendAsync(city, "/api/v1/board", supervisor)).Status is 503)
        {
            await Task.Delay(100);
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"board read within {loading.Elapsed.TotalSeconds:N1} s of the first question; {city.Megabytes():N0} MB resident"));
        Console.WriteLine("page                                p50 ms   p95 ms   max ms   HTML KB   compressed KB");
        string[] periods = ["today", "7d", "30d", "90d"];
        await MeasureAsync("/board", city, supervisor, _ => "/board");
        await MeasureAsync("/board, another part each time", city, supervisor, i => $"/board?period={periods[i % 4]}&unit={city.Units[i % city.Units.Count]}");
        await MeasureAsync("/board, 90 days, other duty", city, supervisor, i => $"/board?period=90d&channel=app&unit={city.Units[i % city.Units.Count]}");
        await MeasureAsync("/board/wall", city, supervisor, _ => "/board/wall");
        await MeasureAsync("/board/map", city, supervisor, i => $"/board/map?by={(i % 3) switch { 0 => "open", 1 => "overdue", _ => "p50" }}");
        await MeasureAsync("/tasks", city, supervisor, i => (i % 4) switch { 0 => "/tasks", 1 => "/tasks?state=open", 2 => $"/tasks?unit={city.Units[i % city.Units.Count]}", _ => "/tasks?state=Closed" });
        await MeasureAsync("/tasks, overdue", city, supervisor, _ => "/tasks?overdue=true");
        await MeasureAsync("/tasks/{number}", city, supervisor, i => $"/tasks/{city.Numbers[i % city.Numbers.Count]}");
        await MeasureAsync("/my", city, member, _ => "/my");
        return 0;
    }

    private static async Task MeasureAsync(string name, SeededCity city, string token, Func<int, string> pathOf)
    {
        var took = new List<double>();
        var (bytes, compressed) = (0L, 0L);
        for (var i = 0; i < WarmUp + Asked; i++)
        {
            var watch = Stopwatch.StartNew();
            var (status, length) = await SendAsync(city, pathOf(i), token);
            if (status is not 200)
            {
                Console.WriteLine($"{name,-34} answers {status}");
                return;
            }

            if (i >= WarmUp)
            {
                took.Add(watch.Elapsed.TotalMilliseconds);
                bytes = Math.Max(bytes, length);
            }
        }

        compressed = (await SendAsync(city, pathOf(0), token, "br")).Length;
        took.Sort();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-34} {took[took.Count / 2],7:N1} {took[(int)(took.Count * 0.95)],8:N1} {took[^1],8:N1} {bytes / 1024.0,9:N0} {compressed / 1024.0,15:N0}"));
    }

    private static async Task<(int Status, long Length)> SendAsync(SeededCity city, string path, string token, string? encoding = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (encoding is not null)
        {
            request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue(encoding));
        }

        using var response = await city.Http.SendAsync(request);
        return ((int)response.StatusCode, (await response.Content.ReadAsByteArrayAsync()).LongLength);
    }
}
