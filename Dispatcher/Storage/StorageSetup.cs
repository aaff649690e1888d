using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

public static class StorageSetup
{
    public static void AddStorage(this IServiceCollection services, DataFolder data)
    {
        services.AddSingleton<Database>(provider => new SqliteDatabase(data.DatabaseFile, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<Ledger>();
        services.AddSingleton<JournalCheck>();
        services.AddStartupStep((provider, cancel) => data.IsHeld
            ? provider.GetRequiredService<Database>().MigrateAsync(cancel)
            : provider.GetRequiredService<Database>().RequireNewestAsync(cancel));
    }
}
