using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TaskManager.Bus;

/// <summary>What a look at the broker found.</summary>
/// <param name="Queues">Each queue as it is.</param>
/// <param name="Reasons">What is wrong, in words; empty: nothing.</param>
/// <param name="Made">Queues that were not there and were made, and whether they had been seen before.</param>
public sealed record TopologySeen(IReadOnlyList<QueueDepth> Queues, IReadOnlyList<string> Reasons, IReadOnlyList<(string Queue, bool HadGone)> Made);

/// <summary>
/// Exchanges, queues and bindings on RabbitMQ. Declaring is looking: what is there already stays as it is, what was
/// deleted is made again, and what is there in another form is told. Used by one caller at a time.
/// </summary>
public sealed class BusTopology(BusSettings settings, TimeProvider clock) : IAsyncDisposable
{
    /// <summary>Deliveries after which a message whose queue has the policy is certainly dead; the policy says 10.</summary>
    private const int ProbeDeliveriesMax = 30;

    private const int NotFound = 404;
    private const int OtherForm = 406;
    private const int NotAllowed = 403;

    /// <summary>One call to the broker; a client has been seen to wait for ever.</summary>
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(50);

    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    private readonly Broker broker = new(settings);
    private readonly HashSet<string> known = [];
    private IConnection? connection;
    private IChannel? channel;

    /// <summary>The broker's name and version, as it says itself; null: it has not been reached.</summary>
    public string? Broker => connection?.ServerProperties is { } told && Text(told, "product") is { } product ? $"{product} {Text(told, "version")}" : null;

    /// <summary>Makes sure of everything the service and these lanes need.</summary>
    /// <exception cref="Exception">The broker cannot be reached.</exception>
    public async Task<TopologySeen> EnsureAsync(IReadOnlyCollection<string> lanes)
    {
        var queues = new List<QueueDepth>();
        var reasons = new List<string>();
        var made = new List<(string Queue, bool HadGone)>();
        // The dead letters first: from the moment a queue exists, what fails there must have a place to go.
        string[] exchanged = [Queues.DeadLetters, Queues.Feedback, .. lanes.SelectMany(Queues.OfLane)];
        foreach (var queue in exchanged)
        {
            if (await EnsureAsync(queue, hasExchange: true, reasons, made) is { } depth)
            {
                queues.Add(depth);
            }
        }

        await EnsureAsync(Queues.Probe, hasExchange: false, reasons, made);
        return new TopologySeen(queues, reasons, made);
    }

    /// <summary>
    /// Proves that a message that fails is not lost: sends one, gives it back until the broker has had enough, and sees it
    /// come through the exchange of the dead letters. A queue for the time of the probe gets its copy, so that whoever else
    /// takes the dead letters is not waited for, and several Dispatchers do not take each other's.
    /// </summary>
    /// <param name="health">Told of every probe that came through.</param>
    /// <returns>Whether it did.</returns>
    public async Task<bool> ProbeAsync(BusHealth health)
    {
        var nonce = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
        var arrived = health.ProbeSent(nonce);
        var open = await ChannelAsync();
        var copies = (await Soon(open.QueueDeclareAsync())).QueueName;
        try
        {
            await Soon(open.QueueBindAsync(copies, Queues.DeadLetters, ""));
            await Soon(open.BasicPublishAsync("", Queues.Probe, mandatory: true, new BasicProperties { MessageId = nonce, Persistent = true }, ReadOnlyMemory<byte>.Empty).AsTask());
            for (var delivery = 0; delivery < ProbeDeliveriesMax && await Soon(open.BasicGetAsync(Queues.Probe, autoAck: false)) is { } message; delivery++)
            {
                await Soon(open.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true).AsTask());
            }

            var started = clock.GetTimestamp();
            while (!arrived.IsCompleted && clock.GetElapsedTime(started) < AnswerWithin)
            {
                while (await Soon(open.BasicGetAsync(copies, autoAck: true)) is { } copy)
                {
                    health.ProbeArrived(copy.BasicProperties.MessageId ?? "");
                }

                if (await Soon(open.QueueDeclarePassiveAsync(Queues.Probe)) is { MessageCount: > 0 })
                {
                    break;
                }

                await Task.Delay(LookAgain, clock);
            }

            return arrived.IsCompleted;
        }
        finally
        {
            health.ProbeGivenUp(nonce);
            if (open.IsOpen)
            {
                await Soon(open.QueueDeleteAsync(copies));
                await Soon(open.QueuePurgeAsync(Queues.Probe));
            }
        }
    }

    /// <summary>Ends the connection; the next call makes a new one.</summary>
    public async Task DisconnectAsync()
    {
        var ended = connection;
        (connection, channel) = (null, null);
        if (ended is not null)
        {
            await Soon(ended.DisposeAsync().AsTask());
        }
    }

    public async ValueTask DisposeAsync() => await DisconnectAsync();

    private async Task<QueueDepth?> EnsureAsync(string queue, bool hasExchange, List<string> reasons, List<(string Queue, bool HadGone)> made)
    {
        try
        {
            var wasThere = await IsThereAsync(queue);
            var open = await ChannelAsync();
            var declared = await Soon(open.QueueDeclareAsync(queue, durable: true, exclusive: false, autoDelete: false, Quorum));
            if (!wasThere)
            {
                made.Add((queue, HadGone: known.Contains(queue)));
            }

            known.Add(queue);
            if (hasExchange)
            {
                await Soon(open.ExchangeDeclareAsync(queue, ExchangeType.Fanout, durable: true));
                await Soon(open.QueueBindAsync(queue, queue, ""));
            }

            return new QueueDepth(queue, declared.MessageCount, declared.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is OtherForm)
        {
            reasons.Add($"'{queue}' is on the broker in another form than the service needs (durable quorum queue, durable fanout exchange). Empty and delete it there; the service makes it anew. The broker says: {e.ShutdownReason.ReplyText}");
            return null;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotAllowed)
        {
            reasons.Add($"The user '{settings.User}' may not make '{queue}'; deploy/rabbitmq/setup sets the rights. The broker says: {e.ShutdownReason.ReplyText}");
            return null;
        }
    }

    private async Task<bool> IsThereAsync(string queue)
    {
        try
        {
            var open = await ChannelAsync();
            await Soon(open.QueueDeclarePassiveAsync(queue));
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode is NotFound)
        {
            return false;
        }
    }

    /// <summary>An open channel: the broker closes one with every refusal.</summary>
    private async Task<IChannel> ChannelAsync()
    {
        if (connection is not { IsOpen: true })
        {
            await DisconnectAsync();
            connection = await Soon(broker.ConnectAsync("topology", CancellationToken.None));
        }

        if (channel is not { IsOpen: true })
        {
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }

            channel = await Soon(connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true)));
        }

        return channel;
    }

    private Task Soon(Task call) => call.WaitAsync(AnswerWithin, clock);

    private Task<T> Soon<T>(Task<T> call) => call.WaitAsync(AnswerWithin, clock);

    private static string? Text(IDictionary<string, object?> told, string name) => told.TryGetValue(name, out var value) && value is byte[] bytes ? System.Text.Encoding.UTF8.GetString(bytes) : null;
}
