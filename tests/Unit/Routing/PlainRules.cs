using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Routing;

/// <summary>The hard rules read plainly and slowly, capacity aside: what the quick ones are compared with.</summary>
internal static class PlainRules
{
    public static string? WhyNot(Member member, TaskToRoute task, Catalogue city)
    {
        var unit = task.Unit;
        if (!member.Active || !IsUnder(member.Unit, unit, city))
        {
            return "not of the unit";
        }

        if (task.Grid is { } grid && !Serves(member, grid, city))
        {
            return "another grid"; // these cities have no shapes, so there is no nearest grid
        }

        var roster = city.Rosters.Where(each => each.Duties.Contains(task.Duty.Code) && each.From <= task.At && task.At < each.To && (each.Grids.Count is 0 || each.Grids.Any(outer => IsWithin(task.Grid, outer, city)))).ToList();
        var pair = task.Step.Paired && task.SameMember is { } same && city.FindMember(same) is { Active: true } other && IsUnder(other.Unit, unit, city) ? same : null;
        return task.HadBy.Contains(member.Code) ? "had it"
            : task.Holders is { } holders && !holders.Contains(member.Code) ? "for others"
            : roster.Count > 0 && !roster.Any(each => each.Members.Contains(member.Code)) ? "off the roster"
            : pair is not null && pair != member.Code ? "paired with other"
            : task.Step.Skill is { } skill && !member.Skills.Contains(skill) ? "no skill"
            : task.Conflicted.Contains(member.Code) ? "conflict"
            : task.EarlierBy.Contains(member.Code) ? "earlier step"
            : MinutesFree(member, task, city) < (task.Step.Effort ?? TimeSpan.FromMinutes(30)).TotalMinutes ? "no time"
            : null;
    }

    /// <summary>Minute by minute.</summary>
    private static int MinutesFree(Member member, TaskToRoute task, Catalogue city)
    {
        if (member.Shift is null && member.Leave.Count is 0)
        {
            return int.MaxValue;
        }

        var effort = task.Step.Effort ?? TimeSpan.FromMinutes(30);
        var ahead = task.DeadlineAt is not { } deadline ? TimeSpan.FromDays(7) : deadline - task.At < effort ? TimeSpan.FromDays(1) : deadline - task.At;
        ahead = ahead < effort ? effort : ahead;
        var shift = city.Shifts.FirstOrDefault(each => each.Code == member.Shift);
        var free = 0;
        for (var at = task.At; at < task.At + ahead; at = at.AddMinutes(1))
        {
            var local = at.ToOffset(TimeSpan.FromHours(8));
            var (day, time) = (DateOnly.FromDateTime(local.DateTime), TimeOnly.FromDateTime(local.DateTime));
            free += IsOn(day, time) ? 1 : 0;
        }

        return free;

        bool IsOn(DateOnly day, TimeOnly time) => shift is null
            ? !OnLeave(day)
            : shift.Hours.Any(hours => hours.From < hours.To
                ? Fits(hours, day) && hours.From <= time && time < hours.To
                : (Fits(hours, day) && time >= hours.From) || (Fits(hours, day.AddDays(-1)) && time < hours.To));

        bool Fits(ShiftHours hours, DateOnly day) => !OnLeave(day) && hours.Days switch
        {
            ShiftDays.Every => true,
            ShiftDays.Working => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday),
            _ => day.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday,
        };

        bool OnLeave(DateOnly day) => member.Leave.Any(leave => leave.From <= day && day <= leave.To);
    }

    /// <summary>A member without grids serves those of the own unit and below; where there are none, all.</summary>
    private static bool Serves(Member member, string grid, Catalogue city)
    {
        var own = member.Grids.Count > 0 ? member.Grids : [.. city.Grids.Where(each => IsUnder(each.Unit, member.Unit, city)).Select(each => each.Code)];
        return own.Count is 0 || own.Any(outer => IsWithin(grid, outer, city));
    }

    private static bool IsWithin(string? grid, string outer, Catalogue city) =>
        grid is not null && (grid == outer || IsWithin(city.FindGrid(grid)?.Parent, outer, city));

    private static bool IsUnder(string? unit, string above, Catalogue city) =>
        unit is not null && (unit == above || IsUnder(city.FindUnit(unit)!.Parent, above, city));
}
