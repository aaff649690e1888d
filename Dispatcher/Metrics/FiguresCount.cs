namespace TaskManager.Dispatcher.Metrics;

internal enum FiguresGroup
{
    Duty,
    Unit,
    Channel,
}

/// <summary>Counts of the tasks that share duty, unit and channel.</summary>
internal sealed class CountRow
{
    public string Duty { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Channel { get; init; } = "";

    public long Issued { get; init; }

    public long Closed { get; init; }

    public long Cancelled { get; init; }

    public long Due { get; init; }

    public long ClosedDue { get; init; }

    public long ClosedOnTime { get; init; }

    public long Automatic { get; init; }
}

/// <summary>One closed task; they come in order of turnaround.</summary>
internal sealed class TurnaroundRow
{
    public string Duty { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Channel { get; init; } = "";

    public long Milliseconds { get; init; }
}

/// <summary>Adds counts up by group, then ranks turnarounds that arrive in ascending order.</summary>
internal sealed class FiguresCount
{
    private readonly Tally overall = new();
    private readonly Dictionary<string, Tally>[] groups = [[], [], []];

    public void Add(CountRow row)
    {
        overall.Add(row);
        foreach (var (group, code) in CodesOf(row.Duty, row.Unit, row.Channel))
        {
            if (!groups[(int)group].TryGetValue(code, out var tally))
            {
                groups[(int)group][code] = tally = new Tally();
            }

            tally.Add(row);
        }
    }

    public void StartRanks()
    {
        overall.Ranks = new Ranks(overall.Closed);
        foreach (var tally in groups.SelectMany(group => group.Values))
        {
            tally.Ranks = new Ranks(tally.Closed);
        }
    }

    public void Rank(TurnaroundRow row)
    {
        overall.Ranks.Next(row.Milliseconds);
        foreach (var (group, code) in CodesOf(row.Duty, row.Unit, row.Channel))
        {
            groups[(int)group][code].Ranks.Next(row.Milliseconds);
        }
    }

    public Figures Overall() => overall.ToFigures();

    public IEnumerable<(string Code, Figures Figures)> By(FiguresGroup group) =>
        groups[(int)group].Select(each => (each.Key, each.Value.ToFigures()));

    private static ReadOnlySpan<(FiguresGroup Group, string Code)> CodesOf(string duty, string unit, string channel) =>
        new[] { (FiguresGroup.Duty, duty), (FiguresGroup.Unit, unit), (FiguresGroup.Channel, channel) };

    private sealed class Tally
    {
        private long issued, cancelled, due, closedDue, closedOnTime, automatic;

        public long Closed { get; private set; }

        public Ranks Ranks { get; set; } = new(0);

        public void Add(CountRow row)
        {
            issued += row.Issued;
            Closed += row.Closed;
            cancelled += row.Cancelled;
            due += row.Due;
            closedDue += row.ClosedDue;
            closedOnTime += row.ClosedOnTime;
            automatic += row.Automatic;
        }

        public Figures ToFigures() => new(
            issued, Closed, cancelled, issued - Closed - cancelled, due, closedDue, closedOnTime, automatic, Ranks.ToHours());
    }
}

/// <summary>Picks percentiles out of values that arrive in ascending order, without keeping them.</summary>
/// <param name="count">How many values will arrive.</param>
internal sealed class Ranks(long count)
{
    private static readonly double[] Shares = [0.50, 0.90, 0.99];

    private readonly double[] picked = new double[Shares.Length];
    private long arrived;
    private double sum;

    public void Next(long milliseconds)
    {
        for (var i = 0; i < Shares.Length; i++)
        {
            // The percentile lies at a fractional rank; the two values around it count by their nearness.
            var rank = (count - 1) * Shares[i];
            var nearness = 1 - Math.Abs(rank - arrived);
            if (nearness > 0)
            {
                picked[i] += nearness * milliseconds;
            }
        }

        sum += milliseconds;
        arrived++;
    }

    public TurnaroundHours? ToHours()
    {
        const double MillisecondsPerHour = 3_600_000;
        if (arrived != count)
        {
            throw new InvalidOperationException($"{count} turnarounds were announced, {arrived} arrived: the two queries do not see the same tasks.");
        }

        return count is 0
            ? null
            : new TurnaroundHours(picked[0] / MillisecondsPerHour, picked[1] / MillisecondsPerHour, picked[2] / MillisecondsPerHour, sum / count / MillisecondsPerHour);
    }
}
