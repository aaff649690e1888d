using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Schedules;

/// <summary>Makes the tables' next months ahead of time. A start does it too; this is for a service that runs for a year.</summary>
public sealed class MakePartitions(Database database) : ISweeper
{
    public string Name => "make-partitions";

    public Rhythm Rhythm { get; } = new DailyAt(new TimeOnly(3, 30));

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel) => database.MakePartitionsAsync(cancel);
}
