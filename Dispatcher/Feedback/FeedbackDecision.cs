using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What a reported result does to its task.</summary>
public abstract record FeedbackDecision;

/// <summary>The task is done.</summary>
public sealed record Close(Moved Moved) : FeedbackDecision;

/// <summary>Worth keeping, and the task goes on as it is: the check says not yet, or could not be asked.</summary>
public sealed record Keep : FeedbackDecision;

/// <summary>The task is past this; nothing changes. <paramref name="State"/> says where it stands.</summary>
public sealed record TooLate(TaskState State) : FeedbackDecision;

public static class FeedbackRule
{
    /// <summary>
    /// Decides by the task as it is. A result closes a task that is assigned, accepted or returned; a person who reports
    /// without having accepted accepts by that.
    /// </summary>
    public static FeedbackDecision For(DutyTask task, Domain.Feedback feedback)
    {
        if (task.State is not (TaskState.Assigned or TaskState.Accepted or TaskState.Returned))
        {
            return new TooLate(task.State);
        }

        if (feedback.Outcome is not FindingOutcome.Satisfied)
        {
            return new Keep();
        }

        var transition = task.State is TaskState.Assigned && !feedback.Automatic
            ? task.MoveThrough(feedback.At, TaskState.Accepted, TaskState.Submitted, TaskState.InReview, TaskState.Closed)
            : task.MoveThrough(feedback.At, TaskState.Submitted, TaskState.InReview, TaskState.Closed);
        var moved = (Moved)transition;
        return new Close(moved with { After = moved.After with { ClosedAutomatically = feedback.Automatic } });
    }
}
