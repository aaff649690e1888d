using System.Security.Cryptography;
using System.Text.Json;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>
/// Hands saved messages to the bus. A row leaves the outbox when its answer is recorded, on every bus: so all that a broker
/// has can be thrown away and is sent again. Until then it is sent again, with the same message id, after a pause that
/// grows: soon when the bus did not take it, late when a durable one has confirmed it. What handled it once will ignore it.
/// </summary>
public sealed partial class OutboxRelay(
    Database database,
    OutboxSignal signal,
    Handover handover,
    BusPromise promise,
    TimeProvider clock,
    ILogger<OutboxRelay> log) : BackgroundService
{
    /// <summary>Most messages on their way at once in memory; bounds what an in-process queue can take.</summary>
    private const int UnansweredMax = 24;

    /// <summary>Fewer are not worth a claim of their own: the next answers make more room.</summary>
    private const int RoomMin = UnansweredMax / 2;

    /// <summary>Room that only urgent messages get, so that they do not wait for answers to the others.</summary>
    private const int UrgentRoom = 8;

    /// <summary>Most messages on their way to a durable bus, each of up to 200 assignments.</summary>
    private const int UnconfirmedMax = 64;

    /// <summary>Claims in a row that brought nothing to a bus that looks well; then the bus is started anew.</summary>
    private const int FruitlessMax = 4;

    /// <summary>How long a message may take before it is sent again, if nothing is heard of it.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    /// <summary>
    /// The same once a broker has confirmed it, times the attempts, up to 4: it is kept there, and a Worker may be away for
    /// the night. Only a broker that lost its disk makes this necessary.
    /// </summary>
    private static readonly TimeSpan AnswerOnBrokerWithin = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    /// <summary>Longest pause of a message that was not confirmed, and between claims while none is.</summary>
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(15);

    private static readonly TimeSpan MeasureAgain = TimeSpan.FromSeconds(5);

    private int fruitless;
    private bool isUnknown;
    private DateTimeOffset measureAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = database.Listen(Outbox.SavedTopic, signal.Wake);

        // Whatever was on its way in memory when the last process ended is gone.
        var mustRelease = !promise.Durable;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (mustRelease)
                {
                    await database.WriteAsync(session => session.ExecuteAsync("release-outbox-rows"), stoppingToken);
                    mustRelease = false;
                }

                await MeasureAsync(stoppingToken);
                if (await SendSomeAsync(stoppingToken) is 0)
                {
                    await signal.WaitAsync(LookAgain, stoppingToken);
                }
                else if (fruitless > 0)
                {
                    await MendAsync(stoppingToken);
                }
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                RelayFailed(log, e);
                await Task.Delay(LookAgain, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> SendSomeAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        signal.ForgetLate(now);
        if (Room() is not { } room)
        {
            return 0;
        }

        // By chance, and not by the clock: two Dispatchers may claim in the same instant.
        var claim = (long)(BitConverter.ToUInt64(RandomNumberGenerator.GetBytes(sizeof(long))) >> 1);
        signal.TakeUrgent();
        var rows = await ClaimAsync(claim, now, room, cancel);
        if (rows.Count == room.Limit)
        {
            signal.LeaveUrgent();
        }

        var outcomes = await Task.WhenAll(rows.Select(row => SendAsync(row, now)));
        if (promise.Durable && rows.Count > 0)
        {
            await SettleAsync(rows, outcomes, claim);
        }

        return rows.Count;
    }

    /// <summary>How many messages may be claimed, and whether only urgent ones; null: none, until some are answered.</summary>
    private (int Limit, bool UrgentOnly)? Room()
    {
        if (promise.Durable)
        {
            // While nothing gets through, one message is enough to find out when it does again.
            return (fruitless is 0 ? UnconfirmedMax : 1, false);
        }

        var room = UnansweredMax - signal.Unanswered;
        if (room >= RoomMin)
        {
            return (room, false);
        }

        return signal.IsUrgent && room + UrgentRoom > 0 ? (room + UrgentRoom, true) : null;
    }

    private async Task<IReadOnlyList<OutboxRow>> ClaimAsync(long claim, DateTimeOffset now, (int Limit, bool UrgentOnly) room, CancellationToken cancel)
    {
        // Looking costs no write; most looks find nothing.
        if (await database.ReadAsync(Outbox.CountDueAsync(now), cancel) is 0)
        {
            return [];
        }

        var parameters = new { Claim = claim, Now = now, Until = now + AnswerWithin, room.Limit, UrgentOnly = room.UrgentOnly ? 1 : 0 };
        return await database.WriteAsync(session => session.QueryAsync<OutboxRow>("claim-outbox-rows", parameters), cancel);
    }

    private async Task<PublishOutcome> SendAsync(OutboxRow row, DateTimeOffset now)
    {
        if (!promise.Durable)
        {
            signal.Sent(row.Id, now + AnswerWithin);
        }

        var message = JsonSerializer.Deserialize(row.Body, ContractsJson.Default.AssignmentsSent)!;
        using var span = Sending.Start(row, message.Assignments.Count);
        var outcome = await handover.SendAsync(row.Queue, message, row.Id.Value);
        Signals.MessagesSent.Add(1, new KeyValuePair<string, object?>("outcome", outcome switch
        {
            Confirmed => "confirmed",
            Bus.Refused => "refused",
            Unknown => "unknown",
            _ => throw new InvalidOperationException(outcome.GetType().Name),
        }));
        if (outcome is Confirmed)
        {
            Signals.OutboxDelay.Record((clock.GetUtcNow() - row.CreatedAt).TotalSeconds);
        }

        Sending.Ended(log, row, message, outcome);
        return outcome;
    }

    /// <summary>Notes what was confirmed and puts off the rest, each only if it is still this relay's claim.</summary>
    private async Task SettleAsync(IReadOnlyList<OutboxRow> rows, IReadOnlyList<PublishOutcome> outcomes, long claim)
    {
        var now = clock.GetUtcNow();
        var confirmed = rows.Where((_, i) => outcomes[i] is Confirmed).Select(row => new ConfirmedRow(row.Id, claim, now, now + (AnswerOnBrokerWithin * Math.Min(row.Attempts, 4)))).ToList();
        var postponed = rows.Where((_, i) => outcomes[i] is not Confirmed).Select(row => new PostponedRow(row.Id, claim, now + Pause(row.Attempts))).ToList();

        // What was sent is noted even while stopping, hence no token.
        await database.WriteAsync(
            async session =>
            {
                await session.WriteManyAsync("confirm-claimed-outbox-rows", confirmed);
                await session.WriteManyAsync("postpone-claimed-outbox-rows", postponed);
            },
            CancellationToken.None);

        if (postponed.Count > 0)
        {
            var reasons = outcomes.Select(outcome => (outcome as Bus.Refused)?.Reason ?? (outcome as Unknown)?.Reason).OfType<string>().Distinct();
            NotConfirmed(log, postponed.Count, rows.Count, string.Join(' ', reasons));
        }

        fruitless = confirmed.Count > 0 ? 0 : fruitless + 1;
        isUnknown = outcomes.All(outcome => outcome is Unknown);
    }

    /// <summary>Nothing got through: waits, longer each time, and starts the bus anew when it looks well and yet nobody hears from it.</summary>
    private async Task MendAsync(CancellationToken cancel)
    {
        if (fruitless % FruitlessMax is 0 && isUnknown && (handover.IsStopped || handover.LooksWell))
        {
            BusRestarted(log, fruitless);
            await handover.RestartAsync();
        }

        await Task.Delay(Pause(fruitless), clock, cancel);
    }

    /// <summary>2 s, 4 s, 8 s … 15 s, with a tenth more or less so that many do not come at once.</summary>
    private static TimeSpan Pause(int times) =>
        TimeSpan.FromSeconds(Math.Min(PauseMax.TotalSeconds, Math.Pow(2, Math.Min(times, 10)))) * (0.9 + (RandomNumberGenerator.GetInt32(200) / 1000.0));

    private async Task MeasureAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        if (now < measureAt)
        {
            return;
        }

        measureAt = now + MeasureAgain;
        var backlog = await database.ReadAsync(Outbox.BacklogAsync(now), cancel);
        Signals.OutboxWaiting.Record(backlog.Waiting);
        Signals.OutboxAge.Record(backlog.OldestAt is { } oldest ? (now - oldest).TotalSeconds : 0);
        Signals.OutboxUnanswered.Record(backlog.Unanswered);
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "The outbox could not be relayed; trying again in a second.")]
    private static partial void RelayFailed(ILogger log, Exception e);

    [LoggerMessage(EventId = 302, Level = LogLevel.Warning, Message = "{Count} of {All} messages were not confirmed; they stay in the outbox and are sent again. {Reasons}")]
    private static partial void NotConfirmed(ILogger log, int count, int all, string reasons);

    [LoggerMessage(EventId = 303, Level = LogLevel.Warning, Message = "The connection to the bus looks well, yet {Times} times in a row nothing was confirmed; starting the bus anew.")]
    private static partial void BusRestarted(ILogger log, int times);

    private sealed record ConfirmedRow(MessageId Id, long Claim, DateTimeOffset SentAt, DateTimeOffset NextAt);

    private sealed record PostponedRow(MessageId Id, long Claim, DateTimeOffset NextAt);
}
