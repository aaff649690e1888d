using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Dispatcher.Issuing.Replaying;

/// <summary>What became of the rows of a file. <c>Rows = Accepted + Σ Rejected + Duplicates</c>.</summary>
public sealed class SourceCounts
{
    private readonly SortedDictionary<string, long> rejected = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> warnings = new(StringComparer.Ordinal);

    /// <summary>Rows of the file, the header and empty lines not counted.</summary>
    public long Rows { get; set; }

    /// <summary>Rows that became a matter in this run.</summary>
    public long Accepted { get; set; }

    /// <summary>Rows that break a rule, by reason; they are in the rejects file.</summary>
    public IReadOnlyDictionary<string, long> Rejected => rejected;

    /// <summary>Rows whose id was there already, from this file or another; they changed nothing.</summary>
    public long Duplicates { get; set; }

    /// <summary>Accepted rows from which something was dropped, by kind.</summary>
    public IReadOnlyDictionary<string, long> Warnings => warnings;

    internal void Reject(RejectReason reason) => rejected[reason.WireName()] = rejected.GetValueOrDefault(reason.WireName()) + 1;

    internal void Warn(RowWarning warning) => warnings[warning.WireName()] = warnings.GetValueOrDefault(warning.WireName()) + 1;
}

/// <summary>What a replay did.</summary>
/// <param name="Source">What became of the rows.</param>
/// <param name="LatestAt">The latest opened, closed or cancelled time among the rows that are cases; null when there is none.</param>
/// <param name="RejectsFile">Where the rejected rows are; null when there are none.</param>
public sealed record ReplayResult(SourceCounts Source, DateTimeOffset? LatestAt, string? RejectsFile);
