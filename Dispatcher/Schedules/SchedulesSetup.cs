using Quartz;

namespace TaskManager.Dispatcher.Schedules;

public static class SchedulesSetup
{
    /// <summary>All Dispatchers on one database are one cluster.</summary>
    private const string Cluster = "taskmanager";

    /// <summary>Sweeps at once; more wait.</summary>
    private const int AtOnceMax = 4;

    /// <summary>Slots and what sweeps them, but nothing that wakes it.</summary>
    public static void AddSchedules(this IServiceCollection services)
    {
        services.AddSingleton(new SlotClaimer($"{Environment.MachineName}/{Environment.ProcessId}"));
        services.AddSingleton<DueSlots>();
        services.AddSingleton<Sweeping>();
        services.AddSingleton<ISweeper, ForgetOldSlots>();
        services.AddSingleton<ISweeper, MakePartitions>();
    }

    /// <summary>
    /// Wakes the sweepers by Quartz while the service runs: on <c>Storage:Provider</c> <c>postgres</c> as a cluster that
    /// keeps its triggers in that database, else in memory, as the slots alone say what was done.
    /// </summary>
    public static void AddWaking(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddQuartz(quartz =>
        {
            quartz.ConfigureScheduler(options => options.InstanceName = Cluster).UseDefaultThreadPool(AtOnceMax);
            if (configuration["Storage:Provider"] is "postgres" && configuration["Storage:ConnectionString"] is { Length: > 0 } connection)
            {
                // The tables are made by migration 0005; Quartz compares them with what it needs when it starts.
                quartz.UsePersistentStore(store => store.UsePostgres(connection).ConfigureStore(options => options.UseBackgroundThreads = true).UseClustering(cluster =>
                {
                    cluster.CheckinInterval = TimeSpan.FromSeconds(5);
                    cluster.CheckinMisfireThreshold = TimeSpan.FromSeconds(10);
                }));
            }
            else
            {
                quartz.UseInMemoryStore();
            }
        });
        services.AddHostedService<SchedulerStart>();
    }
}
