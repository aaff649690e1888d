using System.Threading.Channels;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;
using TaskManager.Bus;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>
/// Empties the broker's queue of dead letters into the database, where an operator can look. A message leaves the broker
/// once it is saved: what is saved and not acknowledged comes again, and is the same row. Several processes share the work.
/// </summary>
public sealed partial class DeadLetterIntake(
    Broker broker, BusPromise promise, BusHealth health, Database database, DeadLetterStore store, Outbox outbox, TimeProvider clock, ILogger<DeadLetterIntake> log) : BackgroundService
{
    /// <summary>Most messages in one transaction; also bounds how many bodies are in memory.</summary>
    public const int BatchMax = 100;

    private const int NoQueue = 404;

    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!promise.Durable)
        {
            return; // no such queue: what nobody answers comes from the outbox
        }

        for (var failures = 0; !stoppingToken.IsCancellationRequested;)
        {
            try
            {
                await TakeAsync(() => failures = 0, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NoQueue && failures is 0)
            {
                // A new broker: the watch over its topology is just making the queue.
                await Task.Delay(PauseAfter(failures++), clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (Exception e)
            {
                var pause = PauseAfter(failures++);
                IntakeFailed(log, e, pause.TotalSeconds);
                await Task.Delay(pause, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>Takes messages until the connection breaks or a batch cannot be saved; then all that is not acknowledged comes again.</summary>
    private async Task TakeAsync(Action onSaved, CancellationToken cancel)
    {
        await using var connection = await broker.ConnectAsync("dead letters", cancel);
        await using var channel = await connection.CreateChannelAsync(cancellationToken: cancel);
        await channel.BasicQosAsync(0, BatchMax, global: false, cancel);
        var arrived = Channel.CreateUnbounded<Arrival>(new UnboundedChannelOptions { SingleReader = true }); // bounded by the prefetch
        channel.ChannelShutdownAsync += (_, reason) =>
        {
            arrived.Writer.TryComplete(new IOException($"The broker closed the channel: {reason.ReplyText}"));
            return Task.CompletedTask;
        };
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, message) =>
        {
            arrived.Writer.TryWrite(new Arrival(message.DeliveryTag, ArrivedMessage.Copy(message))); // its memory is the client's
            return Task.CompletedTask;
        };
        consumer.UnregisteredAsync += (_, _) =>
        {
            arrived.Writer.TryComplete(new IOException("The broker ended the subscription: the queue was deleted or moved."));
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(Queues.DeadLetters, autoAck: false, consumer, cancel);

        var batch = new List<Arrival>(BatchMax);
        while (await arrived.Reader.WaitToReadAsync(cancel))
        {
            batch.Clear();
            while (batch.Count < BatchMax && arrived.Reader.TryRead(out var one))
            {
                batch.Add(one);
            }

            await SaveAsync([.. batch.Select(each => each.Message)], cancel);
            await channel.BasicAckAsync(batch[^1].Tag, multiple: true, CancellationToken.None); // it is saved, also while stopping
            onSaved();
        }
    }

    private async Task SaveAsync(IReadOnlyList<ArrivedMessage> messages, CancellationToken cancel)
    {
        foreach (var probe in messages.Where(message => message.IsProbe))
        {
            health.ProbeArrived(probe.MessageId);
        }

        var now = Instants.Now(clock);
        var letters = messages.Where(message => !message.IsProbe).Select(message => message.ToDeadLetter(now)).ToList();
        if (letters.Count is 0)
        {
            return;
        }

        await database.WriteAsync(session => KeepAsync(session, letters), cancel);
        foreach (var queue in letters.GroupBy(letter => (letter.Queue, letter.Reason)))
        {
            LettersArrived(log, queue.Count(), queue.Key.Queue, queue.Key.Reason);
        }
    }

    /// <summary>What came from the outbox leaves it in the same transaction, or it would be sent again whatever an operator decides.</summary>
    private async Task KeepAsync(Session session, IReadOnlyList<DeadLetter> letters)
    {
        var ours = (await outbox.TakeOutAsync(session, [.. letters.Select(letter => (letter.Id, letter.Queue))])).ToDictionary(message => message.Id);
        await store.KeepAsync(session, [.. letters.Select(letter => ours.TryGetValue(letter.Id, out var message) ? letter with { Body = message.Body, FromOutbox = true } : letter)]);
    }

    /// <summary>1 s, doubled with each failure up to 30 s, and up to a quarter more by chance, so that several processes do not come at once.</summary>
    private static TimeSpan PauseAfter(int failures) =>
        TimeSpan.FromSeconds(Math.Min(PauseMax.TotalSeconds, Math.Pow(2, Math.Min(failures, 5))) * (1 + (Random.Shared.NextDouble() / 4)));

    [LoggerMessage(EventId = 701, Level = LogLevel.Warning, Message = "{Count} messages of queue {Queue} could not be handled ({Reason}) and wait as dead letters; an operator retries or discards them.")]
    private static partial void LettersArrived(ILogger log, int count, string queue, string reason);

    [LoggerMessage(EventId = 702, Level = LogLevel.Error, Message = "Dead letters cannot be taken from the broker; they stay there. Trying again in {Seconds:0} s.")]
    private static partial void IntakeFailed(ILogger log, Exception e, double seconds);

    private sealed record Arrival(ulong Tag, ArrivedMessage Message);
}
