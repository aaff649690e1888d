namespace TaskManager.Contracts;

/// <summary>
/// Up to 200 assignments for one lane. The Worker of the lane asks each task's check and answers with one
/// <see cref="FeedbackReported"/>, also when no task has a check: the answer tells the Dispatcher that the message arrived.
/// </summary>
/// <param name="Id">Identity of the message; the same on every redelivery.</param>
/// <param name="Lane">The lane it was sent to.</param>
/// <param name="Assignments">1–200.</param>
public sealed record AssignmentsSent(Guid Id, string Lane, IReadOnlyList<SentAssignment> Assignments);

/// <summary>One task on its way to a Worker.</summary>
/// <param name="TaskId">Identity of the task.</param>
/// <param name="Number">The number people quote.</param>
/// <param name="Duty">Code of the duty.</param>
/// <param name="Step">Code of the step.</param>
/// <param name="Member">Number of the assignee; null: the unit's duty desk.</param>
/// <param name="DeadlineAt">Deadline; null: none.</param>
/// <param name="Check">Name of the check to ask; null: a person's work from the start.</param>
/// <param name="Parameters">The check's parameters; empty without a check.</param>
public sealed record SentAssignment(
    Guid TaskId,
    string Number,
    string Duty,
    string Step,
    string? Member,
    DateTimeOffset? DeadlineAt,
    string? Check,
    IReadOnlyDictionary<string, string> Parameters);
