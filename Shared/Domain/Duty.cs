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

    /// <summary>How much each cost of a choice counts; null: <see cref="RoutingWeights.Default"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public RoutingWeights? Weights { get; init; }

    /// <summary>
    /// What tells that two matters of this duty are about the same person or thing: <c>subject</c>, <c>place</c> or a parameter of the matter.
    /// Null: <c>subject</c>.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? SameBy { get; init; }
}

/// <summary>派单权重: how much each cost counts in choosing a member. Only their ratios matter.</summary>
public sealed record RoutingWeights
{
    /// <summary>负荷: open tasks relative to capacity. 0.1–100, default 1: it is the yardstick, so never 0.</summary>
    public double Load { get; init; } = 1;

    /// <summary>距离: way from the member's last or next task. 0–100, default 0.5.</summary>
    public double Distance { get; init; } = 0.5;

    /// <summary>特长: how far from the highest level of the step's skill. 0–100, default 0.2.</summary>
    public double Skill { get; init; } = 0.2;

    /// <summary>时效: the member's past turnaround on this duty against everybody's. 0–100, default 0.2.</summary>
    public double Turnaround { get; init; } = 0.2;

    /// <summary>均衡: tasks of the last 30 days relative to capacity, against the other candidates. 0–100, default 0.3.</summary>
    public double Fairness { get; init; } = 0.3;

    /// <summary>紧急: work in hand against the time left to the deadline. 0–100, default 0.5.</summary>
    public double Urgency { get; init; } = 0.5;

    /// <summary>延续: somebody else had the same subject. 0–100, default 0.5.</summary>
    public double Continuity { get; init; } = 0.5;

    public static RoutingWeights Default { get; } = new();

    /// <summary>Least weight of <see cref="Load"/>; of the others 0.</summary>
    public const double LoadMin = 0.1;

    /// <summary>Greatest weight of each.</summary>
    public const double Max = 100;
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

    /// <summary>Work it takes, 5 minutes to 30 days; null: <see cref="EffortDefault"/>. Nobody gets it who has not so much working time before its deadline.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TimeSpan? Effort { get; init; }

    /// <summary>互斥: codes of earlier steps; who did one of them does not get this one. Null: none.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? NotBy { get; init; }

    /// <summary>专人: only this person, or these; null: anybody who may.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Holder? Holder { get; init; }

    /// <summary>结对: whether the member who had the same subject last keeps it, and nobody else gets it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Paired { get; init; }

    public static readonly TimeSpan EffortDefault = TimeSpan.FromMinutes(30);
}

/// <summary>专人: whom a step is for. Exactly one is given.</summary>
public sealed record Holder
{
    /// <summary>Number of the member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Member { get; init; }

    /// <summary>Parameter of the matter whose value is the number of the member.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Parameter { get; init; }

    /// <summary>产业链专员: parameter of the matter whose value is an industry chain; its specialists.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Chain { get; init; }
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
