using System.Net.Security;
using System.Security.Authentication;
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

/// <summary>The transport, chosen by <c>Bus:Transport</c>. Consumers and senders are the same on each.</summary>
public static class BusSetup
{
    /// <summary>Longest stop: a check may take 30 s, and what was asked is answered.</summary>
    private static readonly TimeSpan StopWithin = TimeSpan.FromSeconds(40);

    /// <summary>Tries of one delivery, in milliseconds. Then it is the outbox's turn in memory, the broker's on RabbitMQ.</summary>
    private static readonly int[] Pauses = [100, 500];

    /// <summary>The same for faults that pass, in seconds; 41 s with the broker's 10 deliveries are some minutes.</summary>
    private static readonly int[] LongPauses = [1, 5, 10, 25];

    /// <summary>Adds the bus with the endpoints the caller names.</summary>
    /// <param name="services">Where to register.</param>
    /// <param name="settings">Which transport, and where it is.</param>
    /// <param name="consumers">Registers the consumers.</param>
    /// <param name="endpoints">The queues and their consumers, asked for when the bus is built.</param>
    public static void AddBus(
        this IServiceCollection services,
        BusSettings settings,
        Action<IBusRegistrationConfigurator> consumers,
        Func<IServiceProvider, IEnumerable<BusEndpoint>> endpoints)
    {
        services.AddSingleton(settings);
        services.AddSingleton(new BusPromise(Durable: settings.Transport is BusTransport.RabbitMq));
        services.AddSingleton<BusHealth>();
        services.AddSingleton<Handover>();
        services.AddOptions<MassTransitHostOptions>().Configure(options => options.StopTimeout = StopWithin);
        services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            consumers(bus);
            switch (settings.Transport)
            {
                case BusTransport.InMemory:
                    bus.UsingInMemory((context, transport) => UseInMemory(transport, context, endpoints(context)));
                    break;
                case BusTransport.RabbitMq:
                    services.AddHostedService<BusReviver>();
                    bus.UsingRabbitMq((context, transport) => UseRabbitMq(transport, settings, context, endpoints(context)));
                    break;
                default:
                    throw new InvalidOperationException(settings.Transport.ToString());
            }
        });
    }

    private static void UseInMemory(IInMemoryBusFactoryConfigurator transport, IBusRegistrationContext context, IEnumerable<BusEndpoint> endpoints)
    {
        UseJson(transport);
        foreach (var each in endpoints)
        {
            transport.ReceiveEndpoint(each.Queue, endpoint => Bind(endpoint, each, context));
        }
    }

    private static void UseRabbitMq(IRabbitMqBusFactoryConfigurator transport, BusSettings settings, IBusRegistrationContext context, IEnumerable<BusEndpoint> endpoints)
    {
        transport.Host(settings.Hosts[0].Name, (ushort)settings.Hosts[0].Port, settings.VirtualHost, host =>
        {
            host.Username(settings.User);
            host.Password(settings.Password);
            host.UseCluster(cluster =>
            {
                foreach (var node in settings.Hosts)
                {
                    cluster.Node($"{node.Name}:{node.Port}");
                }
            });
            host.PublisherConfirmation = true;
            host.Heartbeat(TimeSpan.FromSeconds(10));
            host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
            if (settings.Tls)
            {
                host.UseSsl(ssl =>
                {
                    ssl.Protocol = SslProtocols.None; // the operating system's choice; the library's is TLS 1.2 alone
                    ssl.ServerName = settings.Hosts[0].Name;
                    // The library lets certificates of unknown issuers through unless told otherwise.
                    ssl.EnforcePolicyErrors(SslPolicyErrors.RemoteCertificateChainErrors | SslPolicyErrors.RemoteCertificateNameMismatch | SslPolicyErrors.RemoteCertificateNotAvailable);
                });
            }
        });
        UseJson(transport);
        foreach (var each in endpoints)
        {
            transport.ReceiveEndpoint(each.Queue, endpoint =>
            {
                // The type of a queue is an argument, all limits are the policy's: arguments cannot be changed later.
                endpoint.SetQuorumQueue();
                // No exchange for each type of message: senders name the queue.
                endpoint.ConfigureConsumeTopology = false;
                if (each.AtOnceMax is { } most)
                {
                    // Few ahead of the work: a message has up to 200 assignments, and what one process holds no other can take.
                    endpoint.PrefetchCount = 2 * most;
                }

                // The broker gets a failed message back, counts, and after its delivery limit puts it to the dead letters. The
                // library's own _error and _skipped queues would be acknowledged copies in places nobody watches.
                endpoint.RethrowFaultedMessages();
                endpoint.ThrowOnSkippedMessages();
                endpoint.PublishFaults = false;
                Bind(endpoint, each, context);
            });
        }
    }

    private static void Bind(IReceiveEndpointConfigurator endpoint, BusEndpoint each, IBusRegistrationContext context)
    {
        endpoint.ConcurrentMessageLimit = each.AtOnceMax;
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(each.Passes);
            retry.Intervals([.. LongPauses.Select(seconds => TimeSpan.FromSeconds(seconds))]);
        });
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(fault => !each.Passes(fault));
            retry.Intervals(Pauses);
        });
        each.Bind(endpoint, context);
    }

    private static void UseJson(IBusFactoryConfigurator transport)
    {
        transport.ConfigureJsonSerializerOptions(json =>
        {
            json.TypeInfoResolverChain.Insert(0, ContractsJson.Default);
            return json;
        });
        // The body is the message and nothing else, its id and type are headers: one parse less for each message,
        // and a program that knows only JSON can read a lane.
        transport.UseRawJsonSerializer(RawSerializerOptions.All, isDefault: true);
    }
}
