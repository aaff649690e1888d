using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace TaskManager.Tests.Benchmarks;

/// <summary>
/// What open boards cost: many streams on a city with many tasks, while one matter a second is issued. The same work without
/// boards is measured first; the difference is theirs.
/// </summary>
internal static class BoardsBenchmark
{
    private const int OfOneCaller = 20;
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(40);

    public static async Task<int> RunAsync(string root, int open, int tasks)
    {
        await using var city = await SeededCity.StartAsync(root, tasks);
        var committee = await city.TokenAsync("committee", "bench-committee");
        var supervisors = new List<string>();
        for (var i = 0; i < (open + OfOneCaller - 1) / OfOneCaller; i++)
        {
            supervisors.Add(await city.TokenAsync("supervisor", $"bench-{i}"));
        }

        await WorkAsync(city, committee, TimeSpan.FromSeconds(10), []); // code is compiled
        var without = await ShareAsync(city, () => WorkAsync(city, committee, Measured, []));

        using var end = new CancellationTokenSource();
        var seen = new ConcurrentQueue<(long Issued, long At)>();
        var streams = Enumerable.Range(0, open).Select(i => Task.Run(() => WatchAsync(city, supervisors[i / OfOneCaller], seen, end.Token))).ToList();
        await Task.Delay(TimeSpan.FromSeconds(5));
        var issued = new List<long>();
        seen.Clear();
        var with = await ShareAsync(city, () => WorkAsync(city, committee, Measured, issued));
        await Task.Delay(TimeSpan.FromSeconds(3));
        await end.CancelAsync();
        await Task.WhenAll(streams);

        // Each answer to an issue is an instant; the first event after it that a board saw is its delay. Every event carries the number issued so far.
        var events = seen.ToList();
        var delays = issued.Select((at, i) => events.Where(each => each.At >= at).GroupBy(each => each.Issued).OrderBy(group => group.Min(each => each.At)).FirstOrDefault()?.Max(each => each.At) - at)
            .OfType<long>().Select(delay => Stopwatch.GetElapsedTime(0, delay).TotalSeconds).Order().ToList();
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tasks:N0} tasks, one matter a second, over {Measured.TotalSeconds:N0} s, {Environment.ProcessorCount} processors"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"CPU without boards {without:P1} of a core, with {open} boards {with:P1}: {with - without:P1} for the boards"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"from the answer to an issue until the last of the {open} boards showed it: median {delays[delays.Count / 2]:N2} s, p95 {delays[(int)(delays.Count * 0.95)]:N2} s, most {delays[^1]:N2} s ({events.Count} events; {city.Megabytes():N0} MB resident)"));
        return 0;
    }

    private static async Task<double> ShareAsync(SeededCity city, Func<Task> work)
    {
        var (cpu, watch) = (city.CpuSeconds(), Stopwatch.StartNew());
        await work();
        return (city.CpuSeconds() - cpu) / watch.Elapsed.TotalSeconds;
    }

    private static async Task WorkAsync(SeededCity city, string token, TimeSpan length, List<long> issued)
    {
        var watch = Stopwatch.StartNew();
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1));
        while (watch.Elapsed < length && await pace.WaitForNextTickAsync())
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/matters") { Content = new StringContent("""{"duty":"neighbourhood-help","subject":"bench"}""", Encoding.UTF8, "application/json") };
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await city.Http.SendAsync(request);
            response.EnsureSuccessStatusCode();
            issued.Add(Stopwatch.GetTimestamp());
        }
    }

    /// <summary>One board: opens the stream, and again when it ends, as a browser does.</summary>
    private static async Task WatchAsync(SeededCity city, string token, ConcurrentQueue<(long, long)> seen, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, "/board/events?period=7d");
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
                using var response = await city.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
                response.EnsureSuccessStatusCode();
                using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancel));
                while (await reader.ReadLineAsync(cancel) is { } line)
                {
                    if (line.StartsWith("data:", StringComparison.Ordinal) && JsonDocument.Parse(line[5..]).RootElement.TryGetProperty("issued", out var issued))
                    {
                        seen.Enqueue((long.Parse(issued.GetString()!, NumberStyles.AllowThousands, CultureInfo.InvariantCulture), Stopwatch.GetTimestamp()));
                    }
                }

                await Task.Delay(500, cancel);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
