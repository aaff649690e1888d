namespace TaskManager.Dispatcher.Bench.Latency;

/// <summary>Times in milliseconds, from the instant a request was to be sent.</summary>
internal sealed record Times(double P50, double P99, double P999, double Max)
{
    /// <param name="milliseconds">In any order; not empty.</param>
    public static Times Of(IEnumerable<double> milliseconds)
    {
        var sorted = milliseconds.Order().ToList();
        return new Times(At(0.5), At(0.99), At(0.999), sorted[^1]);

        double At(double share) => sorted[(int)Math.Ceiling(sorted.Count * share) - 1];
    }
}

/// <summary>A rate that was tried.</summary>
/// <param name="Rate">Requests a second.</param>
/// <param name="P99">To the response; null: requests were refused.</param>
/// <param name="IsKept">Whether it stayed within the limit.</param>
internal sealed record TriedRate(double Rate, double? P99, bool IsKept);

/// <summary>What a run of <c>bench latency</c> measured.</summary>
internal sealed record LatencyResult
{
    /// <summary>Requests a second, one matter each.</summary>
    public required double Rate { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Processors of this machine, which the generator shares.</summary>
    public required int Processors { get; init; }

    /// <summary>Requests measured; those of the warm-up come before, those of the search after.</summary>
    public required int Requests { get; init; }

    /// <summary>Until the response was read.</summary>
    public required Times Response { get; init; }

    /// <summary>Until the Worker answered the task's check; whole milliseconds.</summary>
    public required Times Receipt { get; init; }

    /// <summary>CPU seconds while it was measured, by process. The service holds the Worker too.</summary>
    public required IReadOnlyDictionary<string, double> CpuSeconds { get; init; }

    /// <summary>Highest rate tried whose p99 to the response is below <see cref="LatencyVerb.LimitMilliseconds"/>; null: not looked for, or none was.</summary>
    public required double? HighestRate { get; init; }

    /// <summary>The rates of the search; empty: none was made.</summary>
    public required IReadOnlyList<TriedRate> Tried { get; init; }

    /// <summary>Tasks acknowledged in the whole run, the last of them just before the service was killed; each was looked for.</summary>
    public required int Acknowledged { get; init; }

    /// <summary>What is wrong; empty: every acknowledged task is there once, and the journal is right.</summary>
    public required IReadOnlyList<string> Faults { get; init; }
}
