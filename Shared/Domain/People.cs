namespace TaskManager.Domain;

/// <summary>组织: node of the tree committee 党组 → department committee 机关党委 → branch 党支部.</summary>
/// <param name="Code">Stable code, unique in the city.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Parent">Code of the unit above; null for the root, of which there is exactly one.</param>
/// <param name="Lane">通道: the bus queue of its Workers; null: the lane of the unit above. The root always has one.</param>
public sealed record OrgUnit(string Code, string Name, string? NameEn, string? Parent, string? Lane);

/// <summary>党员: a person who does tasks, known by number, never by name.</summary>
/// <param name="Code">Member number, unique in the city. An imported case keeps its queue's or officer's name here.</param>
/// <param name="Unit">Code of the unit the member belongs to.</param>
/// <param name="Grids">Codes of the grids the member serves.</param>
/// <param name="Skills">Skills the member has.</param>
/// <param name="Capacity">How many open tasks are a full load, 1–1,000, default 10.</param>
/// <param name="Active">Whether new tasks may be routed to the member. Names known only from imported history are not.</param>
public sealed record Member(string Code, string Unit, IReadOnlyList<string> Grids, IReadOnlyList<string> Skills, int Capacity, bool Active)
{
    /// <summary>Level of skills, 1 (learning) to 5 (teaches others); a skill that is not here has <see cref="SkillLevelDefault"/>.</summary>
    public IReadOnlyDictionary<string, int> SkillLevels { get; init; } = NoLevels;

    /// <summary>Code of the <see cref="Shift"/> the member works; null: at any hour of any day.</summary>
    public string? Shift { get; init; }

    /// <summary>休假: days on which the member does not work.</summary>
    public IReadOnlyList<Leave> Leave { get; init; } = [];

    /// <summary>产业链: codes of the industry chains the member is the specialist of.</summary>
    public IReadOnlyList<string> Chains { get; init; } = [];

    /// <summary>回避: what the member must have nothing to do with.</summary>
    public IReadOnlyList<Exclusion> Exclusions { get; init; } = [];

    public const int SkillLevelDefault = 3;

    private static readonly IReadOnlyDictionary<string, int> NoLevels = new Dictionary<string, int>(0);
}

/// <summary>休假: days of leave in the city's zone, both included.</summary>
public sealed record Leave(DateOnly From, DateOnly To);

/// <summary>回避: a conflict of interest. What is named must all be so; at least one is named.</summary>
/// <param name="Duty">Code of the duty; null: any.</param>
/// <param name="Of">What has the value: <c>subject</c>, <c>place</c>, or a parameter of the matter; null: the duty alone decides.</param>
/// <param name="Value">The value; null when <paramref name="Of"/> is.</param>
public sealed record Exclusion(string? Duty, string? Of, string? Value);

/// <summary>班次: the hours members work.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Hours">At least one; in the city's zone.</param>
public sealed record Shift(string Code, string Name, string? NameEn, IReadOnlyList<ShiftHours> Hours);

/// <summary>Hours of a shift on some days.</summary>
/// <param name="Days">On which days.</param>
/// <param name="From">From this time of day.</param>
/// <param name="To">To this time of day; not later than <paramref name="From"/>: of the next day.</param>
public sealed record ShiftHours(ShiftDays Days, TimeOnly From, TimeOnly To);

/// <summary>Days a shift's hours apply to. Working days are those of the city's calendar.</summary>
public enum ShiftDays
{
    /// <summary>Working days 工作日: Monday to Friday, unless the calendar says otherwise.</summary>
    Working,

    /// <summary>The others 休息日.</summary>
    Free,

    /// <summary>Every day.</summary>
    Every,
}

/// <summary>活动值班表: while it lasts, tasks of its duties go to its members alone.</summary>
/// <param name="Code">Code, unique in the catalogue.</param>
/// <param name="Name">Name of the event in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Duties">Codes of the duties it is for; at least one.</param>
/// <param name="From">From this instant.</param>
/// <param name="To">Until just before this instant.</param>
/// <param name="Grids">Codes of the grids it is for, those within them included; empty: everywhere.</param>
/// <param name="Members">Numbers of its members; at least one.</param>
public sealed record Roster(
    string Code, string Name, string? NameEn, IReadOnlyList<string> Duties, DateTimeOffset From, DateTimeOffset To, IReadOnlyList<string> Grids, IReadOnlyList<string> Members);

/// <summary>网格: area with a unit that answers for it.</summary>
/// <param name="Code">Code; 12 digits for a village or community, 9 for a town, where the state's codes are used.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="Parent">Code of the grid that contains it; null at the top.</param>
/// <param name="Unit">Code of the unit that answers for it.</param>
public sealed record Grid(string Code, string Name, string? Parent, string Unit);
