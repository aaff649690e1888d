using TaskManager.Domain;

namespace TaskManager.Worker.Checks;

/// <summary>A named check of one department, as its <c>checks.yaml</c> describes it.</summary>
public sealed class Check
{
    /// <summary>Name that duties use.</summary>
    public string Name { get; set; } = "";

    /// <summary>Lane whose Workers have it. A message of another lane that names it is refused.</summary>
    public string Lane { get; set; } = "";

    /// <summary>Kind of data source: <c>files</c>.</summary>
    public string Connector { get; set; } = "";

    /// <summary>files: the .csv or .json file, relative to the checks file.</summary>
    public string File { get; set; } = "";

    /// <summary>Column → parameter: the row whose columns equal all of them is asked about.</summary>
    public IDictionary<string, string> Match { get; set; } = new Dictionary<string, string>();

    /// <summary>Column → values, one of which the row must have; empty: any matching row satisfies.</summary>
    public IDictionary<string, IList<string>> Satisfied { get; set; } = new Dictionary<string, IList<string>>();

    /// <summary>Columns that may leave the department with the finding.</summary>
    public IList<string> Evidence { get; set; } = [];
}

/// <summary>One thing to ask a check about.</summary>
public sealed record Question(Guid TaskId, IReadOnlyDictionary<string, string> Parameters);

/// <summary>What the data says.</summary>
/// <param name="Outcome">Satisfied, not yet, or failed.</param>
/// <param name="At">When it was true.</param>
/// <param name="By">Who did the work, when the data says a person did; null otherwise.</param>
/// <param name="Note">Why not yet, why it failed; empty when the evidence says it all.</param>
/// <param name="Evidence">The columns that may leave.</param>
public sealed record Answer(FindingOutcome Outcome, DateTimeOffset At, string? By, string Note, IReadOnlyDictionary<string, string> Evidence)
{
    public static readonly IReadOnlyDictionary<string, string> NoEvidence = new Dictionary<string, string>(0);

    public static Answer NotYet(DateTimeOffset at, string note) => new(FindingOutcome.NotYet, at, null, note, NoEvidence);

    public static Answer Failed(DateTimeOffset at, string note) => new(FindingOutcome.Failed, at, null, note, NoEvidence);
}

/// <summary>Asks one kind of data source. One file a connector.</summary>
public interface IConnector
{
    /// <summary>The word in <see cref="Check.Connector"/>.</summary>
    string Name { get; }

    /// <summary>Answers every question, in order. A source that cannot be asked is an exception; a row that is not there is not.</summary>
    Task<IReadOnlyList<Answer>> AskAsync(Check check, IReadOnlyList<Question> questions, CancellationToken cancel);
}
