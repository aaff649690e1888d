using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

public static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, string databaseFile)
    {
        services.AddSingleton<Database>(provider => new SqliteDatabase(databaseFile, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Ledger>();
        services.AddSingleton<JournalCheck>();
        services.AddStartupStep((provider, cancel) => provider.GetRequiredService<Database>().MigrateAsync(cancel));
    }
}
