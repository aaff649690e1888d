using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

public static class StorageSetup
{
    /// <summary>
    /// Settings: <c>Storage:Provider</c>, <c>sqlite</c> (default: a file in the data folder) or <c>postgres</c>;
    /// <c>Storage:ConnectionString</c>, for <c>postgres</c>.
    /// </summary>
    /// <exception cref="VerbException">The settings do not name a database.</exception>
    public static void AddStorage(this IServiceCollection services, IConfiguration configuration, DataFolder data)
    {
        var provider = configuration["Storage:Provider"] is { Length: > 0 } named ? named : "sqlite";
        var connection = configuration["Storage:ConnectionString"];
        services.AddSingleton<Database>(parts => (provider, connection) switch
        {
            ("sqlite", _) => new SqliteDatabase(data.DatabaseFile, parts.GetRequiredService<TimeProvider>()),
            ("postgres", { Length: > 0 }) => Postgres(connection, parts),
            ("postgres", _) => throw new VerbException("Storage:Provider is postgres, and Storage:ConnectionString is empty. Give it, for example: Host=127.0.0.1;Database=taskmanager;Username=taskmanager;Password=…"),
            _ => throw new VerbException($"Storage:Provider is '{provider}'. Give sqlite or postgres."),
        });
        services.AddExceptionHandler<DatabaseProblems>();
        services.AddSingleton<Ledger>();
        services.AddSingleton<JournalCheck>();
        services.AddStartupStep((parts, cancel) => data.IsHeld
            ? parts.GetRequiredService<Database>().MigrateAsync(cancel)
            : parts.GetRequiredService<Database>().RequireNewestAsync(cancel));
    }

    private static PostgresDatabase Postgres(string connection, IServiceProvider parts)
    {
        try
        {
            return new PostgresDatabase(connection, parts.GetRequiredService<TimeProvider>(), parts.GetRequiredService<ILoggerFactory>());
        }
        catch (ArgumentException e)
        {
            throw new VerbException($"Storage:ConnectionString is not one of PostgreSQL: {e.Message} Give it like: Host=127.0.0.1;Database=taskmanager;Username=taskmanager;Password=…", e);
        }
    }
}
