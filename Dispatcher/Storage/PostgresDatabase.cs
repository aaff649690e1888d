using System.Data;
using Npgsql;
using Polly;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// PostgreSQL 15 or newer, shared by several Dispatchers. Reads see one snapshot (repeatable read); writes are read
/// committed, with the rows they decide by locked. A server that is away for a moment (restart, failover, crash) is
/// waited for: whatever can be proved not to have happened is run again.
/// </summary>
public sealed class PostgresDatabase : Database, IAsyncDisposable
{
    /// <summary>Two Dispatchers that start at once migrate one after the other: this lock is theirs.</summary>
    private const long MigrationLock = 0x7461736b6d616e; // "taskman"

    /// <summary>Months for which partitions are made ahead, the current one included.</summary>
    private const int MonthsAhead = 4;

    /// <summary>Conflicts are over as soon as the other writer is done; more in a row mean something is wrong.</summary>
    private const int ConflictsMax = 20;

    /// <summary>Longest a caller waits for a server that is away; shorter than a message's handler may take.</summary>
    private static readonly TimeSpan AwayMax = TimeSpan.FromSeconds(40);

    private readonly SqlTexts texts = new("postgres");
    private readonly NpgsqlDataSource source;
    private readonly PostgresListener listener;
    private readonly ResiliencePipeline retrying;
    private readonly TimeProvider clock;

    public PostgresDatabase(string connectionString, TimeProvider clock, ILoggerFactory logs)
    {
        this.clock = clock;
        SqlValues.Register();
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100, // the texts are few and run for ever
            AutoPrepareMinUsages = 2,
            GssEncryptionMode = GssEncryptionMode.Disable,
            PersistSecurityInfo = false,
        };
        settings.ApplicationName ??= "taskmanager";
        Place = $"{settings.Database} on {settings.Host}";
        source = new NpgsqlDataSourceBuilder(settings.ConnectionString).UseLoggerFactory(logs).Build();
        listener = new PostgresListener(source, clock, logs.CreateLogger<PostgresListener>());
        retrying = Retrying();
    }

    public override bool IsShared => true;

    public override string Place { get; }

    public override Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel) => PersistAsync(async stop =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var snapshot = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, stop);
        var result = await work(new PostgresSession(connection, snapshot, texts));
        await snapshot.CommitAsync(stop);
        return result;
    }, cancel);

    public override Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel) => PersistAsync(async stop =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
        var session = new PostgresSession(connection, transaction, texts);
        var result = await work(session);
        await session.TakeTurnAsync();
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (Exception e) when (e is NpgsqlException or IOException or ObjectDisposedException && !IsRefusal(e))
        {
            if (!await WasCommittedAsync(session, e))
            {
                throw new NotCommittedException(e);
            }
        }

        session.Committed();
        return result;
    }, cancel);

    public override IDisposable Listen(string topic, Action heard) => listener.Add(topic, heard);

    public override Task<(int Before, int After)> MigrateAsync(CancellationToken cancel) => PersistAsync(async stop =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await using (var locking = new NpgsqlCommand("SELECT pg_advisory_lock($1)", connection) { Parameters = { new() { Value = MigrationLock } } })
        {
            await locking.ExecuteNonQueryAsync(stop);
        }

        try
        {
            var versions = await Migrations.ApplyAsync(connection, "postgres", clock, stop);
            await MakePartitionsAsync(connection, stop);
            return versions;
        }
        finally
        {
            await using var unlocking = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", connection) { Parameters = { new() { Value = MigrationLock } } };
            await unlocking.ExecuteNonQueryAsync(CancellationToken.None);
        }
    }, cancel);

    public override Task RequireNewestAsync(CancellationToken cancel) => PersistAsync(async stop =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        await Migrations.RequireNewestAsync(connection, "postgres");
        return true;
    }, cancel);

    public override Task<int> MakePartitionsAsync(CancellationToken cancel) => PersistAsync(async stop =>
    {
        await using var connection = await source.OpenConnectionAsync(stop);
        return await MakePartitionsAsync(connection, stop);
    }, cancel);

    /// <summary>A connection of one's own, for what is no query of a slice: copying a whole database in.</summary>
    internal ValueTask<NpgsqlConnection> OpenAsync(CancellationToken cancel) => source.OpenConnectionAsync(cancel);

    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        await source.DisposeAsync();
    }

    private async Task<int> MakePartitionsAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var making = new NpgsqlCommand("SELECT make_month_partitions($1, $2)", connection)
        {
            Parameters = { new() { Value = clock.GetUtcNow().ToUnixTimeMilliseconds() }, new() { Value = MonthsAhead } },
        };
        return (int)(await making.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>
    /// Asks the journal whether a commit took place whose answer was lost. The turn is taken first: the lost transaction
    /// held it, so once it is ours that one is over, however it ended.
    /// </summary>
    private async Task<bool> WasCommittedAsync(PostgresSession lost, Exception cause)
    {
        if (lost.WasCommittedAsync is not { } asked)
        {
            throw new CommitUnknownException(cause);
        }

        try
        {
            return await PersistAsync(async stop =>
            {
                await using var connection = await source.OpenConnectionAsync(stop);
                await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, stop);
                var session = new PostgresSession(connection, transaction, texts);
                await session.FindAsync<JournalEnd>("take-turn");
                return await asked(session);
            }, CancellationToken.None);
        }
        catch (DatabaseAwayException)
        {
            throw new CommitUnknownException(cause);
        }
    }

    /// <summary>The server answered, and said no: nothing is unknown.</summary>
    private static bool IsRefusal(Exception e) => e is PostgresException { SqlState: not ("57P01" or "57P02" or "57P03") };

    private async Task<T> PersistAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancel)
    {
        try
        {
            return await retrying.ExecuteAsync(async stop => await work(stop), cancel);
        }
        catch (Exception e) when (IsAway(e))
        {
            throw new DatabaseAwayException(Place, e);
        }
    }

    private static ResiliencePipeline Retrying() => new ResiliencePipelineBuilder()
        .AddRetry(new()
        {
            // Outer: the server is away. Pauses grow to 2 s, all together no longer than AwayMax.
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && IsAway(e)),
            MaxRetryAttempts = 24,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(50),
            MaxDelay = TimeSpan.FromSeconds(2),
            UseJitter = true,
            OnRetry = _ => Count("away"),
        })
        .AddRetry(new()
        {
            // Inner: another writer was in the way.
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Exception is { } e && IsConflict(e)),
            MaxRetryAttempts = ConflictsMax,
            BackoffType = DelayBackoffType.Exponential,
            Delay = TimeSpan.FromMilliseconds(2),
            MaxDelay = TimeSpan.FromMilliseconds(200),
            UseJitter = true,
            OnRetry = _ => Count("conflict"),
        })
        .Build();

    private static ValueTask Count(string reason)
    {
        Signals.DatabaseRetries.Add(1, new KeyValuePair<string, object?>("reason", reason));
        return ValueTask.CompletedTask;
    }

    /// <summary>Serialization failure, deadlock, and the unique key that another writer took first.</summary>
    private static bool IsConflict(Exception e) => e is ConflictException or PostgresException { SqlState: "40001" or "40P01" or "23505" };

    /// <summary>Connection lost or refused, server starting, stopping or recovering, or out of connections.</summary>
    private static bool IsAway(Exception e) => e switch
    {
        NotCommittedException => true,
        PostgresException answer => answer.SqlState is "57P01" or "57P02" or "57P03" or "53300" or "08006" or "08003",
        NpgsqlException { InnerException: IOException or System.Net.Sockets.SocketException or TimeoutException } => true,
        NpgsqlException broken => broken.IsTransient,
        _ => false,
    };

    /// <summary>The commit did not take place; starting over is safe.</summary>
    private sealed class NotCommittedException(Exception cause) : Exception(cause.Message, cause);
}
