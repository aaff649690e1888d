namespace TaskManager.Domain;

/// <summary>任务: one step of one matter, for one assignee.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Number">The number people quote, <c>RW20261122-000123</c>; empty until saved.</param>
/// <param name="MatterId">The matter it belongs to.</param>
/// <param name="Duty">Code of the duty.</param>
/// <param name="DutyVersion">Version of the duty it was issued under, from 1.</param>
/// <param name="Step">Code of the duty's step.</param>
/// <param name="Unit">Code of the unit that answers for it.</param>
/// <param name="Channel">How the request came in, for example <c>hotline</c>; empty when not known.</param>
/// <param name="State">Where it stands.</param>
/// <param name="IssuedAt">When it was issued; for imported history, when the case was opened.</param>
public sealed record DutyTask(
    TaskId Id,
    string Number,
    MatterId MatterId,
    string Duty,
    int DutyVersion,
    string Step,
    string Unit,
    string Channel,
    TaskState State,
    DateTimeOffset IssuedAt)
{
    /// <summary>Code of the grid it lies in; null when the place names none.</summary>
    public string? Grid { get; init; }

    /// <summary>Code of the assignee; null while nobody's, and at a duty desk, which any member of the unit serves.</summary>
    public string? Member { get; init; }

    /// <summary>Deadline; null when the duty sets none.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public DateTimeOffset? SubmittedAt { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    /// <summary>Closed by automatic feedback; null until closed.</summary>
    public bool? ClosedAutomatically { get; init; }

    /// <summary>The state to resume to; null unless suspended.</summary>
    public TaskState? SuspendedFrom { get; init; }

    /// <summary>Grows by one with every accepted change; guards against two changes of the same state.</summary>
    public int Revision { get; init; }

    /// <summary>
    /// Takes the arrow to <paramref name="to"/>. The only way a task changes state.
    /// </summary>
    /// <returns><see cref="Moved"/> with the task as it is afterwards, or <see cref="Refused"/> with the reason.</returns>
    public Transition MoveTo(TaskState to, DateTimeOffset at)
    {
        if (!TaskStates.Arrows.Contains((State, to)))
        {
            return new Refused(this, $"Task {Number} is {State}; it cannot become {to}.");
        }

        if (State is TaskState.Suspended && to is not TaskState.Cancelled && to != SuspendedFrom)
        {
            return new Refused(this, $"Task {Number} was suspended while {SuspendedFrom}; it can only resume to that.");
        }

        return new Moved([State, to], this, this with
        {
            State = to,
            Member = to is TaskState.Unassigned ? null : Member,
            SuspendedFrom = to is TaskState.Suspended ? State : null,
            AcceptedAt = to switch { TaskState.Accepted => AcceptedAt ?? at, TaskState.Assigned or TaskState.Unassigned => null, _ => AcceptedAt },
            SubmittedAt = to is TaskState.Submitted ? at : SubmittedAt,
            ClosedAt = to is TaskState.Closed ? at : null,
            CancelledAt = to is TaskState.Cancelled ? at : null,
            Revision = Revision + 1,
        });
    }

    /// <summary>Takes several arrows in a row, all or none.</summary>
    public Transition MoveThrough(DateTimeOffset at, params ReadOnlySpan<TaskState> states)
    {
        var task = this;
        foreach (var state in states)
        {
            switch (task.MoveTo(state, at))
            {
                case Moved moved: task = moved.After; break;
                case Refused refused: return refused with { Task = this };
            }
        }

        return new Moved([State, .. states], this, task);
    }
}

/// <summary>What came of asking a task to change state.</summary>
public abstract record Transition;

/// <summary>The arrows were legal.</summary>
/// <param name="Path">The states passed, the first and the last included.</param>
/// <param name="Before">The task as it was.</param>
/// <param name="After">The task as it is; its revision grew by one an arrow.</param>
public sealed record Moved(IReadOnlyList<TaskState> Path, DutyTask Before, DutyTask After) : Transition;

/// <summary>The arrow is not legal; nothing changed.</summary>
public sealed record Refused(DutyTask Task, string Reason) : Transition;
