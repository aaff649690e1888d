namespace TaskManager.Dispatcher.Demo;

/// <summary>The clock of the parts that write the month: it stands where the month has come to.</summary>
internal sealed class DemoClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}
