using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>
/// What routing knows of a task. What concerns persons is resolved to member numbers before, so that what is kept of a decision
/// holds no subject, no address and no parameter.
/// </summary>
/// <param name="Duty">Its duty, in the version it was issued under.</param>
/// <param name="Step">Its step.</param>
/// <param name="Unit">Code of the unit that answers for it.</param>
/// <param name="At">When it is routed.</param>
public sealed record TaskToRoute(Duty Duty, Step Step, string Unit, DateTimeOffset At)
{
    /// <summary>Code of its grid; null when not known.</summary>
    public string? Grid { get; init; }

    /// <summary>Where it is; null when not known.</summary>
    public Position? Place { get; init; }

    public DateTimeOffset? DeadlineAt { get; init; }

    /// <summary>Assignee that imported history names; null: choose.</summary>
    public string? NamedMember { get; init; }

    /// <summary>Members who had it before and do not get it again.</summary>
    public IReadOnlySet<string> HadBy { get; init; } = Nobody;

    /// <summary>互斥: members who did a step whose doer may not do this one.</summary>
    public IReadOnlySet<string> EarlierBy { get; init; } = Nobody;

    /// <summary>回避: members with a conflict of interest in this matter.</summary>
    public IReadOnlySet<string> Conflicted { get; init; } = Nobody;

    /// <summary>专人: members it is for; null: for nobody in particular. Empty: the matter does not say for whom.</summary>
    public IReadOnlySet<string>? Holders { get; init; }

    /// <summary>Who had the same subject last; null: nobody, or the matter names no subject.</summary>
    public string? SameMember { get; init; }

    private static readonly IReadOnlySet<string> Nobody = new HashSet<string>(0);
}

/// <summary>What changes of a member.</summary>
/// <param name="Open">Open tasks in hand.</param>
/// <param name="Past">What the member did lately.</param>
[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Auto)]
public readonly record struct MemberNow(int Open, MemberPast Past);

/// <summary>What a member did lately.</summary>
public sealed record MemberPast
{
    private static readonly IReadOnlyDictionary<string, double> NoPace = new Dictionary<string, double>(0); // before None, which has it

    /// <summary>Places of the next or last tasks, at most <see cref="NearMax"/>; empty: the middle of the member's grids counts.</summary>
    public IReadOnlyList<Position> Near { get; init; } = [];

    /// <summary>Tasks got in the last 30 days.</summary>
    public int Recent { get; init; }

    /// <summary>By duty: the member's mean turnaround over everybody's; 1, and where it is missing: like the others.</summary>
    public IReadOnlyDictionary<string, double> Pace { get; init; } = NoPace;

    public const int NearMax = 3;

    public static readonly MemberPast None = new();
}
