using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace TaskManager.Dispatcher.Storage;

/// <summary>A transaction on SQLite. Many rows are written by one prepared statement, stepped once a row.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, SqlTexts texts, SqliteStatements statements, Action<string> tell)
    : Session(connection, transaction, texts)
{
    public override Task<int> WriteManyAsync<T>(string name, IReadOnlyList<T> rows)
    {
        if (rows.Count is 0)
        {
            return Task.FromResult(0);
        }

        var database = connection.Handle!;
        var statement = statements.Prepared(name, Texts[name]);
        var binders = SqliteRowBinder<T>.For(statement);
        var touched = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < binders.Length; i++)
            {
                binders[i](row, statement, i + 1);
            }

            var answer = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            if (answer is not (raw.SQLITE_DONE or raw.SQLITE_ROW))
            {
                SqliteException.ThrowExceptionForRC(answer, database);
            }

            touched += raw.sqlite3_changes(database);
        }

        return Task.FromResult(touched);
    }

    public override Task NotifyAsync(string topic)
    {
        AfterCommit(() => tell(topic));
        return Task.CompletedTask;
    }
}

/// <summary>The prepared statements of one connection, by query name.</summary>
internal sealed class SqliteStatements(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, sqlite3_stmt> prepared = [];

    public sqlite3_stmt Prepared(string name, string text)
    {
        if (!prepared.TryGetValue(name, out var statement))
        {
            SqliteException.ThrowExceptionForRC(raw.sqlite3_prepare_v2(connection.Handle!, text, out statement), connection.Handle);
            prepared[name] = statement;
        }

        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in prepared.Values)
        {
            statement.Dispose();
        }
    }
}
