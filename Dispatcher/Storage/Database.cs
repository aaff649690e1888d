using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// The database, the only truth. Reads run side by side; a write is one transaction, and what it must tell others it
/// tells after the commit (<see cref="Session.AfterCommit"/>).
/// </summary>
public abstract class Database
{
    /// <summary>Runs reads that belong together on one consistent snapshot.</summary>
    public abstract Task<T> ReadAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>Runs one transaction: commits when <paramref name="work"/> returns, rolls back when it throws.</summary>
    public abstract Task<T> WriteAsync<T>(Func<Session, Task<T>> work, CancellationToken cancel);

    /// <summary>Brings the tables to the newest version. Safe to call at every start.</summary>
    /// <returns>The version before and after.</returns>
    public abstract Task<(int Before, int After)> MigrateAsync(CancellationToken cancel);

    /// <summary>Makes sure that the tables are at the newest version, and changes nothing.</summary>
    /// <exception cref="VerbException">They are not.</exception>
    public abstract Task RequireNewestAsync(CancellationToken cancel);

    public Task WriteAsync(Func<Session, Task> work, CancellationToken cancel) =>
        WriteAsync(async session =>
        {
            await work(session);
            return true;
        }, cancel);
}
