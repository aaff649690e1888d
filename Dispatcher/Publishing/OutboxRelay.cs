using System.Text.Json;
using MassTransit;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>
/// Hands saved messages to the bus. A row leaves the outbox when the bus has confirmed it and is durable, else when its
/// answer is recorded. Until then it is sent again, with the same message id, after a pause that grows: what handled it
/// once will ignore it.
/// </summary>
public sealed partial class OutboxRelay(
    Database database,
    OutboxSignal signal,
    ISendEndpointProvider bus,
    BusPromise promise,
    TimeProvider clock,
    ILogger<OutboxRelay> log) : BackgroundService
{
    /// <summary>Most messages on their way at once; bounds the memory an in-process queue can take.</summary>
    private const int UnansweredMax = 24;

    /// <summary>Fewer are not worth a claim of their own: the next answers make more room.</summary>
    private const int RoomMin = UnansweredMax / 2;

    /// <summary>How long a message may take before it is sent again.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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

                if (await SendSomeAsync(stoppingToken) is 0)
                {
                    await signal.WaitAsync(LookAgain, stoppingToken);
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
        var room = promise.Durable ? UnansweredMax : UnansweredMax - signal.Unanswered;
        if (room < RoomMin)
        {
            return 0;
        }

        var claim = now.UtcTicks;
        var rows = await ClaimAsync(claim, now, room, cancel);
        foreach (var row in rows)
        {
            if (!promise.Durable)
            {
                signal.Sent(row.Id, now + AnswerWithin);
            }

            await SendAsync(row, cancel);
            Signals.MessagesSent.Add(1);
            Signals.OutboxDelay.Record((clock.GetUtcNow() - row.CreatedAt).TotalSeconds);
        }

        if (promise.Durable && rows.Count > 0)
        {
            var settled = rows.Select(row => new ClaimedRow(row.Id, claim)).ToList();
            await database.WriteAsync(session => session.WriteManyAsync("settle-claimed-outbox-rows", settled), cancel);
        }

        return rows.Count;
    }

    private async Task<IReadOnlyList<OutboxRow>> ClaimAsync(long claim, DateTimeOffset now, int limit, CancellationToken cancel)
    {
        // Looking costs no write; most looks find nothing.
        if (await database.ReadAsync(Outbox.CountDueAsync(now), cancel) is 0)
        {
            return [];
        }

        return await database.WriteAsync(
            session => session.QueryAsync<OutboxRow>("claim-outbox-rows", new { Claim = claim, Now = now, Until = now + AnswerWithin, Limit = limit }),
            cancel);
    }

    private async Task SendAsync(OutboxRow row, CancellationToken cancel)
    {
        var message = JsonSerializer.Deserialize(row.Body, ContractsJson.Default.AssignmentsSent)!;
        using var span = Sending.Start(row, message.Assignments.Count);
        var endpoint = await bus.GetSendEndpoint(Queues.Address(row.Queue));
        await endpoint.Send(message, context => context.MessageId = row.Id.Value, cancel);
        Sending.Sent(log, row, message);
    }

    [LoggerMessage(EventId = 301, Level = LogLevel.Error, Message = "The outbox could not be relayed; trying again in a second.")]
    private static partial void RelayFailed(ILogger log, Exception e);

    private sealed record ClaimedRow(MessageId Id, long Claim);
}
