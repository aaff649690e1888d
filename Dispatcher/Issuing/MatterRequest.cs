using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>What somebody asks to be issued: one occurrence of a duty. From the API, a file, or history.</summary>
public sealed record MatterRequest
{
    /// <summary>Who keeps <see cref="ExternalId"/>: <c>api:</c> and the caller, or the name of a mapping.</summary>
    public required string Source { get; init; }

    /// <summary>Id in the source; the same id again issues nothing new. Null: none.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Code of the duty.</summary>
    public required string Duty { get; init; }

    public string Subject { get; init; } = "";

    public string Channel { get; init; } = "";

    public string? Grid { get; init; }

    public string? Place { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>Values the duty's checks ask about.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(0);

    /// <summary>回避: numbers of members who must have nothing to do with it, at most 20.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>When it is issued; null: now.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Deadline of the first steps in place of the duty's; null: the duty's.</summary>
    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>How an imported case went; null for new work.</summary>
    public History? History { get; init; }
}

/// <summary>How an imported case went. It becomes one task, since it has one opening and one end.</summary>
/// <param name="Unit">Unit that had it; null: as routing decides.</param>
/// <param name="Member">Member or queue that had it; null: as routing decides.</param>
/// <param name="ClosedAt">When it was closed; null: it was not.</param>
/// <param name="CancelledAt">When it was cancelled; null: it was not.</param>
/// <param name="Automatic">Whether it was closed without a person.</param>
public sealed record History(string? Unit, string? Member, DateTimeOffset? ClosedAt, DateTimeOffset? CancelledAt, bool Automatic);
