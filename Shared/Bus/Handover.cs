using System.Collections.Concurrent;
using MassTransit;
using MassTransit.Context;
using BrokerException = RabbitMQ.Client.Exceptions.PublishException;

namespace TaskManager.Bus;

/// <summary>
/// Hands one message to the bus, waits for its word, and never for longer than <see cref="ConfirmWithin"/>: clients have
/// been seen to wait for ever after a broker's restart. An exception is an outcome here, not an error.
/// </summary>
public sealed class Handover : ISendObserver, IDisposable
{
    /// <summary>How long the bus may take to confirm.</summary>
    public static readonly TimeSpan ConfirmWithin = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan StartWithin = TimeSpan.FromSeconds(30);

    /// <summary>A pseudo exchange of the client library for which it declares nothing.</summary>
    private static readonly Uri DeclaresNothing = new("exchange:amq.rabbitmq.reply-to");

    private static readonly Refused BrokerRefused = new("The broker did not take it; the queue may be full.");

    private readonly ConcurrentDictionary<Guid, OnItsWay> waiting = new();
    private readonly BusSettings settings;
    private readonly IBusControl bus;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim restarting = new(1);

    public Handover(BusSettings settings, IBusControl bus, TimeProvider clock)
    {
        this.settings = settings;
        this.bus = bus;
        this.clock = clock;
        bus.ConnectSendObserver(this);
    }

    private bool IsRabbitMq => settings.Transport is BusTransport.RabbitMq;

    /// <summary>Whether a restart got no further than the stop.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether the connection itself seems to be in order.</summary>
    public bool LooksWell => bus.CheckHealth().Status is BusHealthStatus.Healthy;

    /// <summary>Sends to a queue of this side's own making. On RabbitMQ one that nothing takes is refused, not lost in silence.</summary>
    public Task<PublishOutcome> SendAsync<T>(string queue, T message, Guid id)
        where T : class =>
        // Not `queue:` on RabbitMQ: the library would declare the queue once more, as a classic one, and be refused.
        SendAsync(bus, new Uri(IsRabbitMq ? $"exchange:{queue}" : $"queue:{queue}"), message, id, exchange: null);

    /// <summary>
    /// Answers to a queue of the other side. On RabbitMQ nothing is declared for it: to declare the answers' exchange a Worker
    /// would need the right to delete it, and with it everybody's answers.
    /// </summary>
    /// <param name="context">The message that is answered.</param>
    /// <param name="queue">The other side's queue.</param>
    /// <param name="message">The answer.</param>
    /// <param name="id">Its message id.</param>
    public Task<PublishOutcome> AnswerAsync<T>(ConsumeContext context, string queue, T message, Guid id)
        where T : class => IsRabbitMq
            ? SendAsync(context, DeclaresNothing, message, id, exchange: queue)
            : SendAsync(context, new Uri($"queue:{queue}"), message, id, exchange: null);

    /// <summary>Stops the bus and starts it again, with new connections. Calling again goes on where it failed.</summary>
    public async Task RestartAsync()
    {
        await restarting.WaitAsync();
        try
        {
            if (!IsStopped)
            {
                IsStopped = true;
                await bus.StopAsync(StartWithin);
            }

            await bus.StartAsync(StartWithin);
            IsStopped = false;
        }
        finally
        {
            restarting.Release();
        }
    }

    public void Dispose() => restarting.Dispose();

    private async Task<PublishOutcome> SendAsync<T>(ISendEndpointProvider through, Uri address, T message, Guid id, string? exchange)
        where T : class
    {
        var way = waiting[id] = new OnItsWay();
        var sent = SendAsync();
        _ = sent.ContinueWith(done => (done.Exception, waiting.TryRemove(new KeyValuePair<Guid, OnItsWay>(id, way))), TaskScheduler.Default);
        try
        {
            if (await Task.WhenAny(sent, way.Refused.Task).WaitAsync(ConfirmWithin, clock) == way.Refused.Task)
            {
                return await way.Refused.Task;
            }

            await sent;
            return new Confirmed();
        }
        catch (MessageReturnedException)
        {
            return new Refused($"No queue takes messages for {exchange ?? address.AbsolutePath}.");
        }
        catch (Exception e) when (IsRefusal(e))
        {
            return BrokerRefused;
        }
        catch (TimeoutException)
        {
            return new Unknown($"Not confirmed within {ConfirmWithin.TotalSeconds:0} s.");
        }
        catch (Exception e)
        {
            return new Unknown(e.Message);
        }

        async Task SendAsync()
        {
            var endpoint = await through.GetSendEndpoint(address);
            await endpoint.Send(
                message,
                Pipe.Execute<SendContext<T>>(context =>
                {
                    if (exchange is not null)
                    {
                        ((TransportSendContext)context).ReadPropertiesFrom(new Dictionary<string, object> { ["RMQ-Exchange"] = exchange });
                    }

                    context.MessageId = id;
                    if (context.TryGetPayload<RabbitMqSendContext>(out var broker))
                    {
                        broker.Mandatory = true;
                    }
                }),
                way.Stop.Token);
        }
    }

    Task ISendObserver.PreSend<T>(SendContext<T> context) => Task.CompletedTask;

    Task ISendObserver.PostSend<T>(SendContext<T> context) => Task.CompletedTask;

    /// <summary>
    /// The library tries again by itself, for hours, what the broker has refused. Here it ends: the outbox tries again. The
    /// token is cancelled only now, between two tries; the client's bookkeeping of confirms does not bear it on the way.
    /// </summary>
    Task ISendObserver.SendFault<T>(SendContext<T> context, Exception exception)
    {
        if (IsRefusal(exception) && context.MessageId is { } id && waiting.TryGetValue(id, out var way))
        {
            way.Refused.TrySetResult(BrokerRefused);
            return way.Stop.CancelAsync();
        }

        return Task.CompletedTask;
    }

    private static bool IsRefusal(Exception fault) => fault.InnerException is BrokerException { IsReturn: false };

    private sealed class OnItsWay
    {
        public TaskCompletionSource<PublishOutcome> Refused { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <summary>Not disposed: the library may look at its token at any later time.</summary>
        public CancellationTokenSource Stop { get; } = new();
    }
}
