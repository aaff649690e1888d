using System.Globalization;
using Quartz;

namespace TaskManager.Dispatcher.Schedules;

/// <summary>Tells Quartz when to wake, and starts it. Every process tells it the same, so it does not matter which is last.</summary>
public sealed class SchedulerStart(ISchedulerFactory schedulers, IEnumerable<ISweeper> sweepers, DueSlots slots, TimeProvider clock) : IHostedService
{
    private static readonly TimeSpan LookAgainEvery = TimeSpan.FromMinutes(1);

    private IScheduler? scheduler;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        scheduler = await schedulers.GetScheduler(cancellationToken);
        var zone = await slots.ZoneAsync(cancellationToken);
        foreach (var sweeper in sweepers)
        {
            await WakeAsync(sweeper.Name, NextSlot(sweeper.Rhythm, zone), ScheduleOf(sweeper.Rhythm, zone), cancellationToken);
        }

        await WakeAsync(SweepJob.LookAgain, clock.GetUtcNow(), EveryInterval(LookAgainEvery), cancellationToken);
        await scheduler.Start(cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (scheduler is not null)
        {
            await scheduler.Shutdown(waitForJobsToComplete: true, cancellationToken);
        }
    }

    private async Task WakeAsync(string name, DateTimeOffset from, IScheduleBuilder schedule, CancellationToken cancel)
    {
        var job = JobBuilder.Create<SweepJob>().WithIdentity(name).Build();
        var trigger = TriggerBuilder.Create().WithIdentity(name).ForJob(job).StartAt(from).WithSchedule(schedule).Build();
        await scheduler!.ScheduleJob(job, trigger, ScheduleJobOptions.Replacing, cancel);
    }

    private DateTimeOffset NextSlot(Rhythm rhythm, TimeZoneInfo zone)
    {
        var now = clock.GetUtcNow();
        return rhythm is Every every ? every.NewestAt(now, zone) + every.Interval : now;
    }

    private static IScheduleBuilder ScheduleOf(Rhythm rhythm, TimeZoneInfo zone) => rhythm switch
    {
        Every every => EveryInterval(every.Interval),
        DailyAt { Time: var time } => CronScheduleBuilder.Create(string.Create(CultureInfo.InvariantCulture, $"{time.Second} {time.Minute} {time.Hour} * * ?")).InTimeZone(zone),
        var other => throw new InvalidOperationException($"No way to wake {other}."),
    };

    private static SimpleScheduleBuilder EveryInterval(TimeSpan interval) => SimpleScheduleBuilder.Create().WithInterval(interval).RepeatForever();
}
