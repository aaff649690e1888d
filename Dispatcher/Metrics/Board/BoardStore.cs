using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>How much the board keeps in memory.</summary>
/// <param name="TasksMax">Most tasks; <c>Board:TasksMax</c>, default 2,000,000: about 200 MB. Of more, the older months are left out.</param>
public sealed record BoardSettings(int TasksMax = 2_000_000);

/// <summary>
/// All tasks in memory, by column, for the figures of any period, unit and duty. Read once in the background, then kept up
/// with the journal: whatever this or another Dispatcher recorded has a row there, so nothing is missed and nothing in
/// the hot path knows of it. Only somebody who looks causes any work.
/// </summary>
public sealed partial class BoardStore(Database database, BoardSettings settings, TimeProvider clock, ILogger<BoardStore> log) : IDisposable
{
    /// <summary>Journal rows taken over at once: an import writes thousands a second.</summary>
    private const int AtOnceMax = 20_000;

    private readonly SemaphoreSlim following = new(1, 1);
    private readonly ReaderWriterLockSlim gate = new();
    private TaskColumns columns = new();
    private MinuteTallies minutes = new();
    private long seq;
    private volatile bool isLoaded;

    /// <summary>Whether all tasks have been read.</summary>
    public bool IsLoaded => isLoaded;

    /// <summary>The journal's last row that is in the figures.</summary>
    public long Seq => Interlocked.Read(ref seq);

    /// <summary>Figures before it are not whole: older tasks were left out. Null: all are here.</summary>
    public DateTimeOffset? CutAt { get; private set; }

    /// <summary>Tasks kept.</summary>
    public int Tasks => columns.Count;

    /// <summary>When the database was last asked; what was recorded until then is in the figures.</summary>
    public DateTimeOffset FollowedAt { get; private set; }

    /// <summary>Reads all tasks; until it is done, the old ones stay.</summary>
    public async Task LoadAsync(CancellationToken cancel)
    {
        await following.WaitAsync(cancel);
        try
        {
            var (read, acts, last, cut) = await database.ReadAsync(ReadAllAsync, cancel);
            gate.EnterWriteLock();
            try
            {
                (columns, minutes, CutAt) = (read, acts, cut);
            }
            finally
            {
                gate.ExitWriteLock();
            }

            Interlocked.Exchange(ref seq, last);
            FollowedAt = clock.GetUtcNow();
            isLoaded = true;
            Loaded(log, read.Count);
        }
        finally
        {
            following.Release();
        }
    }

    /// <summary>Takes over what was recorded since the last time; costs one look at the end of the journal when there is nothing.</summary>
    /// <returns>Whether there was anything.</returns>
    public async Task<bool> FollowAsync(CancellationToken cancel)
    {
        if (!isLoaded)
        {
            return false;
        }

        var before = Seq;
        await following.WaitAsync(cancel);
        try
        {
            while (await FollowOnceAsync(cancel))
            {
            }

            FollowedAt = clock.GetUtcNow();
            return Seq != before;
        }
        finally
        {
            following.Release();
        }
    }

    /// <summary>Whether so many tasks have come that the oldest should be left out again.</summary>
    public bool IsOverfull => columns.Count > settings.TasksMax + (settings.TasksMax / 10);

    internal ColumnsCount Count(ColumnsAsk ask) => Read(() => ColumnsCounting.Count(columns, ask));

    /// <summary>The last hour's acts of the tasks that are asked for.</summary>
    internal IReadOnlyList<MinuteCount> Minutes(ColumnsAsk ask, DateTimeOffset now) => Read(() =>
    {
        var (duty, channel) = (ask.Duty is null ? -2 : columns.Duties.Find(ask.Duty), ask.Channel is null ? -2 : columns.Channels.Find(ask.Channel));
        return minutes.Until(MinuteOf(now.ToUnixTimeMilliseconds()), key =>
            (duty < -1 || key.Duty == duty) && (channel < -1 || key.Channel == channel) && (ask.Unit is null || ask.Unit(columns.Units[key.Unit])));
    });

    /// <summary>Every channel a task came by.</summary>
    public IReadOnlyList<string> Channels() => Read(() => (IReadOnlyList<string>)[.. Enumerable.Range(0, columns.Channels.Count).Select(number => columns.Channels[number]).Order(StringComparer.Ordinal)]);

    public void Dispose()
    {
        following.Dispose();
        gate.Dispose();
    }

    private T Read<T>(Func<T> work)
    {
        gate.EnterReadLock();
        try
        {
            return work();
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    private async Task<(TaskColumns Columns, MinuteTallies Minutes, long Seq, DateTimeOffset? CutAt)> ReadAllAsync(Session session)
    {
        var last = await session.FindAsync<long>("last-journal-seq");
        var cut = await CutAsync(session);
        var read = new TaskColumns();
        await foreach (var row in session.StreamAsync<BoardTaskRow>("board-tasks", new { From = cut ?? long.MinValue }))
        {
            read.Put(row);
        }

        var acts = new MinuteTallies();
        var hour = clock.GetUtcNow() - TimeSpan.FromMinutes(MinuteTallies.Shown) - CityQueries.ClockSkew;
        var first = await CityQueries.FirstFromAsync(session, last, hour);
        await foreach (var act in session.StreamAsync<ActRow>("board-acts", new { After = first - 1, To = last }))
        {
            Take(read, acts, act);
        }

        return (read, acts, last, cut is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null);
    }

    /// <summary>The beginning of the oldest month that still fits; null when all fit.</summary>
    private async Task<long?> CutAsync(Session session)
    {
        const long Month = 2_592_000_000;
        var room = (long)settings.TasksMax;
        long? from = null;
        foreach (var month in await session.QueryAsync<MonthRow>("count-tasks-by-month-of-issue"))
        {
            room -= month.Tasks;
            if (room < 0)
            {
                return from ?? month.Month * Month; // one month alone is too much: it is kept all the same
            }

            from = month.Month * Month;
        }

        return null;
    }

    private async Task<bool> FollowOnceAsync(CancellationToken cancel)
    {
        var after = Seq;
        var (to, rows, acts) = await database.ReadAsync(async session =>
        {
            var last = Math.Min(await session.FindAsync<long>("last-journal-seq"), after + AtOnceMax);
            return last <= after
                ? (after, [], [])
                : (last, await session.QueryAsync<BoardTaskRow>("board-tasks-changed", new { After = after, To = last }), await session.QueryAsync<ActRow>("board-acts", new { After = after, To = last }));
        }, cancel);
        if (to == after)
        {
            return false;
        }

        gate.EnterWriteLock();
        try
        {
            foreach (var row in rows)
            {
                columns.Put(row);
            }

            foreach (var act in acts)
            {
                Take(columns, minutes, act);
            }
        }
        finally
        {
            gate.ExitWriteLock();
        }

        Interlocked.Exchange(ref seq, to);
        return to - after == AtOnceMax;
    }

    private static void Take(TaskColumns columns, MinuteTallies minutes, ActRow act)
    {
        var count = new MinuteCount(
            MinuteOf(act.RecordedAt),
            act.Kind is "issued" ? 1 : 0,
            act.Path.EndsWith("Unassigned>Assigned", StringComparison.Ordinal) ? 1 : 0,
            act.Path.EndsWith(">Closed", StringComparison.Ordinal) ? 1 : 0,
            (int)act.Automatic);
        if (act.TaskId is { } id && count is not { Issued: 0, Dispatched: 0, Closed: 0 } && columns.Find(new Guid(id, bigEndian: true)) is var (block, row))
        {
            minutes.Add(count, block.Duty[row], block.Unit[row], block.Channel[row]);
        }
    }

    private static long MinuteOf(long milliseconds) => milliseconds / 60_000;

    [LoggerMessage(EventId = 711, Level = LogLevel.Information, Message = "The board has read {Tasks} tasks.")]
    private static partial void Loaded(ILogger log, int tasks);

    private sealed class MonthRow
    {
        public long Month { get; init; }

        public long Tasks { get; init; }
    }

    private sealed class ActRow
    {
        public byte[]? TaskId { get; init; }

        public string Kind { get; init; } = "";

        public string Path { get; init; } = "";

        public long RecordedAt { get; init; }

        public long Automatic { get; init; }
    }
}
