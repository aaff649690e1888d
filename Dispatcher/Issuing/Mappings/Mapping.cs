using System.Text;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>
/// How the columns of one city's file become cases; written in YAML, see docs/mappings.md. Nothing here runs:
/// a mapping only names.
/// </summary>
/// <param name="Source">Names the id space, for example <c>boston311</c>; ids are unique within it.</param>
/// <param name="City">Name given to the root unit when nothing is loaded yet; the source when not said.</param>
/// <param name="Zone">Zone of the times that carry no offset of their own.</param>
/// <param name="Dates">.NET date formats, tried in this order; at least one wherever a time is mapped.</param>
/// <param name="Columns">Which column holds what.</param>
public sealed record Mapping(string Source, string City, TimeZoneInfo Zone, IReadOnlyList<string> Dates, CaseColumns Columns)
{
    /// <summary>Encoding of a file that has no byte order mark. UTF-8 (default) or GB18030.</summary>
    public Encoding Encoding { get; init; } = Encoding.UTF8;

    /// <summary>What stands between cells. A comma (default), semicolon, tab or bar.</summary>
    public char Separator { get; init; } = ',';

    /// <summary>Status → what it means, ignoring case; empty when the mapping has no status column.</summary>
    public IReadOnlyDictionary<string, CaseStatus> Statuses { get; init; } = new Dictionary<string, CaseStatus>(0);

    /// <summary>Which closed rows were closed without a person; null: none.</summary>
    public AutomaticRule? Automatic { get; init; }

    /// <summary>What a row has where its own cell is blank or no column is named.</summary>
    public CaseDefaults Defaults { get; init; } = new(null, null, null);

    /// <summary>Value of the file → duty code, ignoring case. Values not listed stay as they are.</summary>
    public IReadOnlyDictionary<string, string> Duties { get; init; } = NothingTranslated;

    /// <summary>Value of the file → unit code, ignoring case. Values not listed stay as they are.</summary>
    public IReadOnlyDictionary<string, string> Units { get; init; } = NothingTranslated;

    /// <summary>Value of the file → channel, ignoring case. Values not listed stay as they are.</summary>
    public IReadOnlyDictionary<string, string> Channels { get; init; } = NothingTranslated;

    /// <summary>Matter parameter → column.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = NothingTranslated;

    private static readonly IReadOnlyDictionary<string, string> NothingTranslated = new Dictionary<string, string>(0);
}

/// <summary>Column names as the mapping spells them; null where none is named. The header's case does not matter.</summary>
public sealed record CaseColumns
{
    public string? Id { get; init; }

    public string? Opened { get; init; }

    public string? Closed { get; init; }

    public string? Deadline { get; init; }

    public string? Status { get; init; }

    public string? Duty { get; init; }

    public string? Unit { get; init; }

    public string? Member { get; init; }

    public string? Channel { get; init; }

    public string? Place { get; init; }

    public string? Grid { get; init; }

    public string? Latitude { get; init; }

    public string? Longitude { get; init; }

    public string? Subject { get; init; }
}

/// <summary>A closed row was closed without a person when its cell contains or equals one of these, ignoring case.</summary>
public sealed record AutomaticRule(string Column, IReadOnlyList<string> Contains, IReadOnlyList<string> EqualTo);

public sealed record CaseDefaults(string? Duty, string? Unit, string? Channel);

/// <summary>What a mapping is for, which decides what it must name.</summary>
public enum MappingUse
{
    /// <summary>Import of past cases: id and opened must be named.</summary>
    History,

    /// <summary>Upload of new matters: both may be left out.</summary>
    Upload,
}
