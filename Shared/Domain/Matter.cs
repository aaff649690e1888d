namespace TaskManager.Domain;

/// <summary>事项/案卷: one occurrence of a duty: subject, place, source, and its tasks.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Source">Who keeps the external id: <c>api:</c> and the caller, or the name of a mapping such as <c>boston311</c>.</param>
/// <param name="ExternalId">The id in the source; unique within it; null when the source gives none.</param>
/// <param name="Duty">Code of the duty.</param>
/// <param name="DutyVersion">Version of the duty, from 1.</param>
/// <param name="Subject">What or whom it is about, up to 500 characters; empty when not said.</param>
/// <param name="Channel">How the request came in; empty when not known.</param>
/// <param name="IssuedAt">When it was issued; for imported history, when the case was opened.</param>
public sealed record Matter(
    MatterId Id,
    string Source,
    string? ExternalId,
    string Duty,
    int DutyVersion,
    string Subject,
    string Channel,
    DateTimeOffset IssuedAt)
{
    /// <summary>Code of the grid; null when not known.</summary>
    public string? Grid { get; init; }

    /// <summary>Address in words, up to 500 characters; null when not known.</summary>
    public string? Place { get; init; }

    /// <summary>Latitude in degrees, WGS-84, −90…90; null when not known.</summary>
    public double? Latitude { get; init; }

    /// <summary>Longitude in degrees, WGS-84, −180…180; null when not known.</summary>
    public double? Longitude { get; init; }

    /// <summary>Named values the duty's checks ask about, for example <c>houseNumber</c>.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = EmptyParameters;

    /// <summary>回避: numbers of members who must have nothing to do with it.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>What duties and members call <see cref="Subject"/>.</summary>
    public const string SubjectField = "subject";

    /// <summary>What duties and members call <see cref="Place"/>.</summary>
    public const string PlaceField = "place";

    /// <summary>The value of what a duty or a member names: the subject, the place, or else a parameter; null when the matter does not say.</summary>
    public string? ValueOf(string field) => field switch
    {
        SubjectField => Subject,
        PlaceField => Place,
        _ => Parameters.GetValueOrDefault(field),
    };

    private static readonly IReadOnlyDictionary<string, string> EmptyParameters = new Dictionary<string, string>(0);
}
