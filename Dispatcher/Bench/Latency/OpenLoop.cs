using System.Buffers.Text;
using System.Net.Http.Headers;
using System.Threading.Channels;

namespace TaskManager.Dispatcher.Bench.Latency;

/// <summary>What became of one request.</summary>
/// <param name="Number">Which one, of <see cref="LatencyCity.Body"/>.</param>
/// <param name="Scheduled">When it was to be sent.</param>
/// <param name="Milliseconds">From then until the answer was read.</param>
/// <param name="Task">The task that was acknowledged; null: none was.</param>
/// <param name="Problem">Why not; null: it was.</param>
internal readonly record struct Sent(int Number, DateTimeOffset Scheduled, double Milliseconds, Guid? Task, string? Problem);

/// <summary>
/// Sends single requests at instants settled beforehand, however slow the answers are, and counts from these instants: a service that stands still
/// for a second then shows it in a second's worth of requests, not in one for each connection.
/// </summary>
internal sealed class OpenLoop(Uri service, string token, TimeProvider clock) : IDisposable
{
    private const int Connections = 64;

    /// <summary>Requests are let go this often, so up to that much of every time is the generator's own.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly HttpMessageInvoker http = new(new SocketsHttpHandler { MaxConnectionsPerServer = Connections, ActivityHeadersPropagator = null, UseCookies = false, UseProxy = false, AllowAutoRedirect = false });
    private readonly Uri matters = new(service, "/api/v1/matters");
    private readonly string bearer = $"Bearer {token}";
    private int next;

    /// <summary>All that were sent so far.</summary>
    public List<Sent> All { get; } = [];

    /// <summary>Sends the next requests, and returns when all are answered.</summary>
    /// <param name="rate">Requests a second.</param>
    /// <param name="length">For so long.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<IReadOnlyList<Sent>> SendAsync(double rate, TimeSpan length, CancellationToken cancel)
    {
        var first = next;
        var bodies = Enumerable.Range(first, (int)Math.Ceiling(rate * length.TotalSeconds)).Select(LatencyCity.Body).ToArray();
        next += bodies.Length;
        var sent = new Sent[bodies.Length];
        var due = Channel.CreateUnbounded<int>(new UnboundedChannelOptions { SingleWriter = true });
        var (begun, begunAt) = (clock.GetTimestamp(), clock.GetUtcNow());
        await Task.WhenAll([PaceAsync(), .. Enumerable.Range(0, Connections).Select(_ => CallAsync())]);
        All.AddRange(sent);
        return sent;

        async Task PaceAsync()
        {
            using var timer = new PeriodicTimer(Tick, clock);
            for (var i = 0; i < sent.Length; await timer.WaitForNextTickAsync(cancel))
            {
                for (var now = clock.GetElapsedTime(begun).TotalSeconds; i < sent.Length && i / rate <= now; i++)
                {
                    due.Writer.TryWrite(i);
                }
            }

            due.Writer.Complete();
        }

        async Task CallAsync()
        {
            await foreach (var i in due.Reader.ReadAllAsync(cancel))
            {
                var (task, problem) = await PostAsync(bodies[i], cancel);
                var scheduled = TimeSpan.FromSeconds(i / rate);
                sent[i] = new Sent(first + i, begunAt + scheduled, (clock.GetElapsedTime(begun) - scheduled).TotalMilliseconds, task, problem);
            }
        }
    }

    public void Dispose() => http.Dispose();

    private async Task<(Guid? Task, string? Problem)> PostAsync(byte[] body, CancellationToken cancel)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, matters) { Content = new ByteArrayContent(body) { Headers = { ContentType = Json } } };
            request.Headers.TryAddWithoutValidation("Authorization", bearer);
            using var response = await http.SendAsync(request, cancel);
            var answer = await response.Content.ReadAsByteArrayAsync(cancel);
            return (int)response.StatusCode is 201 && TaskOf(answer) is { } task
                ? (task, null)
                : (null, $"{(int)response.StatusCode} {System.Text.Encoding.UTF8.GetString(answer.AsSpan(0, Math.Min(answer.Length, 500)))}");
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            return (null, e.Message);
        }
    }

    /// <summary>The id of the answer's task, without reading all of the JSON: on few processors the generator takes from the service what it uses.</summary>
    private static Guid? TaskOf(ReadOnlySpan<byte> answer)
    {
        var before = "\"tasks\":[{\"id\":\""u8;
        return answer.IndexOf(before) is >= 0 and var at && Utf8Parser.TryParse(answer[(at + before.Length)..], out Guid id, out _) ? id : null;
    }
}
