using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What people call the states of a task.</summary>
public static class StateNames
{
    public static (string Chinese, string English) Of(TaskState state) => state switch
    {
        TaskState.Waiting => ("待启动", "Waiting"),
        TaskState.Unassigned => ("待派单", "Unassigned"),
        TaskState.Assigned => ("已派单", "Assigned"),
        TaskState.Accepted => ("办理中", "Accepted"),
        TaskState.Submitted => ("已反馈", "Submitted"),
        TaskState.InReview => ("审核中", "In review"),
        TaskState.Returned => ("已退回", "Returned"),
        TaskState.Suspended => ("已挂起", "Suspended"),
        TaskState.Closed => ("已办结", "Closed"),
        TaskState.Cancelled => ("已作废", "Cancelled"),
        _ => (state.ToString(), state.ToString()),
    };
}
