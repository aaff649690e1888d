using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using MassTransit;
using TaskManager.Bus;
using TaskManager.Telemetry;
using TaskManager.Worker;
using TaskManager.Worker.Assignments;

// The Worker as a process of its own, in the department's network: it takes its lanes' assignments and answers.
Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
try
{
    await Build(args).RunAsync();
    return 0;
}
catch (InvalidDataException e)
{
    await Console.Error.WriteLineAsync(e.Message);
    return 1;
}

static WebApplication Build(string[] args)
{
    var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

    // Defaults stand here and not in an appsettings.json: the Dispatcher, which can host the Worker, has a file of that name beside it.
    builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
    {
        InitialData = new Dictionary<string, string?>
        {
            ["urls"] = "http://localhost:5090",
            ["Logging:LogLevel:Default"] = "Warning",
            ["Logging:LogLevel:TaskManager"] = "Information",
        },
    });
    builder.AddLogs();
    builder.AddTelemetry(TelemetrySetup.Worker);
    var (settings, lanes) = Settings(builder.Configuration);
    builder.Services.AddSingleton(TimeProvider.System);
    builder.Services.AddWorker(builder.Configuration);
    builder.Services.AddBus(settings, consumers => consumers.AddConsumer<AssignmentsSentConsumer>(), _ => lanes.SelectMany(WorkerSetup.EndpointsOf));
    var app = builder.Build();
    app.MapHealthChecks("/health/live", new() { Predicate = _ => false });

    // The bus library's own check: connected, and every endpoint receiving.
    app.MapHealthChecks("/health/ready", new()
    {
        ResultStatusCodes =
        {
            [HealthStatus.Healthy] = StatusCodes.Status200OK,
            [HealthStatus.Degraded] = StatusCodes.Status503ServiceUnavailable,
            [HealthStatus.Unhealthy] = StatusCodes.Status503ServiceUnavailable,
        },
    });
    return app;
}

// Everything that is missing is told at once.
static (BusSettings Bus, IReadOnlyList<string> Lanes) Settings(IConfiguration configuration)
{
    var mistakes = new List<string>();
    var bus = new BusSettings();
    try
    {
        bus = BusSettings.Read(configuration);
        if (bus.Transport is BusTransport.InMemory)
        {
            mistakes.Add("A Worker of its own needs a broker: set Bus:Transport to rabbitmq, with Bus:Hosts, Bus:User and Bus:Password. In memory, the Dispatcher hosts the Worker.");
        }
    }
    catch (InvalidDataException e)
    {
        mistakes.Add(e.Message);
    }

    var lanes = (configuration["Worker:Lanes"] ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Distinct(StringComparer.Ordinal).ToList();
    if (lanes.Count is 0)
    {
        mistakes.Add("Worker:Lanes is missing. Name the lanes this Worker serves, with commas between, for example market-supervision,hotline.");
    }

    return mistakes.Count is 0 ? (bus, lanes) : throw new InvalidDataException(string.Join('\n', mistakes));
}
