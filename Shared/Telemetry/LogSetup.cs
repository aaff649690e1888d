using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace TaskManager.Telemetry;

/// <summary>Where the log goes and how its lines look, the same in every program.</summary>
public static class LogSetup
{
    private static readonly Func<ILogger, Guid, IDisposable?> MessageScope = LoggerMessage.DefineScope<Guid>("message {MessageId}");

    /// <summary>Puts the id of the message that is handled beside every log line until disposed; an answer goes by the id of what it answers.</summary>
    public static IDisposable? OfMessage(this ILogger log, Guid message) => MessageScope(log, message);

    /// <summary>
    /// Standard output belongs to results; logs go to standard error. Setting: <c>Logging:Format</c>, line, for people, or
    /// json, for programs; default line.
    /// </summary>
    /// <exception cref="InvalidDataException">The setting is neither.</exception>
    public static void AddLogs(this IHostApplicationBuilder builder)
    {
        var log = builder.Logging.ClearProviders();
        switch (builder.Configuration["Logging:Format"])
        {
            case null or "" or "line":
                log.AddSimpleConsole(options => options.SingleLine = true);
                break;
            case "json":
                log.AddConsole(options => options.FormatterName = JsonLines.FormatterName).AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
                break;
            case var other:
                throw new InvalidDataException($"Logging:Format is '{other}'; it may be line or json.");
        }

        builder.Services.Configure<ConsoleLoggerOptions>(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
