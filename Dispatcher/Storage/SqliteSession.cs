using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace TaskManager.Dispatcher.Storage;

/// <summary>A transaction on SQLite. Many rows are written by one prepared statement, stepped once a row.</summary>
internal sealed class SqliteSession(SqliteConnection connection, SqliteTransaction transaction, SqlTexts texts, SqliteStatements statements)
    : Session(connection, transaction, texts)
{
    public override Task<int> WriteManyAsync<T>(string name, IReadOnlyList<T> rows)
    {
        if (rows.Count is 0)
        {
            return Task.FromResult(0);
        }

        var (command, parameters) = statements.Prepared(name, Texts[name]);
        command.Transaction = transaction;
        var getters = RowGetters<T>.For(parameters);
        var touched = 0;
        foreach (var row in rows)
        {
            for (var i = 0; i < getters.Length; i++)
            {
                parameters[i].Value = getters[i](row);
            }

            touched += command.ExecuteNonQuery();
        }

        return Task.FromResult(touched);
    }
}

/// <summary>The prepared statements of one connection, by query name.</summary>
internal sealed partial class SqliteStatements(SqliteConnection connection) : IAsyncDisposable
{
    private readonly Dictionary<string, (SqliteCommand Command, SqliteParameter[] Parameters)> prepared = [];

    public (SqliteCommand Command, SqliteParameter[] Parameters) Prepared(string name, string text)
    {
        if (!prepared.TryGetValue(name, out var entry))
        {
            var command = connection.CreateCommand();
            command.CommandText = text;
            var parameters = ParameterName().Matches(text).Select(match => match.Value).Distinct()
                .Select(parameter => command.Parameters.Add(new SqliteParameter(parameter, DBNull.Value)))
                .ToArray();
            prepared[name] = entry = (command, parameters);
        }

        return entry;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (command, _) in prepared.Values)
        {
            await command.DisposeAsync();
        }
    }

    [GeneratedRegex(@"@\w+", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ParameterName();
}
