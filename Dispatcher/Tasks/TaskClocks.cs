using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>Where a task's time went, up to an instant or to its end.</summary>
/// <param name="Elapsed">From issue to the end, or to now.</param>
/// <param name="Earlier">Waiting for earlier steps of its matter.</param>
/// <param name="Waiting">Waiting for somebody to take it up.</param>
/// <param name="Working">With somebody who has taken it up, rework included.</param>
/// <param name="Suspended">Paused.</param>
/// <param name="Left">Until the deadline, negative when that passed before the end; null: no deadline, or it was cancelled.</param>
public sealed record TaskClocks(TimeSpan Elapsed, TimeSpan Earlier, TimeSpan Waiting, TimeSpan Working, TimeSpan Suspended, TimeSpan? Left)
{
    /// <summary>Adds up the time between the rows of a task's journal.</summary>
    public static TaskClocks Of(DutyTask task, IReadOnlyList<JournalRow> journal, DateTimeOffset now)
    {
        var end = task.ClosedAt ?? task.CancelledAt ?? now;
        var spent = new Dictionary<TaskState, TimeSpan>();
        for (var i = 0; i < journal.Count; i++)
        {
            var state = Enum.TryParse<TaskState>(journal[i].Path.Split('>')[^1], out var last) ? last : TaskState.Waiting;
            var until = i + 1 < journal.Count ? journal[i + 1].At : end;
            if (state.IsOpen() && until > journal[i].At)
            {
                spent[state] = spent.GetValueOrDefault(state) + (until - journal[i].At);
            }
        }

        return new TaskClocks(
            end - task.IssuedAt,
            In(TaskState.Waiting),
            In(TaskState.Unassigned) + In(TaskState.Assigned),
            In(TaskState.Accepted) + In(TaskState.Submitted) + In(TaskState.InReview) + In(TaskState.Returned),
            In(TaskState.Suspended),
            task.CancelledAt is null && task.DeadlineAt is { } deadline ? deadline - end : null);

        TimeSpan In(TaskState state) => spent.GetValueOrDefault(state);
    }
}
