using System.Collections.Concurrent;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Routing;

/// <summary>How many open tasks each member has, in memory, so that choosing waits for nothing. See <see cref="CityNow"/>.</summary>
public sealed class MemberLoads(CityNow city)
{
    private readonly ConcurrentDictionary<string, int> reserved = [];

    public IReadOnlyDictionary<string, int> Open => city.Loads;

    /// <summary>A member's open tasks, and those chosen for the member whose transaction is still to come.</summary>
    public int Counted(string member) => Open.GetValueOrDefault(member) + reserved.GetValueOrDefault(member);

    /// <summary>Counts tasks that were chosen and are not saved yet, until disposed.</summary>
    public IDisposable Reserve(IReadOnlyDictionary<string, int> chosen)
    {
        Add(1);
        return new Reservation(() => Add(-1));

        void Add(int sign)
        {
            foreach (var (member, count) in chosen)
            {
                reserved.AddOrUpdate(member, sign * count, (_, before) => before + (sign * count));
            }
        }
    }

    /// <summary>Counts them anew from the tasks.</summary>
    public Task RebuildAsync(CancellationToken cancel) => city.RecountAsync(cancel);

    /// <summary>Corrects a count that proved to be behind.</summary>
    /// <param name="member">Whose.</param>
    /// <param name="count">Open tasks by the database.</param>
    /// <param name="seq">The journal's last row when they were counted.</param>
    public void Correct(string member, int count, long seq) => city.Correct(member, count, seq);

    /// <summary>How many open tasks these members have by the database, changes of this transaction included.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(Session session, IEnumerable<string> members) =>
        (await session.QueryAsync<LoadRow>("count-open-tasks-of-members", new { Members = SqlValues.ToList(members) })).ToDictionary(row => row.Member, row => row.Open);

    private sealed class Reservation(Action end) : IDisposable
    {
        private int isEnded;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref isEnded, 1) is 0)
            {
                end();
            }
        }
    }

    private sealed class LoadRow
    {
        public string Member { get; init; } = "";

        public int Open { get; init; }
    }
}
