using System.Data.Common;
using Dapper;

namespace TaskManager.Dispatcher.Storage;

/// <summary>One open transaction or read snapshot. Queries are named; their text is in the slices' .sql files.</summary>
public abstract class Session(DbConnection connection, DbTransaction transaction, SqlTexts texts)
{
    private readonly List<Func<JournalEnd, Task>> inTurn = [];
    private readonly List<Action> afterCommit = [];

    protected DbConnection Connection => connection;

    protected DbTransaction Transaction => transaction;

    protected SqlTexts Texts => texts;

    /// <summary>Changes of tasks that this transaction has saved and not yet written into the journal.</summary>
    internal List<TaskChange> Unwritten { get; } = [];

    /// <summary>Asked, when the answer to the commit is lost, whether it took place; null: nobody can tell.</summary>
    internal Func<Session, Task<bool>>? WasCommittedAsync { get; set; }

    /// <summary>The rows of a query.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(string name, object? parameters = null) =>
        (await connection.QueryAsync<T>(texts[name], parameters, transaction)).AsList();

    /// <summary>The only row of a query; null when there is none.</summary>
    public async Task<T?> FindAsync<T>(string name, object? parameters = null) =>
        await connection.QuerySingleOrDefaultAsync<T>(texts[name], parameters, transaction);

    /// <summary>The rows of a query, one at a time, for results that may be too large to hold.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string name, object? parameters = null) =>
        connection.QueryUnbufferedAsync<T>(texts[name], parameters, transaction);

    /// <summary>Runs one statement.</summary>
    /// <returns>How many rows it touched.</returns>
    public Task<int> ExecuteAsync(string name, object? parameters = null) =>
        connection.ExecuteAsync(texts[name], parameters, transaction);

    /// <summary>Writes many rows by the database's fastest way. Parameters, or columns, are the rows' properties.</summary>
    /// <returns>How many rows it touched.</returns>
    public abstract Task<int> WriteManyAsync<T>(string name, IReadOnlyList<T> rows);

    /// <summary>Tells everybody who listens to the topic, in every process, once the transaction is committed.</summary>
    public abstract Task NotifyAsync(string topic);

    /// <summary>
    /// Asks for a call just before the commit, when all earlier commits that took a turn are visible and no other can come
    /// between. Turns are short and taken last, so writers wait for each other only there.
    /// </summary>
    /// <param name="work">Given where the journal ends. Throw to roll back.</param>
    public void InTurn(Func<JournalEnd, Task> work) => inTurn.Add(work);

    /// <summary>Asks for a call once the transaction is committed; dropped when it is rolled back.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal async Task TakeTurnAsync()
    {
        if (inTurn.Count is 0)
        {
            return;
        }

        var end = await FindAsync<JournalEnd>("take-turn") ?? throw new InvalidOperationException("The journal has no head: the tables were not made by migrations.");
        foreach (var work in inTurn)
        {
            await work(end);
        }
    }

    internal void Committed()
    {
        foreach (var action in afterCommit)
        {
            action();
        }
    }
}

/// <summary>The last row of the journal.</summary>
public sealed class JournalEnd
{
    /// <summary>Its number; 0 when there is none.</summary>
    public long Seq { get; init; }

    /// <summary>Its hash; <see cref="JournalChain.Start"/> when there is none.</summary>
    public byte[] Hash { get; init; } = [];
}
