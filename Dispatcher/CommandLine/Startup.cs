using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.CommandLine;

/// <summary>Makes a service ready to start: tables at the newest version, catalogue in memory, member load counted.</summary>
public static class Startup
{
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancel)
    {
        await services.GetRequiredService<Database>().MigrateAsync(cancel);
        await services.GetRequiredService<CurrentCatalogue>().ReloadAsync(cancel);
        await services.GetRequiredService<MemberLoads>().RebuildAsync(cancel);
    }
}
