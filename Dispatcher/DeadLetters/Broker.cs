using System.Globalization;
using RabbitMQ.Client;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>Where the broker is, by the settings of the bus.</summary>
public sealed class Broker(IConfiguration configuration)
{
    private const int PortByDefault = 5672;

    private static readonly TimeSpan ConnectWithin = TimeSpan.FromSeconds(10);

    /// <summary>A connection that is not mended by itself: whoever holds it starts over.</summary>
    public Task<IConnection> ConnectAsync(string name, CancellationToken cancel)
    {
        var factory = new ConnectionFactory
        {
            VirtualHost = configuration["Bus:VirtualHost"] is { Length: > 0 } virtualHost ? virtualHost : "taskmanager",
            UserName = configuration["Bus:User"] ?? ConnectionFactory.DefaultUser,
            Password = configuration["Bus:Password"] ?? ConnectionFactory.DefaultPass,
            AutomaticRecoveryEnabled = false,
            TopologyRecoveryEnabled = false,
            RequestedConnectionTimeout = ConnectWithin,
            ContinuationTimeout = ConnectWithin,
            ClientProvidedName = $"TaskManager {name}",
        };
        var tls = string.Equals(configuration["Bus:Tls"], "true", StringComparison.OrdinalIgnoreCase);
        var hosts = (configuration["Bus:Hosts"] is { Length: > 0 } given ? given : "127.0.0.1")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(host => host.Split(':', 2) is [var address, var port] ? (address, int.Parse(port, CultureInfo.InvariantCulture)) : (host, PortByDefault))
            .Select(host => new AmqpTcpEndpoint(host.Item1, host.Item2, new SslOption(host.Item1, enabled: tls)))
            .ToList();
        return factory.CreateConnectionAsync(hosts, cancel);
    }
}
