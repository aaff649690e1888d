namespace TaskManager.Domain;

/// <summary>工作日历: which days a city works, and how much time members on a shift have between two instants.</summary>
/// <param name="zone">The city's zone: its days and hours are meant.</param>
/// <param name="exceptions">Days that are not as their weekday says: true: worked 调休上班, false: free 放假. Others: Monday to Friday are worked.</param>
public sealed class WorkingCalendar(TimeZoneInfo zone, IReadOnlyDictionary<DateOnly, bool> exceptions)
{
    public IReadOnlyDictionary<DateOnly, bool> Exceptions => exceptions;

    public bool IsWorked(DateOnly day) => exceptions.TryGetValue(day, out var worked) ? worked : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>Working time between two instants: the shift's hours, days of leave left out.</summary>
    /// <param name="shift">The shift; null: all hours.</param>
    /// <param name="leave">Days of leave.</param>
    /// <param name="from">From.</param>
    /// <param name="to">To; not after <paramref name="from"/>: no time.</param>
    public TimeSpan WorkingTime(Shift? shift, IReadOnlyList<Leave> leave, DateTimeOffset from, DateTimeOffset to)
    {
        var total = TimeSpan.Zero;
        var last = DayOf(to);
        for (var day = DayOf(from).AddDays(-1); day <= last; day = day.AddDays(1)) // a night shift of the day before reaches into the first
        {
            if (leave.Any(each => each.From <= day && day <= each.To))
            {
                continue;
            }

            if (shift is null)
            {
                total += Overlap(day, TimeOnly.MinValue, TimeOnly.MinValue, from, to);
                continue;
            }

            foreach (var hours in shift.Hours)
            {
                if (hours.Days is ShiftDays.Every || hours.Days is ShiftDays.Working == IsWorked(day))
                {
                    total += Overlap(day, hours.From, hours.To, from, to);
                }
            }
        }

        return total;
    }

    /// <summary>The day an instant falls on.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private TimeSpan Overlap(DateOnly day, TimeOnly begins, TimeOnly ends, DateTimeOffset from, DateTimeOffset to)
    {
        var begin = InstantOf(day, begins);
        var end = InstantOf(ends <= begins ? day.AddDays(1) : day, ends);
        begin = begin < from ? from : begin;
        end = end > to ? to : end;
        return end > begin ? end - begin : TimeSpan.Zero;
    }

    private DateTimeOffset InstantOf(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }
}
