namespace TaskManager.Dispatcher.Live;

/// <summary>The city as it is now, for a board.</summary>
/// <param name="AsOf">When it was read.</param>
/// <param name="Source">Where it was read: <c>redis</c>, which all Dispatchers keep together, or <c>memory</c>, what the answering Dispatcher knows; both are right within 30 seconds; or, for a caller who sees some units only, <c>database</c>, right within 2.</param>
/// <param name="Open">The tasks that are open now.</param>
/// <param name="Hour">The last 60 minutes together.</param>
/// <param name="Minutes">The last 60 minutes, oldest first, each there; the last one is still running. By when it was recorded: imported history counts in the minute of its import.</param>
/// <param name="Busiest">The members with the most open tasks, at most 10, most first.</param>
public sealed record LiveView(DateTimeOffset AsOf, string Source, LiveOpen Open, LiveTally Hour, IReadOnlyList<LiveMinute> Minutes, IReadOnlyList<LiveMember> Busiest)
{
    private const int BusiestMax = 10;

    internal static LiveView Of(CityCount city, string source, DateTimeOffset now)
    {
        var last = LiveChange.MinuteOf(now);
        var minutes = Enumerable.Range(0, (int)CityNow.Kept.TotalMinutes)
            .Select(i => last - (int)CityNow.Kept.TotalMinutes + 1 + i)
            .Select(minute => (At: DateTimeOffset.FromUnixTimeSeconds(minute * 60), Did: city.Minutes.GetValueOrDefault(minute, Tally.Zero)))
            .ToList();
        var hour = minutes.Aggregate(Tally.Zero, (sum, minute) => sum + minute.Did);
        var (waiting, atDesks, withMembers) = (Math.Max(0, city.Open.Waiting), Math.Max(0, city.Open.AtDesks), Math.Max(0, city.Open.WithMembers));
        return new LiveView(
            now,
            source,
            new LiveOpen(waiting + atDesks + withMembers, waiting, atDesks, withMembers),
            new LiveTally(hour.Issued, hour.Dispatched, hour.Closed, hour.Automatic),
            minutes.Select(minute => new LiveMinute(minute.At, minute.Did.Issued, minute.Did.Dispatched, minute.Did.Closed, minute.Did.Automatic)).ToList(),
            city.Loads.Where(load => load.Value > 0)
                .OrderByDescending(load => load.Value).ThenBy(load => load.Key, StringComparer.Ordinal)
                .Take(BusiestMax).Select(load => new LiveMember(load.Key, load.Value)).ToList());
    }
}

/// <summary>Open tasks.</summary>
/// <param name="Tasks">All of them.</param>
/// <param name="Waiting">Those whose earlier step is not closed.</param>
/// <param name="AtDesks">Those at a duty desk 值班台.</param>
/// <param name="WithMembers">Those that a member has.</param>
public sealed record LiveOpen(int Tasks, int Waiting, int AtDesks, int WithMembers);

/// <summary>What was done.</summary>
/// <param name="Issued">Tasks issued 派发.</param>
/// <param name="Dispatched">Times routing gave a task to a member or a duty desk 派单.</param>
/// <param name="Closed">Tasks closed 办结.</param>
/// <param name="Automatic">Those of them closed by automatic feedback 自动反馈.</param>
public sealed record LiveTally(int Issued, int Dispatched, int Closed, int Automatic);

/// <summary>What was done in one minute.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Issued">Tasks issued 派发.</param>
/// <param name="Dispatched">Times routing gave a task to a member or a duty desk 派单.</param>
/// <param name="Closed">Tasks closed 办结.</param>
/// <param name="Automatic">Those of them closed by automatic feedback 自动反馈.</param>
public sealed record LiveMinute(DateTimeOffset At, int Issued, int Dispatched, int Closed, int Automatic);

/// <summary>A member's load.</summary>
/// <param name="Member">Number of the member.</param>
/// <param name="Open">Open tasks.</param>
public sealed record LiveMember(string Member, int Open);
