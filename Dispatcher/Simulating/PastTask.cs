using TaskManager.Dispatcher.Routing;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>A task as it once arrived: what a simulation routes again.</summary>
/// <param name="Task">What routing is asked; <c>At</c> is when it became ready.</param>
/// <param name="Turnaround">What it took in truth, from ready to closed; null: not closed.</param>
public sealed record PastTask(TaskToRoute Task, TimeSpan? Turnaround)
{
    /// <summary>How long somebody worked on it, as far as that is known; null: not known.</summary>
    public TimeSpan? Worked { get; init; }
}

/// <summary>Past tasks and what was left out of them.</summary>
/// <param name="Tasks">In the order of their arrival.</param>
/// <param name="WorkRecorded">Tasks whose acceptance and report are both recorded, so that their work time is.</param>
/// <param name="WorkGuessed">Tasks whose work time is the gap between their assignee's successive closings.</param>
/// <param name="Automatic">Left out: closed without a person.</param>
/// <param name="Cancelled">Left out: cancelled.</param>
/// <param name="Unusable">Left out: rows that break a rule of the mapping, and tasks whose duty or unit the catalogue no longer has.</param>
public sealed record PastTasks(IReadOnlyList<PastTask> Tasks, int WorkRecorded, int WorkGuessed, int Automatic, int Cancelled, int Unusable);
