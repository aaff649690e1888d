using Microsoft.Data.Sqlite;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// One SQLite file: write-ahead log, one writer at a time, any number of readers. <c>synchronous=FULL</c>: what was
/// acknowledged survives a power cut too, at one flush a transaction.
/// </summary>
public sealed class SqliteDatabase : Database, IAsyncDisposable
{
    private readonly SqlTexts texts = new("sqlite");
    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly string connectionString;
    private readonly TimeProvider clock;
    private readonly Lock hearing = new();
    private readonly List<(string Topic, Action Heard)> hearers = [];
    private SqliteConnection? writer;
    private SqliteStatements? statements;

    public SqliteDatabase(string file, TimeProvider clock)
    {
        this.clock = clock;
        SqlValues.Register();
        Place = Path.GetFullPath(file);
        connectionString = new SqliteConnectionStringBuilder { DataSource = file, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>One process has the data folder.</summary>
    public override bool IsShared => false;

    public override string Place { get; }

    public override async Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel)
    {
        await using var connection = await OpenAsync(cancel);
        await using var snapshot = connection.BeginTransaction(deferred: true);
        using var prepared = new SqliteStatements(connection);
        return await work(new SqliteSession(connection, snapshot, texts, prepared, Tell));
    }

    public override async Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try
        {
            writer ??= await OpenAsync(cancel);
            statements ??= new SqliteStatements(writer);
            try
            {
                return await TransactAsync(writer, statements, work);
            }
            catch (ConflictException)
            {
                // Some of the work was done before its turn, and another writer came between. This time none can.
                return await TransactAsync(writer, statements, work);
            }
        }
        finally
        {
            writing.Release();
        }
    }

    private async Task<T> TransactAsync<T>(SqliteConnection connection, SqliteStatements prepared, Func<Session, Task<T>> work)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        var session = new SqliteSession(connection, transaction, texts, prepared, Tell);
        var result = await work(session);
        await session.TakeTurnAsync();
        transaction.Commit();

        // Before the next writer starts, so that what it decides by (member load) already counts this one.
        session.Committed();
        return result;
    }

    public override IDisposable Listen(string topic, Action heard)
    {
        var hearer = (topic, heard);
        lock (hearing)
        {
            hearers.Add(hearer);
        }

        return new Removal(() =>
        {
            lock (hearing)
            {
                hearers.Remove(hearer);
            }
        });
    }

    public override async Task<(int Before, int After)> MigrateAsync(CancellationToken cancel)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Place)!);
        await writing.WaitAsync(cancel);
        try
        {
            await using var connection = await OpenAsync(cancel);
            return await Migrations.ApplyAsync(connection, "sqlite", clock, cancel);
        }
        finally
        {
            writing.Release();
        }
    }

    /// <summary>One file has no partitions.</summary>
    public override Task<int> MakePartitionsAsync(CancellationToken cancel) => Task.FromResult(0);

    public override async Task RequireNewestAsync(CancellationToken cancel)
    {
        if (!File.Exists(Place))
        {
            throw new VerbException($"There is no database in {Path.GetDirectoryName(Place)}. Start the service or replay a file first, or name another folder with --data.");
        }

        await using var connection = await OpenAsync(cancel);
        await Migrations.RequireNewestAsync(connection, "sqlite");
    }

    public async ValueTask DisposeAsync()
    {
        statements?.Dispose();
        if (writer is not null)
        {
            await writer.DisposeAsync();
        }

        writing.Dispose();
    }

    private void Tell(string topic)
    {
        List<Action> told;
        lock (hearing)
        {
            told = hearers.Where(hearer => hearer.Topic == topic).Select(hearer => hearer.Heard).ToList();
        }

        foreach (var heard in told)
        {
            heard();
        }
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancel)
    {
        var connection = new SqliteConnection(connectionString);
        await connection.OpenAsync(cancel);
        await using var pragmas = connection.CreateCommand();
        pragmas.CommandText = """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            PRAGMA busy_timeout = 30000;
            PRAGMA cache_size = -32768;
            PRAGMA wal_autocheckpoint = 8000;
            """;
        await pragmas.ExecuteNonQueryAsync(cancel);
        return connection;
    }

    private sealed class Removal(Action remove) : IDisposable
    {
        public void Dispose() => remove();
    }
}
