using System.Collections.Concurrent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>Why there is no picture.</summary>
public enum NoBoard
{
    /// <summary>The tasks are still being read; ask again in a moment.</summary>
    Loading,

    /// <summary>The address names no period.</summary>
    PeriodUnknown,

    /// <summary>There is no such unit that the caller may see.</summary>
    UnitUnknown,
}

/// <summary>
/// Pictures of the city for boards. However many look at the same part and period, it is computed once, and again only
/// when the journal has grown or some seconds have passed, by which tasks become due.
/// </summary>
public sealed class BoardQueries(BoardStore store, Database database, CurrentCatalogue current, TimeProvider clock)
{
    public const int OverdueShown = 20;

    private const int KeptMax = 256;

    /// <summary>How often the same picture is computed at most while work goes on.</summary>
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(0.9);

    /// <summary>How long a picture holds when nothing happens: deadlines pass all the same.</summary>
    private static readonly TimeSpan Latest = TimeSpan.FromSeconds(15);

    private readonly ConcurrentDictionary<string, Kept> kept = [];

    /// <summary>The picture; or why there is none.</summary>
    /// <param name="ask">What to show.</param>
    /// <param name="follow">Whether to look for newer journal rows first; the feed has looked already.</param>
    /// <param name="cancel">Gives up waiting.</param>
    internal async Task<(BoardPicture? Picture, NoBoard? Why)> LookAsync(BoardAsk ask, bool follow, CancellationToken cancel)
    {
        if (!store.IsLoaded)
        {
            return (null, NoBoard.Loading);
        }

        var catalogue = current.Value;
        var now = clock.GetUtcNow();
        if (ask.TopIn(catalogue) is null)
        {
            return (null, NoBoard.UnitUnknown);
        }

        if (Period.Read(ask.Period, ask.From, ask.To, now, catalogue.Zone) is null)
        {
            return (null, NoBoard.PeriodUnknown);
        }

        var known = kept.GetValueOrDefault(ask.Key);
        if (follow && known is not null && known.Catalogue == catalogue && now - known.At < Soonest)
        {
            return (await known.Picture.Value.WaitAsync(cancel), null);
        }

        if (follow)
        {
            await FollowAsync(cancel);
        }

        // A picture stays while the journal stands still; whoever finds an old one first computes the next for all.
        var seq = store.Seq;
        if (known is null || known.Catalogue != catalogue || known.Seq != seq || now - known.At >= Latest || known.Picture.Value.IsFaulted)
        {
            var next = new Kept(catalogue, seq, now, new Lazy<Task<BoardPicture>>(() => Task.Run(() => Compute(ask, catalogue), CancellationToken.None)));
            known = known is null ? kept.GetOrAdd(ask.Key, next) : kept.TryUpdate(ask.Key, next, known) ? next : kept.GetValueOrDefault(ask.Key, next);
            Forget(now);
        }

        return (await known.Picture.Value.WaitAsync(cancel), null);
    }

    /// <summary>Tasks by their ids, in that order.</summary>
    public async Task<IReadOnlyList<Domain.DutyTask>> TasksAsync(IReadOnlyList<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count is 0)
        {
            return [];
        }

        var rows = await database.ReadAsync(session => session.QueryAsync<TaskRow>("board-tasks-by-id", new { Ids = SqlValues.ToList(ids.Select(id => new Domain.TaskId(id))) }), cancel);
        var places = ids.Select((id, place) => (id, place)).ToDictionary(each => each.id, each => each.place);
        return [.. rows.Select(row => row.ToTask()).OrderBy(task => places[task.Id.Value])];
    }

    /// <summary>The overdue tasks of a board, the worst first.</summary>
    public async Task<IReadOnlyList<Domain.DutyTask>> OverdueAsync(BoardAsk ask, int most, CancellationToken cancel)
    {
        var catalogue = current.Value;
        var period = Period.Read(ask.Period, ask.From, ask.To, clock.GetUtcNow(), catalogue.Zone)!;
        return await TasksAsync(store.Count(ask.ToColumns(period, catalogue) with { OverdueNamed = most }).Overdue, cancel);
    }

    private BoardPicture Compute(BoardAsk ask, Catalogue catalogue)
    {
        var now = clock.GetUtcNow();
        var seq = store.Seq;
        var period = Period.Read(ask.Period, ask.From, ask.To, now, catalogue.Zone)!;
        var question = ask.ToColumns(period, catalogue) with
        {
            Buckets = [.. period.Buckets(catalogue.Zone).Select(at => at.ToUnixTimeMilliseconds())],
            OverdueNamed = OverdueShown,
        };
        var count = store.Count(question);
        var before = store.Count(ask.ToColumns(period.Before!, catalogue));
        return new BoardPicture(
            ask,
            ask.TopIn(catalogue)!,
            period,
            now,
            seq,
            new BoardGroup("", count.Overall, before.Overall),
            Groups(count.ByDuty, before.ByDuty),
            Groups(count.ByUnit, before.ByUnit),
            Groups(count.ByChannel, before.ByChannel),
            count.Overdue,
            store.Minutes(question, now),
            store.CutAt is { } cut && cut > period.Before!.From ? cut : null);
    }

    private static List<BoardGroup> Groups(IReadOnlyDictionary<string, GroupCount> now, IReadOnlyDictionary<string, GroupCount> before) =>
        [.. now.Keys.Union(before.Keys)
            .Select(code => new BoardGroup(code, now.GetValueOrDefault(code, GroupCount.None), before.GetValueOrDefault(code, GroupCount.None)))
            .OrderByDescending(group => group.Now.Figures.Issued).ThenByDescending(group => group.Now.Figures.Open).ThenBy(group => group.Code, StringComparer.Ordinal)];

    /// <summary>A database that is away leaves the last figures standing; they say as of when they are.</summary>
    public async Task FollowAsync(CancellationToken cancel)
    {
        try
        {
            await store.FollowAsync(cancel);
        }
        catch (DatabaseAwayException)
        {
        }
    }

    private void Forget(DateTimeOffset now)
    {
        if (kept.Count > KeptMax)
        {
            foreach (var (key, old) in kept.OrderBy(each => each.Value.At).Take(kept.Count - (KeptMax / 2)).Where(each => now - each.Value.At > Latest))
            {
                kept.TryRemove(KeyValuePair.Create(key, old));
            }
        }
    }

    private sealed record Kept(Catalogue Catalogue, long Seq, DateTimeOffset At, Lazy<Task<BoardPicture>> Picture);
}
