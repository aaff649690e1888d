using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary>What a copy took along.</summary>
/// <param name="Tables">Tables copied.</param>
/// <param name="Rows">Rows of all of them.</param>
/// <param name="Journal">What checking the copied journal found.</param>
public sealed record CopiedDatabase(int Tables, long Rows, JournalVerdict Journal);

/// <summary>
/// Moves a city from one SQLite file into an empty PostgreSQL database: every row of every table, in one transaction. Values
/// have the same stored form on both (docs/decisions/002), so nothing is translated. The file stays as it was.
/// </summary>
public sealed class DatabaseCopy(SqliteDatabase from, PostgresDatabase to, JournalCheck check)
{
    /// <summary>What each database keeps for itself.</summary>
    private static readonly string[] NotCopied = ["schema_version"];

    /// <exception cref="VerbException">The target is not empty, or the two do not have the same tables.</exception>
    public async Task<CopiedDatabase> RunAsync(CancellationToken cancel)
    {
        await from.MigrateAsync(cancel);
        await to.MigrateAsync(cancel);
        await using var source = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = from.Place, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        await source.OpenAsync(cancel);
        await using var target = await to.OpenAsync(cancel);
        await using var transaction = await target.BeginTransactionAsync(cancel);

        var tables = Texts(source, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").Except(NotCopied).ToList();
        await RequireEmptyAsync(target, tables, cancel);
        await MakePartitionsAsync(source, target, cancel);
        var rows = 0L;
        foreach (var table in tables)
        {
            rows += await CopyAsync(source, target, table, cancel);
        }

        // What was on its way in the old process' memory is sent again.
        await ExecuteAsync(target, "UPDATE outbox SET next_at = created_at, claim = 0", cancel);
        await transaction.CommitAsync(cancel);
        await ExecuteAsync(target, "ANALYZE", cancel);
        return new CopiedDatabase(tables.Count, rows, await check.VerifyAsync(cancel));
    }

    private async Task RequireEmptyAsync(NpgsqlConnection target, IEnumerable<string> tables, CancellationToken cancel)
    {
        foreach (var table in tables)
        {
            var isEmpty = table is "journal_head" ? "SELECT seq = 0 FROM journal_head FOR UPDATE" : $"SELECT NOT EXISTS (SELECT 1 FROM {table})";
            try
            {
                await using var command = new NpgsqlCommand(isEmpty, target);
                if (await command.ExecuteScalarAsync(cancel) is not true)
                {
                    throw new VerbException($"The database {to.Place} is not empty: table {table} has rows. Copying needs an empty one; nothing was changed.");
                }
            }
            catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable)
            {
                throw new VerbException($"The file has a table {table} that this program does not make; nothing was changed.");
            }
        }

        await ExecuteAsync(target, "DELETE FROM journal_head", cancel);
    }

    /// <summary>One partition for each month since the first row was recorded, so that the past lies as the future will.</summary>
    private static async Task MakePartitionsAsync(SqliteConnection source, NpgsqlConnection target, CancellationToken cancel)
    {
        var recorded = Texts(source, "SELECT recorded_at FROM (SELECT MIN(recorded_at) AS recorded_at FROM journal UNION ALL SELECT MAX(recorded_at) FROM journal) WHERE recorded_at IS NOT NULL")
            .ConvertAll(each => DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(each, CultureInfo.InvariantCulture)));
        if (recorded is not [var first, var last])
        {
            return;
        }

        var months = ((last.Year - first.Year) * 12) + last.Month - first.Month + 1;
        await using var command = new NpgsqlCommand("SELECT make_month_partitions($1, $2)", target)
        {
            Parameters = { new() { Value = first.ToUnixTimeMilliseconds() }, new() { Value = months } },
        };
        await command.ExecuteNonQueryAsync(cancel);
    }

    private static async Task<long> CopyAsync(SqliteConnection source, NpgsqlConnection target, string table, CancellationToken cancel)
    {
        var columns = new List<(string Name, NpgsqlDbType Type)>();
        await using (var describing = new NpgsqlCommand("SELECT column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position", target) { Parameters = { new() { Value = table } } })
        await using (var described = await describing.ExecuteReaderAsync(cancel))
        {
            while (await described.ReadAsync(cancel))
            {
                columns.Add((described.GetString(0), TypeOf(described.GetString(1), table)));
            }
        }

        var has = Texts(source, $"SELECT name FROM pragma_table_info('{table}')").ToHashSet();
        if (!has.SetEquals(columns.Select(column => column.Name)))
        {
            throw new VerbException($"Table {table} has other columns in the file than in PostgreSQL; the program's migrations do not match. Nothing was changed.");
        }

        var names = string.Join(", ", columns.Select(column => column.Name));
        await using var reading = source.CreateCommand();
        reading.CommandText = $"SELECT {names} FROM {table}";
        await using var rows = await reading.ExecuteReaderAsync(cancel);
        await using var copy = await target.BeginBinaryImportAsync($"COPY {table} ({names}) FROM STDIN (FORMAT BINARY)", cancel);
        while (await rows.ReadAsync(cancel))
        {
            await copy.StartRowAsync(cancel);
            for (var i = 0; i < columns.Count; i++)
            {
                await WriteAsync(copy, rows, i, columns[i].Type, cancel);
            }
        }

        return (long)await copy.CompleteAsync(cancel);
    }

    private static Task WriteAsync(NpgsqlBinaryImporter copy, SqliteDataReader row, int column, NpgsqlDbType type, CancellationToken cancel) => row.IsDBNull(column)
        ? copy.WriteNullAsync(cancel)
        : type switch
        {
            NpgsqlDbType.Integer => copy.WriteAsync(row.GetInt32(column), type, cancel),
            NpgsqlDbType.Bigint => copy.WriteAsync(row.GetInt64(column), type, cancel),
            NpgsqlDbType.Double => copy.WriteAsync(row.GetDouble(column), type, cancel),
            NpgsqlDbType.Bytea => copy.WriteAsync(row.GetFieldValue<byte[]>(column), type, cancel),
            // PostgreSQL's text cannot hold a zero character; no service of ours writes one.
            _ => copy.WriteAsync(row.GetString(column).Replace("\0", "", StringComparison.Ordinal), type, cancel),
        };

    private static NpgsqlDbType TypeOf(string name, string table) => name switch
    {
        "integer" => NpgsqlDbType.Integer,
        "bigint" => NpgsqlDbType.Bigint,
        "double precision" => NpgsqlDbType.Double,
        "bytea" => NpgsqlDbType.Bytea,
        "text" => NpgsqlDbType.Text,
        _ => throw new NotSupportedException($"Table {table} has a column of type {name}; docs/decisions/002 knows none."),
    };

    private static List<string> Texts(SqliteConnection source, string sql)
    {
        using var command = source.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    private static async Task ExecuteAsync(NpgsqlConnection target, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, target);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
