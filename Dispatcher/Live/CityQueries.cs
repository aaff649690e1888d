using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Live;

/// <summary>Counts the city as it is now from the tasks and the journal.</summary>
public sealed class CityQueries(Database database)
{
    /// <summary>How far recorded_at may fall from one journal row to the next: clocks of several machines differ.</summary>
    internal static readonly TimeSpan ClockSkew = TimeSpan.FromMinutes(1);

    /// <summary>Counts everything on one snapshot; what was done only from a minute on.</summary>
    public Task<CityCount> CountAsync(DateTimeOffset from, CancellationToken cancel) => CountAsync(from, units: null, cancel);

    /// <summary>The same for the tasks of some units only; null: of all.</summary>
    public Task<CityCount> CountAsync(DateTimeOffset from, IReadOnlySet<string>? units, CancellationToken cancel)
    {
        var list = units is null ? null : SqlValues.ToList(units);
        var fromMinute = LiveChange.MinuteOf(from);
        return database.ReadAsync(async session =>
        {
            var seq = await session.FindAsync<long>("last-journal-seq");
            var minutes = await session.QueryAsync<MinuteRow>(list is null ? "tally-journal-by-minute" : "tally-journal-of-units-by-minute", new
            {
                FromSeq = await FirstFromAsync(session, seq, DateTimeOffset.FromUnixTimeSeconds(fromMinute * 60) - ClockSkew),
                From = fromMinute * 60_000,
                Units = list,
            });
            var loads = await session.QueryAsync<LoadRow>(list is null ? "count-open-tasks-by-member" : "count-open-tasks-of-units-by-member", new { Units = list });
            var nobody = await session.FindAsync<NobodyRow>(list is null ? "count-open-tasks-of-nobody" : "count-open-tasks-of-units-of-nobody", new { Units = list });
            return new CityCount(
                seq,
                fromMinute,
                minutes.ToDictionary(row => row.Minute, row => new Tally((int)row.Issued, (int)row.Dispatched, (int)row.Closed, (int)row.Automatic)),
                new OpenTasks((int)(nobody?.Waiting ?? 0), (int)(nobody?.AtDesks ?? 0), (int)loads.Sum(row => row.Open)),
                loads.ToDictionary(row => row.Member, row => (int)row.Open));
        }, cancel);
    }

    /// <summary>The first row recorded from an instant on, by bisection: some twenty look-ups by key.</summary>
    internal static async Task<long> FirstFromAsync(Session session, long last, DateTimeOffset from)
    {
        var (low, high) = (1L, last + 1);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var row = await session.FindAsync<InstantRow>("first-journal-row-from", new { Seq = middle });
            (low, high) = row is not null && row.RecordedAt < from ? (row.Seq + 1, high) : (low, middle);
        }

        return low;
    }

    private sealed class InstantRow
    {
        public long Seq { get; init; }

        public DateTimeOffset RecordedAt { get; init; }
    }

    private sealed class MinuteRow
    {
        public long Minute { get; init; }

        public long Issued { get; init; }

        public long Dispatched { get; init; }

        public long Closed { get; init; }

        public long Automatic { get; init; }
    }

    private sealed class LoadRow
    {
        public string Member { get; init; } = "";

        public long Open { get; init; }
    }

    private sealed class NobodyRow
    {
        public long? Waiting { get; init; }

        public long? AtDesks { get; init; }
    }
}
