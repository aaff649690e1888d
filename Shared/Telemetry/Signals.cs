using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TaskManager.Telemetry;

/// <summary>Every metric and span of the service, with its unit. Renaming one breaks dashboards: treat it as a breaking change.</summary>
public static class Signals
{
    public const string Name = "TaskManager";

    /// <summary>Span: a list of matters is issued. Tag <see cref="TaskCount"/>.</summary>
    public const string IssueSpan = "taskmanager.issue";

    /// <summary>Span: a saved message is handed to the bus, in the trace of what saved it. Tags <see cref="Queue"/>, <see cref="TaskCount"/>, <see cref="Attempt"/>.</summary>
    public const string PublishSpan = "taskmanager.publish";

    /// <summary>Span: a Worker puts one check to its data source. Tags <see cref="Check"/>, <see cref="Lane"/>, <see cref="TaskCount"/>.</summary>
    public const string CheckSpan = "taskmanager.check";

    /// <summary>Span: an answer, from its arrival until it is recorded. Tags <see cref="ClosedCount"/>, <see cref="ClosedNumbers"/>.</summary>
    public const string RecordSpan = "taskmanager.record";

    /// <summary>Tag: how many tasks it is about.</summary>
    public const string TaskCount = "taskmanager.tasks";

    /// <summary>Tag: how many tasks it closed.</summary>
    public const string ClosedCount = "taskmanager.closed";

    /// <summary>Tag: the numbers of the tasks it closed; left out when they are more than <see cref="NumbersMax"/>.</summary>
    public const string ClosedNumbers = "taskmanager.numbers";

    /// <summary>Tag: name of the queue.</summary>
    public const string Queue = "taskmanager.queue";

    /// <summary>Tag: 1 the first time a message is sent, more when it is sent again.</summary>
    public const string Attempt = "taskmanager.attempt";

    /// <summary>Tag: name of the check.</summary>
    public const string Check = "taskmanager.check.name";

    /// <summary>Tag: lane of the Workers.</summary>
    public const string Lane = "taskmanager.lane";

    /// <summary>Most task numbers in one tag.</summary>
    public const int NumbersMax = 10;

    public static readonly ActivitySource Activities = new(Name);

    private static readonly Meter Meter = new(Name);

    /// <summary>From a millisecond to the minute after which a message is sent again; the usual bounds are meant for milliseconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new() { HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60] };

    /// <summary>Tasks issued, by hand, by file or from history.</summary>
    public static readonly Counter<long> TasksIssued = Meter.CreateCounter<long>("taskmanager.tasks.issued", "{task}");

    /// <summary>Tasks closed; tag <c>automatic</c> says whether by automatic feedback.</summary>
    public static readonly Counter<long> TasksClosed = Meter.CreateCounter<long>("taskmanager.tasks.closed", "{task}");

    /// <summary>Tasks put on their way to a Worker with their assignee.</summary>
    public static readonly Counter<long> TasksDispatched = Meter.CreateCounter<long>("taskmanager.tasks.dispatched", "{task}");

    /// <summary>Messages the outbox handed to the bus, redeliveries included; tag <c>outcome</c>: confirmed, refused, unknown.</summary>
    public static readonly Counter<long> MessagesSent = Meter.CreateCounter<long>("taskmanager.outbox.sent", "{message}");

    /// <summary>From saving a message to the bus confirming it.</summary>
    public static readonly Histogram<double> OutboxDelay = Meter.CreateHistogram("taskmanager.outbox.delay", "s", advice: Seconds);

    /// <summary>Messages in the outbox that no bus has confirmed.</summary>
    public static readonly Gauge<long> OutboxWaiting = Meter.CreateGauge<long>("taskmanager.outbox.waiting", "{message}");

    /// <summary>How long the oldest of them has been there; 0 when there is none.</summary>
    public static readonly Gauge<double> OutboxAge = Meter.CreateGauge<double>("taskmanager.outbox.age", "s");

    /// <summary>Messages that a broker has confirmed and no Worker has answered.</summary>
    public static readonly Gauge<long> OutboxUnanswered = Meter.CreateGauge<long>("taskmanager.outbox.unanswered", "{message}");

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

    /// <summary>How long one check took to answer all it was asked at once, or to fail; tag <c>check</c> is its name.</summary>
    public static readonly Histogram<double> ChecksDuration = Meter.CreateHistogram("taskmanager.checks.duration", "s", advice: Seconds);

    /// <summary>Calls of the shared live state that failed or were not tried, and changes that could not be told for want of room.</summary>
    public static readonly Counter<long> LiveFailures = Meter.CreateCounter<long>("taskmanager.live.failures", "{call}");

    /// <summary>1 while the shared live state is left alone because it cannot be reached, else 0.</summary>
    public static readonly Gauge<int> LiveOpen = Meter.CreateGauge<int>("taskmanager.live.open");

    /// <summary>Sweeps; tag <c>sweeper</c> says which, tag <c>outcome</c>: done, failed, or refused when another process had taken the slot over.</summary>
    public static readonly Counter<long> Sweeps = Meter.CreateCounter<long>("taskmanager.sweeps", "{sweep}");

    /// <summary>How long a sweep took; tag <c>sweeper</c>.</summary>
    public static readonly Histogram<double> SweepDuration = Meter.CreateHistogram("taskmanager.sweeps.duration", "s", advice: Seconds);
}
