using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Routing;

/// <summary>How many open tasks each member has, in memory, so that choosing waits for nothing. See <see cref="CityNow"/>.</summary>
public sealed class MemberLoads(CityNow city)
{
    public IReadOnlyDictionary<string, int> Open => city.Loads;

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

    private sealed class LoadRow
    {
        public string Member { get; init; } = "";

        public int Open { get; init; }
    }
}
