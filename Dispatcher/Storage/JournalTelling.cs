using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>Makes a task out of its journal rows alone, to be compared with the one that is stored: 台账 is the proof, the task table its summary.</summary>
internal static class JournalTelling
{
    /// <summary>The task after one more row.</summary>
    /// <param name="before">The task after the rows before; null at its first row.</param>
    /// <param name="id">Identity.</param>
    /// <param name="path">States passed, the first one as it was.</param>
    /// <param name="at">When.</param>
    /// <param name="facts">What else changed.</param>
    public static DutyTask After(DutyTask? before, TaskId id, IReadOnlyList<string> path, DateTimeOffset at, JournalFacts facts)
    {
        var task = before ?? new DutyTask(
            id, facts.Number ?? "", new MatterId(facts.Matter ?? default), facts.Duty ?? "", facts.DutyVersion ?? 0, facts.Step ?? "", facts.Unit ?? "", facts.Channel ?? "", TaskState.Waiting, at)
        {
            Grid = facts.Grid,
        };
        foreach (var name in path.Skip(1))
        {
            // A step that does not exist is told as a fault of its row; here it leaves the task where it was.
            if (Enum.TryParse<TaskState>(name, out var state) && task.MoveTo(state, at) is Moved moved)
            {
                task = moved.After;
            }
        }

        return task with
        {
            Unit = facts.Unit ?? task.Unit,
            DeadlineAt = facts.Deadline is { } deadline ? DateTimeOffset.FromUnixTimeMilliseconds(deadline) : task.DeadlineAt,
            // A row that names the rule names the assignee too, and the desk has none.
            Member = facts.Rule is null ? facts.Member ?? task.Member : facts.Member,
            ClosedAutomatically = facts.Automatic ?? task.ClosedAutomatically,
        };
    }

    /// <summary>Where the stored task is not what the journal tells, as the end of a sentence; null when it is.</summary>
    public static string? Difference(DutyTask told, TaskRow stored)
    {
        if (stored.Id.Length is 0)
        {
            return $"is not there; its last journal row says {told.State}.";
        }

        var task = stored.ToTask();
        return task == told ? null : $"is not what its journal rows say: {string.Join(", ", Differences(told, task))}.";
    }

    private static IEnumerable<string> Differences(DutyTask told, DutyTask task) =>
        from each in ((string Name, object? Told, object? Stored)[])
        [
            ("number", told.Number, task.Number), ("matter", told.MatterId, task.MatterId), ("duty", told.Duty, task.Duty),
            ("duty version", told.DutyVersion, task.DutyVersion), ("step", told.Step, task.Step), ("unit", told.Unit, task.Unit),
            ("channel", told.Channel, task.Channel), ("grid", told.Grid, task.Grid), ("member", told.Member, task.Member),
            ("state", told.State, task.State), ("suspended from", told.SuspendedFrom, task.SuspendedFrom), ("issued", told.IssuedAt, task.IssuedAt),
            ("deadline", told.DeadlineAt, task.DeadlineAt), ("accepted", told.AcceptedAt, task.AcceptedAt), ("submitted", told.SubmittedAt, task.SubmittedAt),
            ("closed", told.ClosedAt, task.ClosedAt), ("cancelled", told.CancelledAt, task.CancelledAt),
            ("automatic", told.ClosedAutomatically, task.ClosedAutomatically), ("revision", told.Revision, task.Revision),
        ]
        where !Equals(each.Told, each.Stored)
        select $"{each.Name} is {Shown(each.Stored)}, not {Shown(each.Told)}";

    private static string Shown(object? value) => value switch
    {
        null => "nothing",
        DateTimeOffset instant => instant.ToString("O", System.Globalization.CultureInfo.InvariantCulture),
        var other => $"'{other}'",
    };
}
