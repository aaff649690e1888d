namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>What a status of the source means here.</summary>
public enum CaseStatus
{
    Open,
    Closed,
    Cancelled,
}

/// <summary>One case of a file, read as its mapping says. Text is trimmed; what was blank is null.</summary>
/// <param name="Row">Number of the row in the file, from 1, the header and empty lines not counted.</param>
/// <param name="Id">The id in the source, up to 200 characters; empty only in an upload of new matters.</param>
/// <param name="OpenedAt">When it was opened, UTC; in an upload of new matters, the instant of the upload when not said.</param>
/// <param name="Status">What its status means.</param>
public sealed record CaseRow(long Row, string Id, DateTimeOffset OpenedAt, CaseStatus Status)
{
    /// <summary>Line of the file where the row starts, from 1, every line counted.</summary>
    public long Line { get; init; }

    /// <summary>When it was closed or cancelled, UTC, never before <see cref="OpenedAt"/>; null exactly while open.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Deadline, UTC, never before <see cref="OpenedAt"/>; null when none is set.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Name or code of the duty, translated, up to 200 characters.</summary>
    public string? Duty { get; init; }

    /// <summary>Name or code of the unit, translated, up to 200 characters.</summary>
    public string? Unit { get; init; }

    /// <summary>Member or queue that had it, up to 200 characters.</summary>
    public string? Member { get; init; }

    /// <summary>How the request came in, translated, up to 200 characters; empty when blank.</summary>
    public string Channel { get; init; } = "";

    /// <summary>Address in words, cut to 500 characters.</summary>
    public string? Place { get; init; }

    /// <summary>Code of the grid, up to 200 characters.</summary>
    public string? Grid { get; init; }

    /// <summary>Degrees, −90…90; null together with <see cref="Longitude"/>.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, −180…180; null together with <see cref="Latitude"/>.</summary>
    public double? Longitude { get; init; }

    /// <summary>What it is about, cut to 500 characters; empty when blank.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Closed without a person, by the mapping's <c>automatic</c> rule; false unless closed.</summary>
    public bool Automatic { get; init; }

    /// <summary>Matter parameters of the mapping whose cells are not blank; values up to 4,000 characters.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = None;

    private static readonly IReadOnlyDictionary<string, string> None = new Dictionary<string, string>(0);
}
