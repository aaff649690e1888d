using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace TaskManager.Tests.EndToEnd.Telemetry;

/// <summary>A span as it arrived. Ids are lower-case hex; no parent is the empty text.</summary>
internal sealed record Span(string Service, string Source, string Trace, string Id, string Parent, string Name, ulong Kind, IReadOnlyDictionary<string, string> Tags)
{
    public const ulong Server = 2;
}

/// <summary>A log record as it arrived.</summary>
internal sealed record LogRecord(string Body, string Trace, IReadOnlyDictionary<string, string> Fields);

/// <summary>An OpenTelemetry collector that keeps everything: takes OTLP over gRPC or over HTTP and reads it by itself.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<Span> spans = [];
    private readonly ConcurrentQueue<LogRecord> logs = [];
    private readonly ConcurrentDictionary<string, string> units = [];
    private readonly ConcurrentQueue<byte[]> bodies = [];

    private OtlpReceiver(WebApplication app) => this.app = app;

    /// <summary>grpc or http-protobuf, as the service's setting names it.</summary>
    public string Protocol { get; private init; } = "";

    public string Address => app.Urls.Single();

    public IReadOnlyList<Span> Spans => [.. spans];

    public IReadOnlyList<LogRecord> Logs => [.. logs];

    /// <summary>Metrics by name, with their units.</summary>
    public IReadOnlyDictionary<string, string> Units => units;

    /// <summary>Everything that arrived, as it arrived.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. bodies];

    /// <summary>Settings that make a service send here, soon.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Telemetry:Otlp"] = Address,
        ["Telemetry:Protocol"] = Protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "100",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "100",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "250",
    };

    public static async Task<OtlpReceiver> StartAsync(string protocol)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ConfigureEndpointDefaults(endpoint =>
            endpoint.Protocols = protocol is "grpc" ? HttpProtocols.Http2 : HttpProtocols.Http1)); // without TLS nothing tells the two apart
        var receiver = new OtlpReceiver(builder.Build()) { Protocol = protocol };
        receiver.app.Run(receiver.TakeAsync);
        await receiver.app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var body = buffer.ToArray();
        bodies.Enqueue(body);
        var isGrpc = context.Request.ContentType is "application/grpc";
        Read(context.Request.Path.Value!, isGrpc ? body.AsMemory(5) : body); // gRPC: one byte for compression, four for the length
        context.Response.ContentType = isGrpc ? "application/grpc" : "application/x-protobuf";
        if (isGrpc)
        {
            context.Response.DeclareTrailer("grpc-status");
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }

    /// <summary>opentelemetry/proto/{trace,metrics,logs}/v1: resource (1: attributes), scope (1: name), then the records.</summary>
    private void Read(string path, ReadOnlyMemory<byte> body)
    {
        foreach (var resource in Protobuf.At(Protobuf.Read(body), 1))
        {
            var service = Values(resource.At(1, 1))["service.name"];
            foreach (var scope in resource.At(2))
            {
                foreach (var record in scope.At(2))
                {
                    switch (path)
                    {
                        case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                            spans.Enqueue(new Span(service, One(scope, 1, 1).Text, One(record, 1).Hex, One(record, 2).Hex, One(record, 4).Hex, One(record, 5).Text, One(record, 6).Value, Values(record.At(9))));
                            break;
                        case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                            units[One(record, 1).Text] = One(record, 3).Text;
                            break;
                        case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                            logs.Enqueue(new LogRecord(One(record, 5, 1).Text, One(record, 9).Hex, Values(record.At(6))));
                            break;
                        default:
                            throw new InvalidDataException($"OTLP knows no {path}.");
                    }
                }
            }
        }
    }

    private static Field One(Field message, params int[] path) => message.At(path).FirstOrDefault();

    /// <summary>Attributes: 1 the key, 2 the value, which is 1 a text, 2 yes or no, 3 a whole number, 5 a list of values.</summary>
    private static Dictionary<string, string> Values(IEnumerable<Field> attributes) => attributes
        .GroupBy(each => One(each, 1).Text)
        .ToDictionary(same => same.Key, same => Value(One(same.First(), 2)));

    private static string Value(Field value) => value.Fields.FirstOrDefault() switch
    {
        { Number: 1 } text => text.Text,
        { Number: 5 } list => string.Join(',', list.At(1).Select(Value)),
        var number => number.Value.ToString(CultureInfo.InvariantCulture),
    };
}
