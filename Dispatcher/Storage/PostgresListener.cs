using Npgsql;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// Hears what other processes committed (LISTEN), on one connection of its own. It starts with the first topic. A notice is
/// a hint: after a lost connection everybody is called once, in case one was missed.
/// </summary>
internal sealed partial class PostgresListener(NpgsqlDataSource source, TimeProvider clock, ILogger<PostgresListener> log) : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource stop = new();
    private readonly Lock gate = new();
    private readonly List<(string Topic, Action Heard)> hearers = [];
    private CancellationTokenSource changed = new();
    private Task? listening;
    private bool isDisposed;

    public static string ChannelOf(string topic) => $"taskmanager_{topic}";

    public IDisposable Add(string topic, Action heard)
    {
        var hearer = (topic, heard);
        lock (gate)
        {
            hearers.Add(hearer);
            listening ??= Task.Run(ListenAsync);
            changed.Cancel(); // the topic must be listened to as well
        }

        return new Removal(() =>
        {
            lock (gate)
            {
                hearers.Remove(hearer);
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref isDisposed, true))
        {
            return;
        }

        await stop.CancelAsync();
        if (listening is not null)
        {
            await listening;
        }

        stop.Dispose();
        changed.Dispose();
    }

    private async Task ListenAsync()
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(stop.Token);
                connection.Notification += (_, notice) => Tell(topic => ChannelOf(topic) == notice.Channel);
                while (true)
                {
                    var more = await ListenToAllAsync(connection);
                    Tell(_ => true);
                    using var wake = CancellationTokenSource.CreateLinkedTokenSource(stop.Token, more);
                    while (!more.IsCancellationRequested)
                    {
                        try
                        {
                            await connection.WaitAsync(wake.Token);
                        }
                        catch (OperationCanceledException) when (more.IsCancellationRequested && !stop.IsCancellationRequested)
                        {
                            break;
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                Lost(log, e.Message);
                await Task.Delay(Pause, clock, stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Listens to every topic there is now.</summary>
    /// <returns>Cancelled when there are more.</returns>
    private async Task<CancellationToken> ListenToAllAsync(NpgsqlConnection connection)
    {
        List<string> topics;
        CancellationToken more;
        lock (gate)
        {
            topics = hearers.Select(hearer => hearer.Topic).Distinct().ToList();
            if (changed.IsCancellationRequested)
            {
                changed.Dispose();
                changed = new CancellationTokenSource();
            }

            more = changed.Token;
        }

        // Names come from the code; LISTEN takes no parameters.
        await using var command = new NpgsqlCommand(string.Concat(topics.Select(topic => $"LISTEN {ChannelOf(topic)};")), connection);
        await command.ExecuteNonQueryAsync(stop.Token);
        return more;
    }

    private void Tell(Func<string, bool> concerns)
    {
        List<Action> told;
        lock (gate)
        {
            told = hearers.Where(hearer => concerns(hearer.Topic)).Select(hearer => hearer.Heard).ToList();
        }

        foreach (var heard in told)
        {
            heard();
        }
    }

    [LoggerMessage(EventId = 102, Level = LogLevel.Warning, Message = "The connection that hears other processes was lost: {Reason} Listening again in a second; until then changes are noticed a little later.")]
    private static partial void Lost(ILogger log, string reason);

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
