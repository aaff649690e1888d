namespace TaskManager.Domain;

/// <summary>Identifies one task. UUIDv7, so that ids sort by the time they were made.</summary>
public readonly record struct TaskId(Guid Value)
{
    public static TaskId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString();
}

/// <summary>Identifies one matter. UUIDv7, so that ids sort by the time they were made.</summary>
public readonly record struct MatterId(Guid Value)
{
    public static MatterId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString();
}

/// <summary>Identifies one message on the bus; the same on every redelivery. UUIDv7.</summary>
public readonly record struct MessageId(Guid Value)
{
    public static MessageId New(DateTimeOffset now) => new(Guid.CreateVersion7(now));

    public override string ToString() => Value.ToString();
}
