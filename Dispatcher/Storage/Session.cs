using System.Data.Common;
using Dapper;

namespace TaskManager.Dispatcher.Storage;

/// <summary>One open transaction or read snapshot. Queries are named; their text is in the slices' .sql files.</summary>
public abstract class Session(DbConnection connection, DbTransaction transaction, SqlTexts texts)
{
    private readonly List<Action> afterCommit = [];

    protected DbConnection Connection => connection;

    protected DbTransaction Transaction => transaction;

    protected SqlTexts Texts => texts;

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

    /// <summary>Runs one statement for each of many rows, by the database's fastest way. Parameters are the rows' properties.</summary>
    /// <returns>How many rows it touched.</returns>
    public abstract Task<int> WriteManyAsync<T>(string name, IReadOnlyList<T> rows);

    /// <summary>Asks for a call once the transaction is committed; dropped when it is rolled back.</summary>
    public void AfterCommit(Action action) => afterCommit.Add(action);

    internal void Committed()
    {
        foreach (var action in afterCommit)
        {
            action();
        }
    }
}
