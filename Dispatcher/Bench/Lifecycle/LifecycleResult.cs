namespace TaskManager.Dispatcher.Bench.Lifecycle;

/// <summary>What a run of <c>bench lifecycle</c> measured.</summary>
public sealed record LifecycleResult
{
    /// <summary><c>embedded</c>, or <c>cluster</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Tasks measured; those that warmed the code up come before and are not in any figure but <see cref="PeakMegabytes"/>.</summary>
    public required int Tasks { get; init; }

    /// <summary>Processors of this machine.</summary>
    public required int Processors { get; init; }

    /// <summary>From the first request until the last task was closed.</summary>
    public required double Seconds { get; init; }

    /// <summary>Whole lifecycles a second.</summary>
    public required double TasksPerSecond { get; init; }

    /// <summary>The same rows written by bare batches to the same kind of database, tasks a second.</summary>
    public required double FloorPerSecond { get; init; }

    /// <summary>How near the service comes to that, 0–1.</summary>
    public double ShareOfFloor => TasksPerSecond / FloorPerSecond;

    /// <summary>CPU seconds for a thousand tasks, by process. In embedded mode the Dispatcher holds the Worker and the caller too.</summary>
    public required IReadOnlyDictionary<string, double> CpuSecondsPerThousand { get; init; }

    /// <summary>Most resident memory, by process of the service.</summary>
    public required IReadOnlyDictionary<string, double> PeakMegabytes { get; init; }

    /// <summary>What the database grew by.</summary>
    public required double BytesPerTask { get; init; }

    /// <summary>From saving a message until the bus confirmed it, 99 of 100 messages, milliseconds.</summary>
    public required double OutboxLagP99 { get; init; }

    /// <summary>What is wrong with the result; empty: every count, the journal and the figures are right.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
