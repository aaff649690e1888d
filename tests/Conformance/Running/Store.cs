using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Tests.Conformance.Running;

/// <summary>A database of one kind to run the facts on. Another kind is another case of this, and another leaf class of each suite.</summary>
public abstract class Store : IAsyncDisposable
{
    public abstract Database Database { get; }

    /// <summary>Every row of every table as text, by table.</summary>
    public abstract IReadOnlyDictionary<string, IReadOnlyList<string>> Contents();

    public abstract ValueTask DisposeAsync();
}

/// <summary>Makes an empty database of one kind, with its tables.</summary>
public delegate Task<Store> StoreMaker(TimeProvider clock);

/// <summary>SQLite in a folder of its own.</summary>
public sealed class SqliteStore : Store
{
    private readonly TemporaryFolder folder = new();
    private readonly SqliteDatabase database;

    private SqliteStore(TimeProvider clock) => database = new SqliteDatabase(File, clock);

    public string File => folder.Of("taskmanager.db");

    public override Database Database => database;

    public static async Task<Store> CreateAsync(TimeProvider clock)
    {
        var store = new SqliteStore(clock);
        await store.database.MigrateAsync(CancellationToken.None);
        return store;
    }

    public override IReadOnlyDictionary<string, IReadOnlyList<string>> Contents()
    {
        using var connection = new SqliteConnection($"Data Source={File};Mode=ReadOnly;Pooling=False");
        connection.Open();
        var tables = Read(connection, "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'");
        return tables.ToDictionary(table => table, table => (IReadOnlyList<string>)Read(connection, $"SELECT * FROM {table}"));
    }

    public override async ValueTask DisposeAsync()
    {
        await database.DisposeAsync();
        folder.Dispose();
    }

    private static List<string> Read(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}

/// <summary>A PostgreSQL database of its own.</summary>
public sealed class PostgresStore : Store
{
    private readonly string connectionString;
    private readonly PostgresDatabase database;

    private PostgresStore(string connectionString, TimeProvider clock)
    {
        this.connectionString = connectionString;
        database = Open(clock);
    }

    public override Database Database => database;

    public static async Task<Store> CreateAsync(TimeProvider clock)
    {
        var servers = await Servers.CurrentAsync();
        var store = new PostgresStore(await servers.NewDatabaseAsync(), clock);
        await store.database.MigrateAsync(CancellationToken.None);
        return store;
    }

    public string ConnectionString => connectionString;

    /// <summary>The same database as another process has it.</summary>
    public PostgresDatabase Open(TimeProvider clock) => new(connectionString, clock, NullLoggerFactory.Instance);

    /// <summary>Rows in one order: PostgreSQL gives them in that of their last change.</summary>
    public override IReadOnlyDictionary<string, IReadOnlyList<string>> Contents()
    {
        using var connection = Connect();
        var tables = Read(connection, "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'qrtz%'");
        return tables.ToDictionary(table => table, table => (IReadOnlyList<string>)[.. Read(connection, $"SELECT * FROM {table}").Order(StringComparer.Ordinal)]);
    }

    /// <summary>Runs a statement past the service.</summary>
    public IReadOnlyList<string> Read(string sql)
    {
        using var connection = Connect();
        return Read(connection, sql);
    }

    public override async ValueTask DisposeAsync() => await database.DisposeAsync();

    private NpgsqlConnection Connect()
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        connection.Open();
        return connection;
    }

    private static List<string> Read(NpgsqlConnection connection, string sql)
    {
        using var command = new NpgsqlCommand(sql, connection);
        using var reader = command.ExecuteReader();
        var rows = new List<string>();
        while (reader.Read())
        {
            rows.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.GetValue(i) is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(reader.GetValue(i), CultureInfo.InvariantCulture))));
        }

        return rows;
    }
}
