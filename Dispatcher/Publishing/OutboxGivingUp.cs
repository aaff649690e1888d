using TaskManager.Bus;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>A message taken out of the outbox because nobody ever answers it.</summary>
public sealed record GivenUp(MessageId Id, string Queue, byte[] Body, int Attempts = 0);

/// <summary>Who keeps what the outbox gives up. Called in the transaction that takes it out.</summary>
public interface IGivenUpMessages
{
    Task KeepAsync(Session session, IReadOnlyList<GivenUp> messages);
}

/// <summary>
/// On a bus that forgets, a message is sent until it is answered. One that still is not after many times would go on for
/// ever, or end the process each time: it is taken out of the outbox and kept. A durable bus counts for itself, and what
/// it has not confirmed is only waiting for it.
/// </summary>
public sealed partial class OutboxGivingUp(Database database, IGivenUpMessages keeper, BusPromise promise, TimeProvider clock, ILogger<OutboxGivingUp> log) : BackgroundService
{
    /// <summary>How often a message is sent before it is given up: over an hour, or that many starts of the process.</summary>
    public const int AttemptsMax = 12;

    /// <summary>Most messages in one transaction.</summary>
    private const int BatchMax = 100;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long before its next attempt a message is taken: a minute after the last one, so that an answer had its time,
    /// and while the relay leaves it alone.
    /// </summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromMinutes(6);

    /// <summary>Gives up what has had its time.</summary>
    /// <returns>How many messages.</returns>
    public async Task<int> GiveUpAsync(CancellationToken cancel)
    {
        var due = new { Attempts = AttemptsMax, NextBy = clock.GetUtcNow() + Ahead, Limit = BatchMax };

        // Looking costs no write; nearly all looks find nothing.
        if (await database.ReadAsync(session => session.FindAsync<long>("count-given-up-outbox-rows", due), cancel) is 0)
        {
            return 0;
        }

        return await database.WriteAsync(async session =>
        {
            var rows = await session.QueryAsync<OutboxRow>("give-up-outbox-rows", due);
            await keeper.KeepAsync(session, [.. rows.Select(row => new GivenUp(row.Id, row.Queue, row.Body, row.Attempts))]);
            return rows.Count;
        }, cancel);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (promise.Durable)
        {
            return;
        }

        using var pace = new PeriodicTimer(LookAgain, clock);
        do
        {
            try
            {
                while (await GiveUpAsync(stoppingToken) is BatchMax)
                {
                    // There may be more.
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                NotMoved(log, LookAgain.TotalSeconds, e);
            }
        }
        while (await NextAsync(pace, stoppingToken));
    }

    private static async Task<bool> NextAsync(PeriodicTimer pace, CancellationToken stopping)
    {
        try
        {
            return await pace.WaitForNextTickAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(EventId = 309, Level = LogLevel.Error, Message = "Messages without an answer could not be moved to the dead letters; trying again in {Seconds} s.")]
    private static partial void NotMoved(ILogger log, double seconds, Exception e);
}
