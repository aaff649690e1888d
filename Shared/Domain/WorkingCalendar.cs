namespace TaskManager.Domain;

/// <summary>工作日历: which days a city works, and how much time members on a shift have between two instants.</summary>
/// <param name="zone">The city's zone: its days and hours are meant.</param>
/// <param name="exceptions">Days that are not as their weekday says: true: worked 调休上班, false: free 放假. Others: Monday to Friday are worked.</param>
public sealed class WorkingCalendar(TimeZoneInfo zone, IReadOnlyDictionary<DateOnly, bool> exceptions)
{
    /// <summary>Days that are counted: more than any working time somebody asks for needs, and an answer in microseconds for a deadline in ten years.</summary>
    public const int DaysMax = 400;

    public IReadOnlyDictionary<DateOnly, bool> Exceptions => exceptions;

    public bool IsWorked(DateOnly day) => exceptions.TryGetValue(day, out var worked) ? worked : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday);

    /// <summary>
    /// Working time between two instants: the shift's hours, days of leave left out. Hours that reach into the next day belong to the
    /// day they begin on. At most <see cref="DaysMax"/> days from the first are counted, so of years it is a part.
    /// </summary>
    /// <param name="shift">The shift; null: all hours.</param>
    /// <param name="leave">Days of leave.</param>
    /// <param name="from">From.</param>
    /// <param name="to">To; not after <paramref name="from"/>: no time.</param>
    public TimeSpan WorkingTime(Shift? shift, IReadOnlyList<Leave> leave, DateTimeOffset from, DateTimeOffset to)
    {
        if (to <= from)
        {
            return TimeSpan.Zero;
        }

        if (shift is null && leave.Count is 0)
        {
            return to - from;
        }

        // Asked for thousands of members a batch: whole ticks, one look at the zone a day, nothing allocated.
        var (first, until) = (from.UtcTicks, to.UtcTicks);
        var total = 0L;
        var day = DayOf(from).AddDays(-1); // a night shift of the day before reaches into the first
        var begins = MidnightOf(day);
        for (var days = 0; days <= DaysMax && begins < until; days++)
        {
            var next = day.AddDays(1);
            var ends = MidnightOf(next);
            if (!IsOnLeave(leave, day))
            {
                total += shift is null ? Overlap(begins, ends, first, until) : Hours(shift, day, begins, ends, first, until);
            }

            (day, begins) = (next, ends);
        }

        return TimeSpan.FromTicks(total);
    }

    /// <summary>The day an instant falls on.</summary>
    public DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, zone).DateTime);

    private long Hours(Shift shift, DateOnly day, long begins, long ends, long first, long until)
    {
        var total = 0L;
        var isWorked = IsWorked(day);
        var isPlain = ends - begins is TimeSpan.TicksPerDay; // else the clocks change on it
        for (var i = 0; i < shift.Hours.Count; i++)
        {
            var hours = shift.Hours[i];
            if (hours.Days is ShiftDays.Every || hours.Days is ShiftDays.Working == isWorked)
            {
                var start = isPlain ? begins + hours.From.Ticks : InstantOf(day, hours.From);
                var end = hours.To <= hours.From ? InstantOf(day.AddDays(1), hours.To) : isPlain ? begins + hours.To.Ticks : InstantOf(day, hours.To);
                total += Overlap(start, end, first, until);
            }
        }

        return total;
    }

    private static bool IsOnLeave(IReadOnlyList<Leave> leave, DateOnly day)
    {
        for (var i = 0; i < leave.Count; i++)
        {
            if (leave[i].From <= day && day <= leave[i].To)
            {
                return true;
            }
        }

        return false;
    }

    private static long Overlap(long begins, long ends, long first, long until) => Math.Max(0, Math.Min(ends, until) - Math.Max(begins, first));

    private long MidnightOf(DateOnly day) => InstantOf(day, TimeOnly.MinValue);

    private long InstantOf(DateOnly day, TimeOnly time)
    {
        var local = day.ToDateTime(time);
        return local.Ticks - zone.GetUtcOffset(local).Ticks;
    }
}
