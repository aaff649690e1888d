using System.Collections.Frozen;

namespace TaskManager.Domain;

/// <summary>Where a task stands. The legal arrows between states are <see cref="TaskStates.Arrows"/>.</summary>
public enum TaskState
{
    /// <summary>待启动: an earlier step of the same matter is not closed yet.</summary>
    Waiting,

    /// <summary>待派单: may be assigned, and is nobody's.</summary>
    Unassigned,

    /// <summary>已派单: somebody's, not yet taken up.</summary>
    Assigned,

    /// <summary>办理中: the assignee has taken it up.</summary>
    Accepted,

    /// <summary>已反馈: a result is reported.</summary>
    Submitted,

    /// <summary>审核中: the result is being reviewed. A duty without review passes through at once.</summary>
    InReview,

    /// <summary>已退回: review sent it back for rework.</summary>
    Returned,

    /// <summary>已挂起: paused, and so is its clock.</summary>
    Suspended,

    /// <summary>已办结: done. Final.</summary>
    Closed,

    /// <summary>已作废: withdrawn. Final.</summary>
    Cancelled,
}

/// <summary>The arrows a task may take. Whatever is not listed here is refused and changes nothing.</summary>
public static class TaskStates
{
    public static readonly FrozenSet<(TaskState From, TaskState To)> Arrows = new (TaskState, TaskState)[]
    {
        (TaskState.Waiting, TaskState.Unassigned),
        (TaskState.Unassigned, TaskState.Assigned),
        (TaskState.Assigned, TaskState.Unassigned),   // returned by the assignee, or timed out
        (TaskState.Assigned, TaskState.Assigned),     // transferred to another assignee
        (TaskState.Assigned, TaskState.Accepted),
        (TaskState.Accepted, TaskState.Unassigned),   // returned by the assignee, who had taken it up
        (TaskState.Accepted, TaskState.Assigned),     // transferred, likewise
        (TaskState.Accepted, TaskState.Submitted),
        (TaskState.Assigned, TaskState.Submitted),    // automatic feedback came first
        (TaskState.Returned, TaskState.Submitted),    // rework reported, or automatic feedback
        (TaskState.Submitted, TaskState.InReview),
        (TaskState.InReview, TaskState.Closed),
        (TaskState.InReview, TaskState.Returned),     // rework
        (TaskState.Returned, TaskState.Assigned),     // rework goes to somebody else
        (TaskState.Assigned, TaskState.Suspended),
        (TaskState.Accepted, TaskState.Suspended),
        (TaskState.Returned, TaskState.Suspended),
        (TaskState.Suspended, TaskState.Assigned),    // back to where it was suspended, nowhere else
        (TaskState.Suspended, TaskState.Accepted),
        (TaskState.Suspended, TaskState.Returned),
        (TaskState.Waiting, TaskState.Cancelled),
        (TaskState.Unassigned, TaskState.Cancelled),
        (TaskState.Assigned, TaskState.Cancelled),
        (TaskState.Accepted, TaskState.Cancelled),
        (TaskState.Submitted, TaskState.Cancelled),
        (TaskState.InReview, TaskState.Cancelled),
        (TaskState.Returned, TaskState.Cancelled),
        (TaskState.Suspended, TaskState.Cancelled),
    }.ToFrozenSet();

    public static bool IsOpen(this TaskState state) => state is not (TaskState.Closed or TaskState.Cancelled);
}
