using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// The database, the only truth. Reads run side by side; a write is one transaction, and what it must tell others it
/// tells after the commit (<see cref="Session.AfterCommit"/>, <see cref="Session.NotifyAsync"/>).
/// </summary>
public abstract class Database
{
    /// <summary>Whether other processes write to it too, so that what this one counts in memory may be behind.</summary>
    public abstract bool IsShared { get; }

    /// <summary>What the operator calls it, for messages: a file, or a server and database.</summary>
    public abstract string Place { get; }

    /// <summary>Runs reads that belong together on one consistent snapshot.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>
    /// Runs one transaction: commits when <paramref name="work"/> returns, rolls back when it throws. On a shared database
    /// the work is run again when another writer was in its way (<see cref="ConflictException"/>) or the server was away,
    /// so it must be able to start over: whatever it changes outside the session, it changes after the commit.
    /// </summary>
    /// <exception cref="CommitUnknownException">The server went away while committing, and whether it did cannot be told.</exception>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>Calls back whenever some process has committed a <see cref="Session.NotifyAsync"/> of the topic, until disposed.</summary>
    /// <param name="topic">A name: small letters and underscores.</param>
    /// <param name="heard">Must be quick, and know that one call may stand for several notices, or for none: after a lost connection it is called to be safe.</param>
    public abstract IDisposable Listen(string topic, Action heard);

    /// <summary>Brings the tables to the newest version. Safe to call at every start, by several processes at once.</summary>
    /// <returns>The version before and after.</returns>
    public abstract Task<(int Before, int After)> MigrateAsync(CancellationToken cancel);

    /// <summary>Makes sure that the tables are at the newest version, and changes nothing.</summary>
    /// <exception cref="VerbException">They are not, or there is no database.</exception>
    public abstract Task RequireNewestAsync(CancellationToken cancel);

    /// <summary>Makes the partitions of this month and the next ones, where they are missing and the database has any.</summary>
    /// <returns>How many were made.</returns>
    public abstract Task<int> MakePartitionsAsync(CancellationToken cancel);

    public Task WriteAsync(Func<Session, Task> work, CancellationToken cancel) =>
        WriteAsync(async session =>
        {
            await work(session);
            return true;
        }, cancel);
}

/// <summary>Another writer was in the way, and the work was rolled back. Starting over helps.</summary>
public abstract class ConflictException(string message) : Exception(message);

/// <summary>The server went away while committing. The work was saved once or not at all; look before doing it again.</summary>
public sealed class CommitUnknownException(Exception cause)
    : Exception("The database went away while committing, so it is not known whether the work was saved. Ask again with the same Idempotency-Key or external id: it is never done twice.", cause);

/// <summary>The database could not be reached for as long as a caller can wait. Nothing was changed. Trying again later helps.</summary>
public sealed class DatabaseAwayException(string place, Exception cause)
    : VerbException($"The database {place} cannot be reached; nothing was changed. Try again in a while, and look at Storage:ConnectionString when it never could. {cause.Message}", cause);
