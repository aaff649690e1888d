using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Quartz;
using TaskManager.Dispatcher.Schedules;

namespace TaskManager.Tests.Conformance;

/// <summary>Quartz as it is set up, in two processes' parts on one database: every second is swept once, also when one of them is gone.</summary>
public class WakingTests
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Two_processes_that_wake_by_themselves_sweep_each_second_once() => WakeAsync(SqliteStore.CreateAsync, _ => []);

    [Fact]
    public Task Two_processes_of_a_cluster_sweep_each_second_once() => WakeAsync(PostgresStore.CreateAsync, store => new()
    {
        ["Storage:Provider"] = "postgres",
        ["Storage:ConnectionString"] = ((PostgresStore)store).ConnectionString,
    });

    private static async Task WakeAsync(StoreMaker make, Func<Store, Dictionary<string, string?>> settings)
    {
        await using var store = await make(TimeProvider.System);
        var swept = new CountingSweeper(new Every(TimeSpan.FromSeconds(1)));
        using var one = Process(store, "one", settings(store), swept);
        using var other = Process(store, "other", settings(store), swept);
        await Task.WhenAll(one.StartAsync(), other.StartAsync());

        await Until.TrueAsync(() => swept.Slots.Count >= 8, Longest, "8 seconds are swept");
        await (await one.Services.GetRequiredService<ISchedulerFactory>().GetScheduler()).Shutdown(waitForJobsToComplete: false); // whatever it is doing
        one.Dispose();
        var before = swept.Slots.Count;
        await Until.TrueAsync(() => swept.Slots.Count >= before + 6, Longest, "the other one goes on");
        await other.StopAsync();

        var slots = swept.Slots.Order().ToList();
        slots.ShouldBeUnique();

        // The one that went may have left a slot half done; it is nobody's until its lease ends.
        var saved = (await new DueSlots(store.Database, new SlotClaimer("test"), TimeProvider.System).LastSlotsAsync(100, CancellationToken.None)).Where(slot => slot.Schedule == swept.Name).ToList();
        slots.Except(saved.Select(slot => slot.DueAt)).ShouldBeEmpty("nothing is swept without its slot");
        saved.Where(slot => slot is not { Token: 1, Outcome: "done" }).Where(slot => slot.ClaimedBy != "one").ShouldBeEmpty();
        saved.Count(slot => slot.Outcome != "done").ShouldBeLessThanOrEqualTo(1);
    }

    private static IHost Process(Store store, string name, Dictionary<string, string?> settings, ISweeper sweeper)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(store.Database); // an instance, so that the container leaves closing it to the store
        builder.Services.AddSchedules();
        builder.Services.AddSingleton(new SlotClaimer(name));
        builder.Services.AddSingleton(sweeper);
        builder.Services.AddWaking(builder.Configuration);
        return builder.Build();
    }
}
