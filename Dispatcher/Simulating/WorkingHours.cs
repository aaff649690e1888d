using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>When a member works between two instants: spans that do not touch, in milliseconds since 1970, ascending.</summary>
internal sealed class WorkingHours
{
    private readonly long[] from;
    private readonly long[] to;

    private WorkingHours(List<(long From, long To)> spans)
    {
        from = [.. spans.Select(span => span.From)];
        to = [.. spans.Select(span => span.To)];
    }

    public int Count => from.Length;

    /// <summary>Hours of a shift; the rules are those of <see cref="WorkingCalendar.WorkingTime"/>.</summary>
    public static WorkingHours Of(Member member, Catalogue catalogue, DateTimeOffset start, DateTimeOffset end)
    {
        var spans = new List<(long From, long To)>();
        var shift = member.Shift is null ? null : catalogue.Shifts.First(each => each.Code == member.Shift);
        var last = catalogue.Calendar.DayOf(end);
        for (var day = catalogue.Calendar.DayOf(start).AddDays(-1); day <= last; day = day.AddDays(1))
        {
            if (member.Leave.Any(leave => leave.From <= day && day <= leave.To))
            {
                continue;
            }

            if (shift is null)
            {
                Add(day, TimeOnly.MinValue, TimeOnly.MinValue);
                continue;
            }

            foreach (var hours in shift.Hours)
            {
                if (hours.Days is ShiftDays.Every || hours.Days is ShiftDays.Working == catalogue.Calendar.IsWorked(day))
                {
                    Add(day, hours.From, hours.To);
                }
            }
        }

        return new WorkingHours(Joined(spans));

        void Add(DateOnly day, TimeOnly begins, TimeOnly ends) => spans.Add((
            Instant(day, begins).ToUnixTimeMilliseconds(),
            Instant(ends <= begins ? day.AddDays(1) : day, ends).ToUnixTimeMilliseconds()));

        DateTimeOffset Instant(DateOnly day, TimeOnly time)
        {
            var local = day.ToDateTime(time);
            return new DateTimeOffset(local, catalogue.Zone.GetUtcOffset(local));
        }
    }

    /// <summary>The span that holds the instant, or the next one; <see cref="Count"/>: there is none.</summary>
    public int At(long instant)
    {
        var found = Array.BinarySearch(to, instant);
        return found >= 0 ? found + 1 : ~found; // a span ends just before its end
    }

    public long From(int span) => from[span];

    public long To(int span) => to[span];

    /// <summary>How much of a stretch of time is within the hours.</summary>
    public long Within(long begin, long end)
    {
        var total = 0L;
        for (var span = At(begin); span < from.Length && from[span] < end; span++)
        {
            total += Math.Max(0, Math.Min(end, to[span]) - Math.Max(begin, from[span]));
        }

        return total;
    }

    private static List<(long From, long To)> Joined(List<(long From, long To)> spans)
    {
        spans.Sort();
        var joined = new List<(long From, long To)>();
        foreach (var (begin, end) in spans)
        {
            if (joined.Count > 0 && begin <= joined[^1].To)
            {
                joined[^1] = (joined[^1].From, Math.Max(joined[^1].To, end));
            }
            else
            {
                joined.Add((begin, end));
            }
        }

        return joined;
    }
}
