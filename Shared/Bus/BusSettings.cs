using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace TaskManager.Bus;

public enum BusTransport
{
    /// <summary>Inside the process; forgets when it ends.</summary>
    InMemory,

    /// <summary>A RabbitMQ broker or cluster.</summary>
    RabbitMq,
}

/// <summary>One node of the broker.</summary>
public sealed record BusHost(string Name, int Port);

/// <summary>The settings under <c>Bus:</c>, the same in every process.</summary>
public sealed record BusSettings
{
    private const int DefaultPort = 5672;
    private const int DefaultTlsPort = 5671;

    /// <summary><c>Bus:Transport</c>: <c>in-memory</c> (default) or <c>rabbitmq</c>. All below is of RabbitMQ only.</summary>
    public BusTransport Transport { get; init; }

    /// <summary><c>Bus:Hosts</c>: nodes of the broker, <c>name[:port]</c> with commas between, default <c>127.0.0.1</c>; the port is 5672 when left out, 5671 with TLS. They are tried in turn.</summary>
    public IReadOnlyList<BusHost> Hosts { get; init; } = [];

    /// <summary><c>Bus:VirtualHost</c>, default <c>taskmanager</c>.</summary>
    public string VirtualHost { get; init; } = "taskmanager";

    /// <summary><c>Bus:User</c>, no default.</summary>
    public string User { get; init; } = "";

    /// <summary><c>Bus:Password</c>, no default.</summary>
    public string Password { get; init; } = "";

    /// <summary><c>Bus:Tls</c>: <c>true</c>: encrypted, and the broker's certificate must be good for the name it is reached by. Default <c>false</c>.</summary>
    public bool Tls { get; init; }

    /// <summary>Reads the settings.</summary>
    /// <exception cref="InvalidDataException">Some are missing or wrong; the message names all of them.</exception>
    public static BusSettings Read(IConfiguration configuration)
    {
        var mistakes = new List<string>();
        var transport = Text("Transport") switch
        {
            null or "in-memory" => BusTransport.InMemory,
            "rabbitmq" => BusTransport.RabbitMq,
            var other => Mistake<BusTransport>($"Bus:Transport is '{other}'. Allowed: in-memory, rabbitmq."),
        };
        if (transport is BusTransport.InMemory && mistakes.Count is 0)
        {
            return new BusSettings();
        }

        var tls = Text("Tls") switch
        {
            null or "false" or "False" => false,
            "true" or "True" => true,
            var other => Mistake<bool>($"Bus:Tls is '{other}'. Allowed: true, false."),
        };
        var settings = new BusSettings
        {
            Transport = transport,
            Hosts = [.. (Text("Hosts") ?? "127.0.0.1").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Host)],
            VirtualHost = Text("VirtualHost") ?? "taskmanager",
            User = Text("User") ?? Mistake<string>("Bus:User is missing. It is the name this process signs in to RabbitMQ with.")!,
            Password = Text("Password") ?? Mistake<string>("Bus:Password is missing. It is the password of Bus:User.")!,
            Tls = tls,
        };
        return mistakes.Count is 0 ? settings : throw new InvalidDataException(string.Join('\n', mistakes));

        string? Text(string name) => configuration[$"Bus:{name}"] is { Length: > 0 } text ? text : null;

        BusHost Host(string text)
        {
            var colon = text.LastIndexOf(':');
            if (colon < 0)
            {
                return new BusHost(text, tls ? DefaultTlsPort : DefaultPort);
            }

            return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0
                ? new BusHost(text[..colon], port)
                : Mistake<BusHost>($"'{text}' in Bus:Hosts is not a host. Write name or name:port.")!;
        }

        T? Mistake<T>(string mistake)
        {
            mistakes.Add(mistake);
            return default;
        }
    }
}
