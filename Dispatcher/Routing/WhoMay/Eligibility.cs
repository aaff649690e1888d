using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.WhoMay;

/// <summary>
/// Who may get a task. Each rule is a method that says whether it keeps the member out; they are asked in the order of
/// <see cref="HardRule"/>, and no cost outweighs them.
/// </summary>
internal sealed class Eligibility
{
    /// <summary>How far ahead working time is looked at: beyond, everybody has enough.</summary>
    private static readonly TimeSpan AheadMax = TimeSpan.FromDays(31);

    /// <summary>How far ahead where there is no deadline.</summary>
    private static readonly TimeSpan AheadDefault = TimeSpan.FromDays(7);

    /// <summary>How far ahead where the deadline has passed or is nearer than the work takes: late work is still to be done.</summary>
    private static readonly TimeSpan AheadLate = TimeSpan.FromDays(1);

    private readonly Catalogue catalogue;
    private readonly Dictionary<string, Shift> shifts;

    /// <summary>By shift, of the task that is looked at: hundreds of members share one.</summary>
    private readonly Dictionary<string, TimeSpan> timeOnShift = [];
    private (DateTimeOffset From, DateTimeOffset Until) timeOf;
    private (string Shift, TimeSpan Time)? last;
    private readonly Dictionary<(string Duty, string? Grid, DateTimeOffset At), HashSet<string>?> onDuty = [];

    public Eligibility(Catalogue catalogue)
    {
        this.catalogue = catalogue;
        shifts = catalogue.Shifts.ToDictionary(shift => shift.Code);
    }

    /// <summary>The first rule that keeps the member from getting the task; null: none does. The grid is asked before, by <see cref="MemberTable.ReachOf"/>.</summary>
    public HardRule? Against(Member member, int open, TaskToRoute task, HashSet<string>? roster, DateTimeOffset until, bool isPaired) =>
        HadBefore(member, task) ? HardRule.HadBefore
        : IsForOthers(member, task) ? HardRule.Holder
        : IsOffRoster(member, roster) ? HardRule.Roster
        : IsPairedWithOther(member, task, isPaired) ? HardRule.Pairing
        : LacksSkill(member, task.Step) ? HardRule.Skill
        : HasConflict(member, task) ? HardRule.Exclusion
        : DidEarlierStep(member, task) ? HardRule.EarlierStep
        : LacksTime(member, task, until)
        ?? (IsFull(member, open) ? HardRule.Capacity : null);

    /// <summary>Every rule of the member's own that keeps the member from the task; rosters and pairs aside.</summary>
    public IEnumerable<HardRule> AllAgainst(Member member, int open, TaskToRoute task, DateTimeOffset until)
    {
        if (IsForOthers(member, task))
        {
            yield return HardRule.Holder;
        }

        if (LacksSkill(member, task.Step))
        {
            yield return HardRule.Skill;
        }

        if (HasConflict(member, task))
        {
            yield return HardRule.Exclusion;
        }

        if (DidEarlierStep(member, task))
        {
            yield return HardRule.EarlierStep;
        }

        if (LacksTime(member, task, until) is { } time)
        {
            yield return time;
        }

        if (IsFull(member, open))
        {
            yield return HardRule.Capacity;
        }
    }

    private static bool LacksSkill(Member member, Step step) => step.Skill is { } skill && !member.Skills.Contains(skill);

    private static bool IsFull(Member member, int open) => open >= member.Capacity;

    /// <summary>Working time between now and the deadline.</summary>
    public TimeSpan TimeOf(Member member, DateTimeOffset from, DateTimeOffset until)
    {
        var onLeave = false;
        foreach (var leave in member.Leave)
        {
            onLeave |= leave.To >= catalogue.Calendar.DayOf(from).AddDays(-1) && leave.From <= catalogue.Calendar.DayOf(until);
        }

        return onLeave ? catalogue.Calendar.WorkingTime(ShiftOf(member), member.Leave, from, until) : OnShift(member, from, until);
    }

    /// <summary>Until when a member must have found the time.</summary>
    public static DateTimeOffset Until(TaskToRoute task)
    {
        var effort = task.Step.Effort ?? Step.EffortDefault;
        var ahead = task.DeadlineAt is not { } deadline ? AheadDefault
            : deadline - task.At < effort ? AheadLate
            : deadline - task.At > AheadMax ? AheadMax
            : deadline - task.At;
        return task.At + (ahead < effort ? effort : ahead);
    }

    /// <summary>Members on the roster of the event that goes on for this duty in this grid; null: none goes on.</summary>
    public HashSet<string>? RosterFor(TaskToRoute task)
    {
        if (catalogue.Rosters.Count is 0)
        {
            return null;
        }

        var key = (task.Duty.Code, task.Grid, task.At);
        if (!onDuty.TryGetValue(key, out var members))
        {
            var rosters = catalogue.Rosters.Where(roster => roster.Duties.Contains(task.Duty.Code)
                && roster.From <= task.At && task.At < roster.To
                && (roster.Grids.Count is 0 || catalogue.GridsAround(task.Grid).Any(roster.Grids.Contains))).ToList();
            onDuty[key] = members = rosters.Count is 0 ? null : [.. rosters.SelectMany(roster => roster.Members)];
        }

        return members;
    }

    private static bool HadBefore(Member member, TaskToRoute task) => task.HadBy.Count > 0 && task.HadBy.Contains(member.Code);

    private static bool IsForOthers(Member member, TaskToRoute task) => task.Holders is { } holders && !holders.Contains(member.Code);

    private static bool IsOffRoster(Member member, HashSet<string>? roster) => roster is not null && !roster.Contains(member.Code);

    private static bool IsPairedWithOther(Member member, TaskToRoute task, bool isPaired) => isPaired && task.SameMember != member.Code;

    private static bool HasConflict(Member member, TaskToRoute task) => task.Conflicted.Count > 0 && task.Conflicted.Contains(member.Code);

    private static bool DidEarlierStep(Member member, TaskToRoute task) => task.EarlierBy.Count > 0 && task.EarlierBy.Contains(member.Code);

    private HardRule? LacksTime(Member member, TaskToRoute task, DateTimeOffset until)
    {
        if (member.Shift is null && member.Leave.Count is 0)
        {
            return null;
        }

        var needed = task.Step.Effort ?? Step.EffortDefault;
        return TimeOf(member, task.At, until) >= needed ? null
            : member.Leave.Count > 0 && OnShift(member, task.At, until) >= needed ? HardRule.Leave
            : HardRule.Shift;
    }

    private TimeSpan OnShift(Member member, DateTimeOffset from, DateTimeOffset until)
    {
        if (member.Shift is null)
        {
            return until - from;
        }

        if (timeOf != (from, until))
        {
            timeOnShift.Clear();
            (timeOf, last) = ((from, until), null);
        }

        if (last is { } again && ReferenceEquals(again.Shift, member.Shift))
        {
            return again.Time;
        }

        if (!timeOnShift.TryGetValue(member.Shift, out var time))
        {
            timeOnShift[member.Shift] = time = catalogue.Calendar.WorkingTime(ShiftOf(member), [], from, until);
        }

        last = (member.Shift, time);
        return time;
    }

    private Shift? ShiftOf(Member member) => member.Shift is null ? null : shifts[member.Shift];
}
