using Quartz;

namespace TaskManager.Dispatcher.Schedules;

/// <summary>What Quartz runs: it wakes <see cref="Sweeping"/>, and that is all. Its name is the sweeper's, or <see cref="LookAgain"/>.</summary>
[DisallowConcurrentExecution]
public sealed class SweepJob(Sweeping sweeping, TimeProvider clock) : IJob
{
    /// <summary>Looks at every schedule: for slots that nobody was woken for, and those whose claimer is gone.</summary>
    public const string LookAgain = "look-again";

    public async ValueTask Execute(IJobExecutionContext context, CancellationToken cancellationToken = default)
    {
        var name = context.JobDetail.Key.Name;
        await (name is LookAgain
            ? sweeping.WakeAsync(null, clock.GetUtcNow(), cancellationToken)
            : sweeping.WakeAsync(name, context.ScheduledFireTimeUtc ?? context.FireTimeUtc, cancellationToken));
    }
}
