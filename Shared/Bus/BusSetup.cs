using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using TaskManager.Contracts;

namespace TaskManager.Bus;

/// <summary>What the chosen transport promises; the relay settles its messages by it.</summary>
/// <param name="Durable">
/// Whether a confirmed message survives the process. In memory it does not, so a message counts as delivered only when
/// its answer is recorded, and is sent again at the next start otherwise.
/// </param>
public sealed record BusPromise(bool Durable);

/// <summary>The transport, chosen by <c>Bus:Transport</c>. Only <c>in-memory</c> so far.</summary>
public static class BusSetup
{
    /// <summary>Adds the bus with the endpoints the caller names.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="consumers">Registers the consumers.</param>
    /// <param name="endpoints">Binds each queue to its consumers.</param>
    public static void AddBus(
        this IServiceCollection services,
        Action<IBusRegistrationConfigurator> consumers,
        Action<IBusRegistrationContext, IBusFactoryConfigurator> endpoints)
    {
        services.AddSingleton(new BusPromise(Durable: false));
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            consumers(bus);
            bus.UsingInMemory((context, transport) =>
            {
                // A failing message is tried again at once, then after growing pauses; after that the outbox sends it anew.
                transport.UseMessageRetry(retry => retry.Intervals(100, 500, 2000));
                transport.ConfigureJsonSerializerOptions(json =>
                {
                    json.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
                    return json;
                });
                // The body is the message and nothing else, its id and type are headers: one parse less for each message,
                // and a program that knows only JSON can read a lane.
                transport.UseRawJsonSerializer(RawSerializerOptions.All, isDefault: true);
                endpoints(context, transport);
            });
        });
    }
}
