using System.Text.Json.Serialization;

namespace TaskManager.Domain;

/// <summary>职责事项: a standing responsibility, written once by a committee, versioned.</summary>
/// <param name="Code">Stable code, for example <c>rental-house-registration</c>; unique in the catalogue.</param>
/// <param name="Version">From 1; grows when the text changes. Tasks keep the version they were issued under.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Area">Field of work, for example <c>population</c>, <c>risk-screening</c>, <c>hotline</c>.</param>
/// <param name="Steps">At least one, in the order they are written.</param>
public sealed record Duty(string Code, int Version, string Name, string? NameEn, string Area, IReadOnlyList<Step> Steps)
{
    /// <summary>What the duty asks for, in Chinese; null when the name says it all.</summary>
    public string? Description { get; init; }

    /// <summary>The law, order or programme it rests on; null when none is named.</summary>
    public string? Basis { get; init; }

    /// <summary>加急: whether its tasks go past the backlog of their lane; default false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] // so that duties saved before it was there read as unchanged
    public bool Urgent { get; init; }

    /// <summary>
    /// What tells who a person is: <c>subject</c>, <c>place</c>, parameters of its checks, fields of its forms. Masked for whoever only
    /// oversees; with any of it, photos too. Null: nothing.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? Personal { get; init; }
}

/// <summary>环节: one standard piece of a duty; becomes one task of a matter.</summary>
/// <param name="Code">Unique within the duty.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
public sealed record Step(string Code, string Name, string? NameEn)
{
    /// <summary>Code of the unit that answers for it; null: the unit that answers for the matter's grid.</summary>
    public string? Unit { get; init; }

    /// <summary>Skill the assignee must have; null: none.</summary>
    public string? Skill { get; init; }

    /// <summary>Time from issue (or from the start of the step) to its deadline, 1 hour to 10 years; null: no deadline.</summary>
    public TimeSpan? Within { get; init; }

    /// <summary>Codes of the steps that must be closed before this one starts; empty: starts at once.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>The question a Worker asks before a person is troubled; null: always a person's work.</summary>
    public StepCheck? Check { get; init; }

    /// <summary>What the person must report, beyond free text; empty: free text alone.</summary>
    public IReadOnlyList<FormField> Form { get; init; } = [];

    /// <summary>Whether the person adds photos; default: none may be added.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Asked Photo { get; init; }

    /// <summary>Whether the person says where it was done; default: nobody asks.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public Asked Place { get; init; }
}

/// <summary>核验: names a check of the lane's Workers, never a query, and what to ask it about.</summary>
/// <param name="Name">Name of the check in the Worker's own catalogue.</param>
/// <param name="Parameters">Check parameter → name of the matter's parameter whose value is sent.</param>
public sealed record StepCheck(string Name, IReadOnlyDictionary<string, string> Parameters);

/// <summary>One field of the report a step asks for.</summary>
/// <param name="Name">Key in the report.</param>
/// <param name="Label">Label in Chinese.</param>
/// <param name="LabelEn">Label in English; the Chinese label when absent.</param>
/// <param name="Type">Kind of value.</param>
/// <param name="Required">Whether a report without it is refused.</param>
/// <param name="Choices">Allowed values of a <see cref="FormFieldType.Choice"/>; empty otherwise.</param>
public sealed record FormField(string Name, string Label, string? LabelEn, FormFieldType Type, bool Required, IReadOnlyList<string> Choices);

/// <summary>How much a step wants something that costs a person effort or privacy. What no duty can justify is not asked.</summary>
public enum Asked
{
    /// <summary>It is not asked for, and not taken.</summary>
    None,

    /// <summary>It may be given.</summary>
    Optional,

    /// <summary>A report without it is refused.</summary>
    Required,
}

public enum FormFieldType
{
    /// <summary>Up to 4,000 characters.</summary>
    Text,

    /// <summary>A decimal number.</summary>
    Number,

    /// <summary>yes or no (<c>true</c>, <c>false</c>).</summary>
    YesNo,

    /// <summary>One of the listed values.</summary>
    Choice,

    /// <summary>A day, <c>2026-11-22</c>.</summary>
    Date,
}
