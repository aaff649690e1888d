using System.Collections.Concurrent;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Live;

/// <summary>
/// The city as it is now, in memory: each member's open tasks, which routing chooses by, and what was done in the last
/// hour. A count of the database is its ground; own and others' commits are added to it as they happen. Every change
/// carries its place in the journal, so what a count holds already is not added again, and a count may be made while
/// work goes on.
/// </summary>
public sealed class CityNow : ILedgerListener, IDisposable
{
    /// <summary>How much of the past is kept.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromMinutes(60);

    /// <summary>A count goes back this far before the last one, for what was recorded then but not yet visible.</summary>
    private static readonly TimeSpan CountedAgain = TimeSpan.FromMinutes(2);

    private readonly CityQueries queries;
    private readonly ILiveState live;
    private readonly TimeProvider clock;
    private readonly SemaphoreSlim counting = new(1, 1);
    private readonly Lock gate = new();
    private readonly SortedDictionary<long, Tally> minutes = [];

    /// <summary>Members whose load was counted later than everything else, by the journal's last row then.</summary>
    private readonly Dictionary<string, long> corrected = [];

    /// <summary>Replaced as a whole by a count, so that whoever reads meanwhile sees no half of it.</summary>
    private volatile ConcurrentDictionary<string, int> loads = [];
    private OpenTasks open = OpenTasks.None;
    private long countedTo;
    private DateTimeOffset? countedAt;
    private List<LiveChange>? sinceCountBegan;

    public CityNow(CityQueries queries, ILiveState live, TimeProvider clock)
    {
        (this.queries, this.live, this.clock) = (queries, live, clock);
        live.Listen(Add);
    }

    /// <summary>How many open tasks each member has.</summary>
    public IReadOnlyDictionary<string, int> Loads => loads;

    public void Recorded(IReadOnlyList<TaskChange> changes, long seq, DateTimeOffset recordedAt)
    {
        var change = LiveChange.Of(changes, seq, recordedAt);
        Add(change);
        live.Tell(change);
    }

    /// <summary>Counts the database and starts from there: the whole hour at first and when what is kept for others was lost, later the last minutes.</summary>
    public async Task RecountAsync(CancellationToken cancel)
    {
        await counting.WaitAsync(cancel);
        try
        {
            var now = clock.GetUtcNow();
            lock (gate)
            {
                sinceCountBegan = [];
            }

            var count = await queries.CountAsync(countedAt is { } last && !live.IsLost ? last - CountedAgain : now - Kept, cancel);
            Take(count, now);
            await live.KeepAsync(count, cancel);
        }
        finally
        {
            lock (gate)
            {
                sinceCountBegan = null;
            }

            counting.Release();
        }
    }

    /// <summary>The city from a minute on, as this process knows it.</summary>
    public CityCount From(long minute)
    {
        lock (gate)
        {
            return new CityCount(countedTo, minute, minutes.Where(each => each.Key >= minute).ToDictionary(), open, loads.ToDictionary());
        }
    }

    /// <summary>Takes over a member's load that a transaction has counted; changes up to that row of the journal are in it.</summary>
    public void Correct(string member, int count, long seq)
    {
        lock (gate)
        {
            if (seq > countedTo)
            {
                loads[member] = count;
                corrected[member] = seq;
            }
        }
    }

    public void Dispose() => counting.Dispose();

    private void Take(CityCount count, DateTimeOffset now)
    {
        lock (gate)
        {
            foreach (var old in minutes.Keys.Where(minute => minute >= count.FromMinute || minute < LiveChange.MinuteOf(now - Kept)).ToList())
            {
                minutes.Remove(old);
            }

            foreach (var (minute, tally) in count.Minutes)
            {
                minutes[minute] = tally;
            }

            open = count.Open;
            loads = new ConcurrentDictionary<string, int>(count.Loads);
            (countedTo, countedAt) = (count.Seq, now);
            corrected.Clear();
            foreach (var change in sinceCountBegan!)
            {
                AddLocked(change);
            }
        }
    }

    private void Add(LiveChange change)
    {
        lock (gate)
        {
            sinceCountBegan?.Add(change);
            AddLocked(change);
        }
    }

    private void AddLocked(LiveChange change)
    {
        if (change.Seq <= countedTo)
        {
            return;
        }

        minutes[change.Minute] = minutes.GetValueOrDefault(change.Minute, Tally.Zero) + change.Did;
        open += change.Open;
        foreach (var (member, more) in change.Loads)
        {
            if (change.Seq > corrected.GetValueOrDefault(member))
            {
                loads.AddOrUpdate(member, more, (_, count) => count + more);
            }
        }
    }
}
