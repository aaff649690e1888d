using Npgsql;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// A transaction on PostgreSQL. Many rows go in by one binary COPY, or by one statement whose parameters are arrays, a
/// column each: one round trip for a list, whatever its length.
/// </summary>
internal sealed class PostgresSession(NpgsqlConnection connection, NpgsqlTransaction transaction, SqlTexts texts)
    : Session(connection, transaction, texts)
{
    private const string Copy = "COPY ";

    public override async Task<int> WriteManyAsync<T>(string name, IReadOnlyList<T> rows)
    {
        if (rows.Count is 0)
        {
            return 0;
        }

        var text = Texts[name];
        var columns = PostgresColumns<T>.For(name, text);
        if (!text.StartsWith(Copy, StringComparison.Ordinal))
        {
            await using var command = new NpgsqlCommand(text, connection, transaction);
            foreach (var column in columns)
            {
                command.Parameters.Add(column.ToArray(rows));
            }

            return await command.ExecuteNonQueryAsync();
        }

        await using var copy = await connection.BeginBinaryImportAsync(text);
        foreach (var row in rows)
        {
            await copy.StartRowAsync();
            foreach (var column in columns)
            {
                await column.WriteAsync(copy, row);
            }
        }

        return (int)await copy.CompleteAsync();
    }

    public override async Task NotifyAsync(string topic)
    {
        await using var command = new NpgsqlCommand("SELECT pg_notify($1, '')", connection, transaction) { Parameters = { new() { Value = PostgresListener.ChannelOf(topic) } } };
        await command.ExecuteNonQueryAsync();
    }
}
