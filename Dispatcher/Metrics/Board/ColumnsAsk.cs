using System.Runtime.InteropServices;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>What the columns are asked: which tasks, over which time, in which groups.</summary>
internal sealed record ColumnsAsk
{
    /// <summary>The first millisecond of the period; long.MinValue: since ever.</summary>
    public required long From { get; init; }

    /// <summary>The last millisecond of the period, and the instant as of which tasks are open, late or old.</summary>
    public required long To { get; init; }

    /// <summary>Whether tasks of a unit count. Null: all.</summary>
    public Func<string, bool>? Unit { get; init; }

    public string? Duty { get; init; }

    public string? Channel { get; init; }

    /// <summary>The group that a unit's tasks are counted in.</summary>
    public Func<string, string> UnitGroup { get; init; } = unit => unit;

    /// <summary>The group that a grid's tasks are counted in; null: no groups by grid. Empty: no grid.</summary>
    public Func<string, string>? GridGroup { get; init; }

    /// <summary>Where the buckets of the trend begin, ascending; the last one ends with the period. Empty: no trend.</summary>
    public IReadOnlyList<long> Buckets { get; init; } = [];

    /// <summary>How many of the overdue tasks are named, the latest first.</summary>
    public int OverdueNamed { get; init; }
}

/// <summary>What the columns answer.</summary>
internal sealed record ColumnsCount(
    GroupCount Overall,
    IReadOnlyDictionary<string, GroupCount> ByDuty,
    IReadOnlyDictionary<string, GroupCount> ByUnit,
    IReadOnlyDictionary<string, GroupCount> ByChannel,
    IReadOnlyDictionary<string, GroupCount> ByGrid,
    IReadOnlyList<Guid> Overdue);

/// <summary>One group of tasks.</summary>
/// <param name="Figures">Its figures.</param>
/// <param name="Overdue">Open tasks whose deadline has passed.</param>
/// <param name="Ages">Open tasks by age; <see cref="Ages"/>.</param>
/// <param name="Trend">Issued and closed by bucket, and what was open at its end.</param>
public sealed record GroupCount(Figures Figures, long Overdue, IReadOnlyList<long> Ages, IReadOnlyList<TrendPoint> Trend)
{
    public static readonly GroupCount None = new(new Figures(0, 0, 0, 0, 0, 0, 0, 0, null), 0, new long[Board.Ages.Count], []);
}

/// <summary>One bucket of a trend.</summary>
/// <param name="At">Its beginning, milliseconds since 1970 UTC.</param>
/// <param name="Issued">Tasks issued in it.</param>
/// <param name="Closed">Tasks closed in it.</param>
/// <param name="Open">Tasks open at its end.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrendPoint(long At, long Issued, long Closed, long Open);

/// <summary>The classes of age that the backlog is shown in, by days since issue.</summary>
internal static class Ages
{
    public const long Day = 86_400_000;

    /// <summary>Where each class ends, in days; the last has no end.</summary>
    public static readonly int[] Ends = [1, 3, 7, 30];

    public static int Count => Ends.Length + 1;

    public static int Of(long age)
    {
        var index = 0;
        while (index < Ends.Length && age >= Ends[index] * Day)
        {
            index++;
        }

        return index;
    }
}
