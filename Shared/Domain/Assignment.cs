namespace TaskManager.Domain;

/// <summary>派单: who got a task, out of whom, why.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Sequence">1 for the task's first assignment, then 2, 3 …; 0 until saved where it is not the first.</param>
/// <param name="Unit">Code of the unit whose member or desk got it.</param>
/// <param name="Member">Code of the member; null: the unit's duty desk 兜底.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record Assignment(TaskId TaskId, int Sequence, string Unit, string? Member, DateTimeOffset At, AssignmentReason Reason);

/// <summary>Why an assignee was chosen, in figures from which the sentence on screen is made.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Candidates">How many members could have got it.</param>
/// <param name="Load">Open tasks of the chosen member before this one; 0 at a desk.</param>
/// <param name="Capacity">The chosen member's full load; 0 at a desk.</param>
public sealed record AssignmentReason(AssignmentRule Rule, int Candidates, int Load, int Capacity);

public enum AssignmentRule
{
    /// <summary>Lowest load among the eligible members who serve the matter's grid.</summary>
    Grid,

    /// <summary>Lowest load among the eligible members of the unit that answers for the step.</summary>
    Unit,

    /// <summary>兜底: nobody was eligible, so the unit's duty desk has it.</summary>
    DutyDesk,

    /// <summary>Imported history named the assignee.</summary>
    History,

    /// <summary>A member took it from the unit's duty desk.</summary>
    TakenFromDesk,

    /// <summary>转派: the assignee before named another member, or the duty desk.</summary>
    Transferred,
}
