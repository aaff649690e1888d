using MassTransit;

namespace TaskManager.Bus;

/// <summary>A queue and who takes its messages.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Bind">Binds the consumer.</param>
public sealed record BusEndpoint(string Queue, Action<IReceiveEndpointConfigurator, IRegistrationContext> Bind)
{
    /// <summary>Messages in hand at once; null: as many as the machine has cores.</summary>
    public int? AtOnceMax { get; init; }

    /// <summary>Faults that pass by themselves, such as a database that is away: worth a minute of patience before the broker gets the message back.</summary>
    public Func<Exception, bool> Passes { get; init; } = _ => false;

    public static BusEndpoint For<TConsumer>(string queue)
        where TConsumer : class, IConsumer => new(queue, (endpoint, context) => endpoint.ConfigureConsumer<TConsumer>(context));
}
