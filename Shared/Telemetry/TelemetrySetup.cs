using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace TaskManager.Telemetry;

/// <summary>Sends traces, metrics and logs to an OpenTelemetry collector. Without an endpoint nobody listens, and a span costs one look.</summary>
public static class TelemetrySetup
{
    /// <summary>The service that issues, publishes and records.</summary>
    public const string Dispatcher = "taskmanager-dispatcher";

    /// <summary>A Worker in a process of its own.</summary>
    public const string Worker = "taskmanager-worker";

    /// <summary>What others emit and belongs to a trace of ours, or to the health of the process.</summary>
    private static readonly string[] Libraries = ["MassTransit", "Npgsql"];

    /// <summary>
    /// Settings: <c>Telemetry:Otlp</c>, the collector's address, for example http://127.0.0.1:4317, empty: nothing is sent
    /// (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is as good); <c>Telemetry:Protocol</c>, grpc or http-protobuf, default grpc;
    /// <c>Telemetry:TraceRatio</c>, the share of new traces that is kept, 0–1, default 1. Call after the log's own set-up.
    /// </summary>
    /// <param name="builder">The program.</param>
    /// <param name="service">Its name: <see cref="Dispatcher"/> or <see cref="Worker"/>.</param>
    /// <param name="instance">Which of several; null: the machine's name and the process id.</param>
    /// <exception cref="InvalidDataException">A setting is not right; the message says which and what it may be.</exception>
    public static void AddTelemetry(this IHostApplicationBuilder builder, string service, string? instance = null)
    {
        var settings = builder.Configuration;
        if (First(settings, "Telemetry:Otlp", "OTEL_EXPORTER_OTLP_ENDPOINT") is not { } endpoint)
        {
            return;
        }

        if (!Uri.TryCreate(endpoint, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
        {
            throw new InvalidDataException($"Telemetry:Otlp is '{endpoint}'; it must be the collector's address, for example http://127.0.0.1:4317.");
        }

        var sampler = new CauseSampler(Ratio(settings));
        builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(service, serviceVersion: Version(), serviceInstanceId: instance ?? $"{Environment.MachineName}:{Environment.ProcessId}"))
            .WithTracing(traces => traces
                .SetSampler(new ParentBasedSampler(sampler))
                .AddSource([Signals.Name, .. Libraries])
                .AddAspNetCoreInstrumentation(web => web.Filter = IsWorthATrace))
            .WithMetrics(metrics => metrics
                .AddMeter([Signals.Name, .. Libraries])
                .AddAspNetCoreInstrumentation()
                .AddRuntimeInstrumentation())
            .WithLogging(configureBuilder: null, log =>
            {
                log.IncludeFormattedMessage = true;
                log.IncludeScopes = true;
            })
            .UseOtlpExporter(Protocol(settings), collector);
    }

    /// <summary>Probes and the page's files come often and tell nothing.</summary>
    private static bool IsWorthATrace(HttpContext context) =>
        !context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal) && !Path.HasExtension(context.Request.Path.Value);

    private static OtlpExportProtocol Protocol(IConfiguration settings) => First(settings, "Telemetry:Protocol", "OTEL_EXPORTER_OTLP_PROTOCOL") switch
    {
        null or "grpc" => OtlpExportProtocol.Grpc,
        "http-protobuf" or "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        var other => throw new InvalidDataException($"Telemetry:Protocol is '{other}'; it may be grpc or http-protobuf."),
    };

    private static double Ratio(IConfiguration settings) => settings["Telemetry:TraceRatio"] switch
    {
        null or "" => 1,
        var text when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio) && ratio is >= 0 and <= 1 => ratio,
        var other => throw new InvalidDataException($"Telemetry:TraceRatio is '{other}'; it may be a number from 0 to 1, for example 0.1."),
    };

    private static string Version() =>
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0";

    private static string? First(IConfiguration settings, params string[] names) =>
        names.Select(name => settings[name]).FirstOrDefault(value => !string.IsNullOrWhiteSpace(value));
}

/// <summary>
/// Decides on spans that nothing caused: a request or a sweep begins a trace, by the ratio. A message or a query does
/// not: without a cause it belongs to a trace that was not kept, or to the relay's looking about once a second.
/// </summary>
internal sealed class CauseSampler(double ratio) : Sampler
{
    private readonly TraceIdRatioBasedSampler kept = new(ratio);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        samplingParameters.Kind is System.Diagnostics.ActivityKind.Server or System.Diagnostics.ActivityKind.Internal
            ? kept.ShouldSample(samplingParameters)
            : new SamplingResult(SamplingDecision.Drop);
}
