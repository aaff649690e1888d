namespace TaskManager.Domain;

/// <summary>What a check answered.</summary>
public enum FindingOutcome
{
    /// <summary>The data already answers the task: close it by automatic feedback.</summary>
    Satisfied,

    /// <summary>Not in the data yet: a person's work.</summary>
    NotYet,

    /// <summary>The source could not be asked: a person's work, and the operator is told.</summary>
    Failed,
}

/// <summary>反馈: a reported result. By a check or by a person.</summary>
/// <param name="TaskId">The task.</param>
/// <param name="Outcome">What was found; a person's report is always <see cref="FindingOutcome.Satisfied"/>.</param>
/// <param name="Automatic">Whether no person was needed.</param>
/// <param name="By">Member number, or the Worker and check, for example <c>public-security/resident-registered</c>.</param>
/// <param name="At">When the result was true.</param>
/// <param name="Note">In words, up to 4,000 characters; empty when the evidence says it all.</param>
/// <param name="Evidence">Named values that support it: form fields of a person, fields of the record a check matched.</param>
public sealed record Feedback(
    TaskId TaskId,
    FindingOutcome Outcome,
    bool Automatic,
    string By,
    DateTimeOffset At,
    string Note,
    IReadOnlyDictionary<string, string> Evidence);
