using System.Globalization;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>
/// A stretch of time that figures are about, in whole days of the city's calendar, the last one perhaps not over. The
/// period before it is as many days earlier and ends at the same time of day, so that a running day is compared with the
/// same part of a day.
/// </summary>
/// <param name="Code"><c>today</c>, <c>7d</c>, <c>30d</c>, <c>90d</c> or <c>custom</c>.</param>
/// <param name="First">Its first day.</param>
/// <param name="Last">Its last day.</param>
/// <param name="From">Its first millisecond.</param>
/// <param name="To">Its last millisecond, not later than now; figures are as of it.</param>
/// <param name="Before">The period it is compared with; null in that one itself.</param>
/// <param name="IsRunning">Whether it ends now.</param>
public sealed record Period(string Code, DateOnly First, DateOnly Last, DateTimeOffset From, DateTimeOffset To, Period? Before, bool IsRunning)
{
    /// <summary>The periods to choose from, by days.</summary>
    public static readonly IReadOnlyDictionary<string, int> Choices = new Dictionary<string, int> { ["today"] = 1, ["7d"] = 7, ["30d"] = 30, ["90d"] = 90 };

    public const string Default = "30d";

    /// <summary>Longest custom period, in days: ten years.</summary>
    public const int DaysMax = 3_660;

    public int Days => Last.DayNumber - First.DayNumber + 1;

    /// <summary>A period that ends now.</summary>
    public static Period Running(string code, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return Of(code, today.AddDays(1 - Choices[code]), today, now, zone);
    }

    /// <summary>What the address says. Null: it says something that is no period.</summary>
    /// <param name="code">One of <see cref="Choices"/>, or <c>custom</c>; null with from and to: custom; null without: the default.</param>
    /// <param name="from">First day, <c>2026-11-01</c>; for custom.</param>
    /// <param name="to">Last day; for custom; null: today.</param>
    /// <param name="now">Now.</param>
    /// <param name="zone">The city's.</param>
    public static Period? Read(string? code, string? from, string? to, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (string.IsNullOrEmpty(code))
        {
            code = string.IsNullOrEmpty(from) ? Default : "custom";
        }

        if (Choices.ContainsKey(code))
        {
            return Running(code, now, zone);
        }

        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        return code is "custom"
            && DateOnly.TryParseExact(from, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var first)
            && (string.IsNullOrEmpty(to) || DateOnly.TryParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
            && (string.IsNullOrEmpty(to) ? today : DateOnly.ParseExact(to, "yyyy-MM-dd", CultureInfo.InvariantCulture)) is var last
            && first.Year >= 1970 && first <= last && first <= today && last.DayNumber - first.DayNumber < DaysMax
                ? Of(code, first, last > today ? today : last, now, zone)
                : null;
    }

    /// <summary>Where the buckets of its trend begin: hours of a day, days of a month, weeks of a quarter, or longer ones; at most 62.</summary>
    public IReadOnlyList<DateTimeOffset> Buckets(TimeZoneInfo zone)
    {
        if (Days is 1)
        {
            return [.. Enumerable.Range(0, 24).Select(hour => From.AddHours(hour)).Where(at => at <= To)];
        }

        var step = Days <= 62 ? 1 : Days <= 62 * 7 ? 7 : (Days + 61) / 62;
        return [.. Enumerable.Range(0, (Days + step - 1) / step).Select(i => Midnight(First.AddDays(i * step), zone))];
    }

    /// <summary>Midnight of the city's clock; where the clock jumps over it, the first instant of the day.</summary>
    public static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(midnight))
        {
            midnight = midnight.AddMinutes(15);
        }

        return new DateTimeOffset(midnight, zone.GetUtcOffset(midnight)).ToUniversalTime();
    }

    private static Period Of(string code, DateOnly first, DateOnly last, DateTimeOffset now, TimeZoneInfo zone)
    {
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        var days = last.DayNumber - first.DayNumber + 1;
        var end = Midnight(last.AddDays(1), zone).AddMilliseconds(-1);
        var isRunning = end >= now;
        var before = new Period(
            code, first.AddDays(-days), last.AddDays(-days), Midnight(first.AddDays(-days), zone),
            isRunning ? SameTime(now, days, zone) : Midnight(first, zone).AddMilliseconds(-1), null, false);
        return new Period(code, first, last, Midnight(first, zone), isRunning ? now : end, before, isRunning);
    }

    /// <summary>The same time of day some days earlier.</summary>
    private static DateTimeOffset SameTime(DateTimeOffset now, int days, TimeZoneInfo zone)
    {
        var then = TimeZoneInfo.ConvertTime(now, zone).DateTime.AddDays(-days);
        while (zone.IsInvalidTime(then))
        {
            then = then.AddMinutes(15);
        }

        return new DateTimeOffset(then, zone.GetUtcOffset(then)).ToUniversalTime();
    }
}
