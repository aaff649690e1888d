using System.Collections.Concurrent;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Routing;

/// <summary>How many open tasks each member has. Kept while running, rebuilt from the tasks at start.</summary>
public sealed class MemberLoads(Database database)
{
    private readonly ConcurrentDictionary<string, int> open = [];

    public IReadOnlyDictionary<string, int> Open => open;

    public async Task RebuildAsync(CancellationToken cancel)
    {
        var counts = await database.ReadAsync(session => session.QueryAsync<LoadRow>("count-open-tasks-by-member"), cancel);
        open.Clear();
        foreach (var row in counts)
        {
            open[row.Member] = row.Open;
        }
    }

    /// <summary>Corrects counts that proved to be behind.</summary>
    public void Correct(string member, int count) => open[member] = count;

    /// <summary>How many open tasks these members have by the database, changes of this transaction included.</summary>
    public static async Task<IReadOnlyDictionary<string, int>> CountAsync(Session session, IEnumerable<string> members) =>
        (await session.QueryAsync<LoadRow>("count-open-tasks-of-members", new { Members = SqlValues.ToList(members) })).ToDictionary(row => row.Member, row => row.Open);

    /// <summary>Counts a change of assignee or an end. Call it after the commit.</summary>
    public void Changed(string? memberBefore, string? memberAfter)
    {
        if (memberBefore == memberAfter)
        {
            return;
        }

        if (memberBefore is not null)
        {
            open.AddOrUpdate(memberBefore, 0, static (_, count) => Math.Max(0, count - 1));
        }

        if (memberAfter is not null)
        {
            open.AddOrUpdate(memberAfter, 1, static (_, count) => count + 1);
        }
    }

    private sealed class LoadRow
    {
        public string Member { get; init; } = "";

        public int Open { get; init; }
    }
}
