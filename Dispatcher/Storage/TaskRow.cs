using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>A row of the task table.</summary>
public sealed class TaskRow
{
    public TaskId Id { get; init; }

    public string Number { get; init; } = "";

    public MatterId MatterId { get; init; }

    public string Duty { get; init; } = "";

    public int DutyVersion { get; init; }

    public string Step { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Channel { get; init; } = "";

    public string? Grid { get; init; }

    public string? Member { get; init; }

    public TaskState State { get; init; }

    public TaskState? SuspendedFrom { get; init; }

    public DateTimeOffset IssuedAt { get; init; }

    public DateTimeOffset? DeadlineAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public bool? ClosedAutomatically { get; init; }

    public int Revision { get; init; }

    public DutyTask ToTask() => new(Id, Number, MatterId, Duty, DutyVersion, Step, Unit, Channel, State, IssuedAt)
    {
        Grid = Grid,
        Member = Member,
        SuspendedFrom = SuspendedFrom,
        DeadlineAt = DeadlineAt,
        AcceptedAt = AcceptedAt,
        SubmittedAt = SubmittedAt,
        ClosedAt = ClosedAt,
        CancelledAt = CancelledAt,
        ClosedAutomatically = ClosedAutomatically,
        Revision = Revision,
    };
}
