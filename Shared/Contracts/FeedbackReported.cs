using System.Text.Json.Serialization;
using TaskManager.Domain;

namespace TaskManager.Contracts;

/// <summary>A Worker's answer to one <see cref="AssignmentsSent"/>.</summary>
/// <param name="AnswerTo">Identity of the message it answers.</param>
/// <param name="Worker">Name of the Worker.</param>
/// <param name="Findings">One for each task that named a check; empty when none did.</param>
public sealed record FeedbackReported(Guid AnswerTo, string Worker, IReadOnlyList<ReportedFinding> Findings);

/// <summary>What a check answered for one task.</summary>
/// <param name="TaskId">Identity of the task.</param>
/// <param name="Check">Name of the check.</param>
/// <param name="Outcome">Satisfied, not yet, or failed.</param>
/// <param name="At">When the finding was true.</param>
/// <param name="By">Who did the work, when the data says a person did; null: nobody had to, the feedback is automatic.</param>
/// <param name="Note">In words: why not yet, why it failed; empty when the evidence says it all.</param>
/// <param name="Evidence">Fields of the record that was found, as the check's definition allows to leave the department.</param>
public sealed record ReportedFinding(
    Guid TaskId,
    string Check,
    [property: JsonConverter(typeof(JsonStringEnumConverter<FindingOutcome>))] FindingOutcome Outcome,
    DateTimeOffset At,
    string? By,
    string Note,
    IReadOnlyDictionary<string, string> Evidence);
