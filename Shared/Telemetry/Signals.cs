using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TaskManager.Telemetry;

/// <summary>Every metric and span of the service, with its unit. Renaming one breaks dashboards: treat it as a breaking change.</summary>
public static class Signals
{
    public const string Name = "TaskManager";

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>Tasks issued, by hand, by file or from history.</summary>
    public static readonly Counter<long> TasksIssued = Meter.CreateCounter<long>("taskmanager.tasks.issued", "{task}");

    /// <summary>Tasks closed; tag <c>automatic</c> says whether by automatic feedback.</summary>
    public static readonly Counter<long> TasksClosed = Meter.CreateCounter<long>("taskmanager.tasks.closed", "{task}");

    /// <summary>Messages the outbox handed to the bus, redeliveries included; tag <c>outcome</c>: confirmed, refused, unknown.</summary>
    public static readonly Counter<long> MessagesSent = Meter.CreateCounter<long>("taskmanager.outbox.sent", "{message}");

    /// <summary>From saving a message to the bus confirming it.</summary>
    public static readonly Histogram<double> OutboxDelay = Meter.CreateHistogram<double>("taskmanager.outbox.delay", "s");

    /// <summary>Messages in the outbox: saved, and not known to have arrived.</summary>
    public static readonly Gauge<long> OutboxWaiting = Meter.CreateGauge<long>("taskmanager.outbox.waiting", "{message}");

    /// <summary>How long the oldest of them has been there; 0 when there is none.</summary>
    public static readonly Gauge<double> OutboxAge = Meter.CreateGauge<double>("taskmanager.outbox.age", "s");

    /// <summary>Messages in a queue of the broker that nobody has in hand; tag <c>queue</c>.</summary>
    public static readonly Gauge<long> LaneDepth = Meter.CreateGauge<long>("taskmanager.lane.depth", "{message}");

    /// <summary>Consumers of a queue of the broker; tag <c>queue</c>.</summary>
    public static readonly Gauge<long> LaneConsumers = Meter.CreateGauge<long>("taskmanager.lane.consumers", "{consumer}");

    /// <summary>Checks that could not be asked.</summary>
    public static readonly Counter<long> ChecksFailed = Meter.CreateCounter<long>("taskmanager.checks.failed", "{check}");

    /// <summary>Messages that nobody could handle and that came to the dead letters.</summary>
    public static readonly Counter<long> DeadLettersReceived = Meter.CreateCounter<long>("taskmanager.dead_letters.received", "{message}");

    /// <summary>Dead letters that wait for an operator.</summary>
    public static readonly Gauge<long> DeadLettersWaiting = Meter.CreateGauge<long>("taskmanager.dead_letters.waiting", "{message}");

    /// <summary>Database work that was run again; tag <c>reason</c>: <c>conflict</c>, another writer was in the way; <c>away</c>, the server was.</summary>
    public static readonly Counter<long> DatabaseRetries = Meter.CreateCounter<long>("taskmanager.database.retries", "{retry}");
}
