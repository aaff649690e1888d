using System.Runtime.InteropServices;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>What one task adds to the counts of a period.</summary>
[Flags]
internal enum Facts
{
    None = 0,
    Issued = 1,
    Closed = 2,
    Cancelled = 4,
    Open = 8,
    Due = 16,
    ClosedDue = 32,
    ClosedOnTime = 64,
    Automatic = 128,
    Overdue = 256,

    /// <summary>Open when the period began.</summary>
    OpenBefore = 512,
}

/// <summary>One task as a period sees it.</summary>
/// <param name="Facts">What it counts as.</param>
/// <param name="IssuedIn">Bucket of its issue; −1: none.</param>
/// <param name="ClosedIn">Bucket of its close; −1: none.</param>
/// <param name="EndedIn">Bucket of its close or cancelling; −1: none.</param>
/// <param name="Age">Class of its age, when it is open.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Seen(Facts Facts, int IssuedIn, int ClosedIn, int EndedIn, int Age)
{
    public bool Has(Facts fact) => (Facts & fact) is not Facts.None;

    public static Seen Of(TaskColumns.Block block, int row, ColumnsAsk ask)
    {
        var (issued, deadline, closed, cancelled) = (block.Issued[row], block.Deadline[row], block.Closed[row], block.Cancelled[row]);
        var (from, to) = (ask.From, ask.To);
        var facts = Facts.None;
        var (issuedIn, closedIn, endedIn, age) = (-1, -1, -1, 0);
        if (issued >= from)
        {
            facts |= Facts.Issued;
            issuedIn = BucketOf(ask.Buckets, issued);
        }

        if (closed >= from && closed <= to)
        {
            facts |= Facts.Closed | (block.Automatic[row] ? Facts.Automatic : Facts.None);
            closedIn = endedIn = BucketOf(ask.Buckets, closed);
        }

        if (cancelled >= from && cancelled <= to)
        {
            facts |= Facts.Cancelled;
            endedIn = BucketOf(ask.Buckets, cancelled);
        }

        if (deadline >= from && deadline <= to)
        {
            facts |= Facts.Due
                | (closed <= to ? Facts.ClosedDue : Facts.None)
                | (closed <= deadline ? Facts.ClosedOnTime : Facts.None);
        }

        if (closed > to && cancelled > to)
        {
            facts |= Facts.Open | (deadline <= to ? Facts.Overdue : Facts.None);
            age = Ages.Of(to - issued);
        }

        if (issued < from && closed >= from && cancelled >= from)
        {
            facts |= Facts.OpenBefore;
        }

        return new Seen(facts, issuedIn, closedIn, endedIn, age);
    }

    private static int BucketOf(IReadOnlyList<long> buckets, long at)
    {
        var (low, high) = (0, buckets.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = buckets[middle] <= at ? (middle + 1, high) : (low, middle);
        }

        return low - 1;
    }
}

/// <summary>Adds up the tasks of one group.</summary>
internal sealed class GroupTally(int buckets)
{
    private readonly long[] ages = new long[Ages.Count];
    private readonly long[] issuedIn = new long[buckets];
    private readonly long[] closedIn = new long[buckets];
    private readonly long[] endedIn = new long[buckets];
    private long issued, closed, cancelled, open, due, closedDue, closedOnTime, automatic, overdue, openBefore;
    private RankPicker ranks = new(0);

    /// <summary>Its number among those that have closed tasks; −1: it has none.</summary>
    public int Number { get; set; } = -1;

    public void Add(in Seen seen)
    {
        var facts = (int)seen.Facts;
        issued += facts & 1;
        closed += (facts >> 1) & 1;
        cancelled += (facts >> 2) & 1;
        open += (facts >> 3) & 1;
        due += (facts >> 4) & 1;
        closedDue += (facts >> 5) & 1;
        closedOnTime += (facts >> 6) & 1;
        automatic += (facts >> 7) & 1;
        overdue += (facts >> 8) & 1;
        openBefore += (facts >> 9) & 1;
        if (seen.Has(Facts.Open))
        {
            ages[seen.Age]++;
        }

        if (buckets > 0)
        {
            Count(issuedIn, seen.IssuedIn);
            Count(closedIn, seen.ClosedIn);
            Count(endedIn, seen.EndedIn);
        }
    }

    public void StartRanks() => ranks = new RankPicker(closed);

    public void Rank(long turnaround) => ranks.Next(turnaround);

    public GroupCount ToCount(IReadOnlyList<long> from)
    {
        var trend = new TrendPoint[buckets];
        var openNow = openBefore;
        for (var bucket = 0; bucket < buckets; bucket++)
        {
            openNow += issuedIn[bucket] - endedIn[bucket];
            trend[bucket] = new TrendPoint(from[bucket], issuedIn[bucket], closedIn[bucket], openNow);
        }

        return new GroupCount(new Figures(issued, closed, cancelled, open, due, closedDue, closedOnTime, automatic, ranks.ToHours()), overdue, ages, trend);
    }

    private static void Count(long[] counts, int bucket)
    {
        if (bucket >= 0)
        {
            counts[bucket]++;
        }
    }
}

/// <summary>Picks percentiles out of values that arrive in ascending order. Like <see cref="Ranks"/>, but looks at most of them only to add them up.</summary>
internal sealed class RankPicker
{
    private static readonly double[] Shares = [0.50, 0.90, 0.99];

    private readonly long count;
    private readonly long[] wanted;
    private readonly long[] picked;
    private int next;
    private long arrived;
    private double sum;

    public RankPicker(long count)
    {
        this.count = count;
        wanted = count is 0 ? [] : [.. Shares.SelectMany(share => new[] { (long)Math.Floor((count - 1) * share), (long)Math.Ceiling((count - 1) * share) }).Distinct().Order()];
        picked = new long[wanted.Length];
    }

    public void Next(long milliseconds)
    {
        if (next < wanted.Length && wanted[next] == arrived)
        {
            picked[next++] = milliseconds;
        }

        sum += milliseconds;
        arrived++;
    }

    public TurnaroundHours? ToHours()
    {
        const double MillisecondsPerHour = 3_600_000;
        if (arrived != count)
        {
            throw new InvalidOperationException($"{count} turnarounds were announced, {arrived} arrived.");
        }

        return count is 0
            ? null
            : new TurnaroundHours(At(0.50) / MillisecondsPerHour, At(0.90) / MillisecondsPerHour, At(0.99) / MillisecondsPerHour, sum / count / MillisecondsPerHour);
    }

    private double At(double share)
    {
        var rank = (count - 1) * share;
        var (below, above) = (Picked(Math.Floor(rank)), Picked(Math.Ceiling(rank)));
        return below + ((rank - Math.Floor(rank)) * (above - below));
    }

    private double Picked(double rank) => picked[Array.IndexOf(wanted, (long)rank)];
}
