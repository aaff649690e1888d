namespace TaskManager.Dispatcher.Schedules;

/// <summary>Forgets slots after a month.</summary>
public sealed class ForgetOldSlots(DueSlots slots) : ISweeper
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "forget-old-slots";

    public Rhythm Rhythm { get; } = new DailyAt(new TimeOnly(3, 30));

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel) => slots.ForgetAsync(dueAt - Kept, cancel);
}
