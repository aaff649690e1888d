using System.Collections.Frozen;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>A row of the task table in its stored form; <see cref="ToTask"/> reads it. Dapper's handlers would box every instant and id of every row.</summary>
public class TaskRow
{
    private static readonly FrozenDictionary<string, TaskState> States = Enum.GetValues<TaskState>().ToFrozenDictionary(state => state.ToString());

    public byte[] Id { get; init; } = [];

    public string Number { get; init; } = "";

    public byte[] MatterId { get; init; } = [];

    public string Duty { get; init; } = "";

    public int DutyVersion { get; init; }

    public string Step { get; init; } = "";

    public string Unit { get; init; } = "";

    public string Channel { get; init; } = "";

    public string? Grid { get; init; }

    public string? Member { get; init; }

    public string State { get; init; } = "";

    public string? SuspendedFrom { get; init; }

    public long IssuedAt { get; init; }

    public long? DeadlineAt { get; init; }

    public long? AcceptedAt { get; init; }

    public long? SubmittedAt { get; init; }

    public long? ClosedAt { get; init; }

    public long? CancelledAt { get; init; }

    public long? ClosedAutomatically { get; init; }

    public int Revision { get; init; }

    public DutyTask ToTask() => new(
        new TaskId(new Guid(Id, bigEndian: true)), Number, new MatterId(new Guid(MatterId, bigEndian: true)), Duty, DutyVersion, Step, Unit, Channel, States[State], Instant(IssuedAt))
    {
        Grid = Grid,
        Member = Member,
        SuspendedFrom = SuspendedFrom is null ? null : States[SuspendedFrom],
        DeadlineAt = Instant(DeadlineAt),
        AcceptedAt = Instant(AcceptedAt),
        SubmittedAt = Instant(SubmittedAt),
        ClosedAt = Instant(ClosedAt),
        CancelledAt = Instant(CancelledAt),
        ClosedAutomatically = ClosedAutomatically is null ? null : ClosedAutomatically is 1,
        Revision = Revision,
    };

    private static DateTimeOffset Instant(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);

    private static DateTimeOffset? Instant(long? milliseconds) => milliseconds is { } known ? Instant(known) : null;
}
