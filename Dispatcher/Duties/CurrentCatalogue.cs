using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The catalogue in force, read once and replaced when a new one is saved, by this process or by another.</summary>
public sealed partial class CurrentCatalogue(Database database, CatalogueStore store, ILogger<CurrentCatalogue> log) : IDisposable
{
    /// <summary>Said with every transaction that saves a part of the catalogue.</summary>
    public const string ChangedTopic = "catalogue";

    private readonly SemaphoreSlim reading = new(1, 1);
    private IDisposable? listening;
    private volatile Catalogue? current;
    private volatile int replaced;

    /// <summary>The catalogue in force.</summary>
    /// <exception cref="InvalidOperationException">None is loaded: the caller starts before <see cref="ReloadAsync"/>, or the database is empty.</exception>
    public Catalogue Value => current ?? throw new InvalidOperationException("No catalogue is loaded. Load one with: catalogue load DIR");

    public bool IsLoaded => current is not null;

    /// <summary>Reads it from the database.</summary>
    public async Task ReloadAsync(CancellationToken cancel)
    {
        await reading.WaitAsync(cancel);
        try
        {
            Catalogue? read;
            int before;
            do
            {
                // What was put in force while reading may be newer than what was read.
                before = replaced;
                read = await database.ReadAsync(store.FindAsync, cancel);
            }
            while (before != replaced);
            current = read;
        }
        finally
        {
            reading.Release();
        }
    }

    /// <summary>Reads it, and again whenever another process has changed it.</summary>
    public async Task StartAsync(CancellationToken cancel)
    {
        if (database.IsShared)
        {
            listening ??= database.Listen(ChangedTopic, () => _ = ReloadHeardAsync());
        }

        await ReloadAsync(cancel);
        if (current is { Version: 0 })
        {
            // Saved by a program that kept no versions.
            await database.WriteAsync(async session =>
            {
                await store.HoldAsync(session);
                await store.KeepVersionAsync(session);
            }, cancel);
            await ReloadAsync(cancel);
        }
    }

    /// <summary>The catalogue under which these tasks were issued. Another process may have loaded it a moment ago; then it is read now.</summary>
    public async Task<Catalogue> KnowingAsync(IEnumerable<DutyTask> tasks, CancellationToken cancel)
    {
        if (current is not { } known || !tasks.All(known.Knows))
        {
            await ReloadAsync(cancel);
        }

        return Value;
    }

    /// <summary>Saves the files' catalogue and puts it in force.</summary>
    public async Task LoadAsync(CatalogueFiles files, CancellationToken cancel)
    {
        await database.WriteAsync(async session =>
        {
            await store.SaveAsync(session, files);
            await session.NotifyAsync(ChangedTopic);
        }, cancel);
        await ReloadAsync(cancel);
    }

    /// <summary>Puts a catalogue in force that the caller's transaction has just saved.</summary>
    public void Replace(Catalogue catalogue)
    {
        current = catalogue;
        Interlocked.Increment(ref replaced);
    }

    public void Dispose()
    {
        listening?.Dispose();
        reading.Dispose();
    }

    private async Task ReloadHeardAsync()
    {
        try
        {
            await ReloadAsync(CancellationToken.None);
        }
        catch (Exception e)
        {
            ReloadFailed(log, e);
        }
    }

    [LoggerMessage(EventId = 151, Level = LogLevel.Warning, Message = "Another process changed the catalogue, and it could not be read; it is read again with the first task that needs it.")]
    private static partial void ReloadFailed(ILogger log, Exception e);
}
