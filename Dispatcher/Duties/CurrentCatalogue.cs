using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The catalogue in force, read once and replaced when a new one is saved.</summary>
public sealed class CurrentCatalogue(Database database, CatalogueStore store)
{
    private volatile Catalogue? current;

    /// <summary>The catalogue in force.</summary>
    /// <exception cref="InvalidOperationException">None is loaded: the caller starts before <see cref="ReloadAsync"/>, or the database is empty.</exception>
    public Catalogue Value => current ?? throw new InvalidOperationException("No catalogue is loaded. Load one with: catalogue load DIR");

    public bool IsLoaded => current is not null;

    /// <summary>Reads it from the database.</summary>
    public async Task ReloadAsync(CancellationToken cancel) =>
        current = await database.ReadAsync(store.FindAsync, cancel);

    /// <summary>Saves the files' catalogue and puts it in force.</summary>
    public async Task LoadAsync(CatalogueFiles files, CancellationToken cancel)
    {
        await database.WriteAsync(session => store.SaveAsync(session, files), cancel);
        await ReloadAsync(cancel);
    }

    /// <summary>Puts a catalogue in force that the caller's transaction has just saved.</summary>
    public void Replace(Catalogue catalogue) => current = catalogue;
}
