namespace TaskManager.Domain;

/// <summary>派单: who got a task, out of whom, why.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Sequence">1 for the task's first assignment, then 2, 3 …; 0 until saved where it is not the first.</param>
/// <param name="Unit">Code of the unit whose member or desk got it.</param>
/// <param name="Member">Code of the member; null: the unit's duty desk 兜底.</param>
/// <param name="At">When.</param>
/// <param name="Reason">Why.</param>
public sealed record Assignment(TaskId TaskId, int Sequence, string Unit, string? Member, DateTimeOffset At, AssignmentReason Reason)
{
    /// <summary>Where the whole of the choice is kept; null: nothing was chosen.</summary>
    public RoutingPlace? Routing { get; init; }
}

/// <summary>A task in a batch that was routed.</summary>
/// <param name="Batch">The batch's id.</param>
/// <param name="Place">The task's place in it, from 0.</param>
public sealed record RoutingPlace(Guid Batch, int Place);

/// <summary>Why an assignee was chosen, in figures from which the sentence on screen is made.</summary>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Candidates">How many members could have got it.</param>
/// <param name="Load">Open tasks of the chosen member before this one; 0 at a desk.</param>
/// <param name="Capacity">The chosen member's full load; 0 at a desk.</param>
public sealed record AssignmentReason(AssignmentRule Rule, int Candidates, int Load, int Capacity)
{
    /// <summary>
    /// In what a chosen member was ahead of the other candidates, or which rules left a desk alone; names that routing gives, the weightiest
    /// first. Empty: nothing to say.
    /// </summary>
    public IReadOnlyList<string> Because { get; init; } = [];
}

public enum AssignmentRule
{
    /// <summary>Best among the members who serve the matter's grid.</summary>
    Grid,

    /// <summary>Best among the members of the unit that answers for the step.</summary>
    Unit,

    /// <summary>专人: best among those the step names, a person or the specialists of an industry chain.</summary>
    Holder,

    /// <summary>结对: the member paired with the subject.</summary>
    Paired,

    /// <summary>活动值班表: best among the members on the roster of an event.</summary>
    Roster,

    /// <summary>兜底: nobody was eligible, so the unit's duty desk has it.</summary>
    DutyDesk,

    /// <summary>Imported history named the assignee.</summary>
    History,

    /// <summary>A member took it from the unit's duty desk.</summary>
    TakenFromDesk,

    /// <summary>转派: the assignee before named another member, or the duty desk.</summary>
    Transferred,
}
