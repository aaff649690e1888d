using RabbitMQ.Client;

namespace TaskManager.Bus;

/// <summary>Connects to the broker without the bus library, which knows only messages of known types.</summary>
public sealed class Broker(BusSettings settings)
{
    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    /// <summary>A connection that is not mended by itself: whoever holds it starts over.</summary>
    public Task<IConnection> ConnectAsync(string purpose, CancellationToken cancel)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = settings.VirtualHost,
            UserName = settings.User,
            Password = settings.Password,
            AutomaticRecoveryEnabled = false,
            RequestedHeartbeat = ConnectWithin,
            RequestedConnectionTimeout = ConnectWithin / 2,
        };
        return factory.CreateConnectionAsync(
            [.. settings.Hosts.Select(host => new AmqpTcpEndpoint(host.Name, host.Port, new SslOption(settings.Tls ? settings.Hosts[0].Name : "", enabled: settings.Tls)))],
            $"taskmanager {purpose}",
            cancel);
    }
}
