using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Domain;

public class WorkingCalendarTests
{
    private static readonly Shift Office = new("office", "机关", null, [Of(ShiftDays.Working, 9, 12), Of(ShiftDays.Working, 14, 18)]);
    private static readonly Shift Night = new("night", "夜班", null, [Of(ShiftDays.Every, 20, 8)]);
    private static readonly Shift Weekend = new("weekend", "周末", null, [Of(ShiftDays.Free, 10, 16)]);

    /// <summary>2026: the week of 1 October is free, Saturday the 10th worked in its place.</summary>
    private static readonly WorkingCalendar Haian = In("Asia/Shanghai");

    [Theory]
    [InlineData("2026-11-25T09:00", "2026-11-25T10:30", 1.5)]
    [InlineData("2026-11-25T10:00", "2026-11-25T15:00", 3)] // the noon break is not worked
    [InlineData("2026-11-27T17:00", "2026-11-30T10:00", 2)] // over a weekend
    [InlineData("2026-10-01T00:00", "2026-10-08T00:00", 0)] // 放假
    [InlineData("2026-10-10T00:00", "2026-10-11T00:00", 7)] // 调休上班
    [InlineData("2026-11-25T18:00", "2026-11-25T18:00", 0)]
    [InlineData("2026-11-25T18:00", "2026-11-25T09:00", 0)]
    public void Office_hours_count_on_working_days(string from, string to, double hours) => Time(Haian, Office, [], from, to).ShouldBe(hours);

    [Theory]
    [InlineData("2026-10-01T00:00", "2026-10-02T00:00", 6)]
    [InlineData("2026-10-10T00:00", "2026-10-11T00:00", 0)]
    [InlineData("2026-11-28T00:00", "2026-11-30T12:00", 12)]
    public void Hours_of_free_days_count_on_those_alone(string from, string to, double hours) => Time(Haian, Weekend, [], from, to).ShouldBe(hours);

    [Theory]
    [InlineData("2026-11-25T03:00", "2026-11-25T07:00", 4)] // of the night before
    [InlineData("2026-11-25T03:00", "2026-11-26T03:00", 12)]
    [InlineData("2026-11-25T09:00", "2026-11-25T19:00", 0)]
    public void A_night_shift_reaches_into_the_next_day(string from, string to, double hours) => Time(Haian, Night, [], from, to).ShouldBe(hours);

    [Fact]
    public void A_night_belongs_to_the_day_it_begins_on()
    {
        Leave[] leave = [new(new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 25))];
        Time(Haian, Night, leave, "2026-11-25T00:00", "2026-11-25T12:00").ShouldBe(8);
        Time(Haian, Night, leave, "2026-11-25T12:00", "2026-11-26T12:00").ShouldBe(0);
    }

    [Fact]
    public void Days_of_leave_are_left_out_both_ends_included()
    {
        Leave[] leave = [new(new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 26)), new(new DateOnly(2026, 11, 30), new DateOnly(2026, 11, 30))];
        Time(Haian, null, leave, "2026-11-24T12:00", "2026-12-01T12:00").ShouldBe((7 - 3) * 24);
        Time(Haian, Office, leave, "2026-11-24T00:00", "2026-12-01T00:00").ShouldBe(2 * 7);
    }

    [Theory]
    [InlineData("2026-03-28T12:00", "2026-03-29T12:00", 11, 23)] // the clocks of Berlin go forward
    [InlineData("2026-10-24T12:00", "2026-10-25T12:00", 13, 25)] // and back
    public void A_night_in_which_the_clocks_change_is_as_long_as_it_is(string from, string to, double night, double all)
    {
        var berlin = In("Europe/Berlin");
        Time(berlin, Night, [], from, to).ShouldBe(night);
        Time(berlin, null, [new Leave(new DateOnly(2020, 1, 1), new DateOnly(2020, 1, 1))], from, to).ShouldBe(all);
    }

    [Fact]
    public void Of_years_the_first_part_is_counted() =>
        Time(Haian, Office, [], "2026-01-01T00:00", "2036-01-01T00:00").ShouldBe(Time(Haian, Office, [], "2026-01-01T00:00", "2027-02-05T00:00"), tolerance: 14);

    [Fact]
    public void The_time_is_that_of_a_clock_watched_minute_by_minute() => Prop.ForAll(
        (from zone in Gen.Elements("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Asia/Kathmandu")
         from shift in Gen.Elements(Office, Night, Weekend, null)
         from start in Gen.Choose(0, 300 * 24 * 12)
         from length in Gen.Choose(0, 5 * 24 * 12)
         from leave in Gen.Choose(0, 300).Select(day => new Leave(new DateOnly(2026, 1, 1).AddDays(day), new DateOnly(2026, 1, 3).AddDays(day))).ArrayOf(3)
         select (zone, shift, start, length, leave)).ToArbitrary(),
        drawn =>
        {
            var calendar = In(drawn.zone);
            var from = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(drawn.start * 5);
            calendar.WorkingTime(drawn.shift, drawn.leave, from, from.AddMinutes(drawn.length * 5)).ShouldBe(
                TimeSpan.FromMinutes(Enumerable.Range(0, drawn.length).Count(step => IsWorking(calendar, drawn.zone, drawn.shift, drawn.leave, from.AddMinutes(step * 5))) * 5));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));

    private static bool IsWorking(WorkingCalendar calendar, string zone, Shift? shift, Leave[] leave, DateTimeOffset at)
    {
        var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone)).DateTime;
        var (today, time) = (DateOnly.FromDateTime(local), TimeOnly.FromDateTime(local));
        return shift is null ? Present(today) : shift.Hours.Any(hours => hours.To > hours.From
            ? On(hours, today) && time >= hours.From && time < hours.To
            : (On(hours, today) && time >= hours.From) || (On(hours, today.AddDays(-1)) && time < hours.To));

        bool Present(DateOnly day) => !leave.Any(each => each.From <= day && day <= each.To);
        bool On(ShiftHours hours, DateOnly day) => Present(day) && (hours.Days is ShiftDays.Every || hours.Days is ShiftDays.Working == calendar.IsWorked(day));
    }

    private static WorkingCalendar In(string zone) => new(
        TimeZoneInfo.FindSystemTimeZoneById(zone),
        Enumerable.Range(1, 7).ToDictionary(day => new DateOnly(2026, 10, day), _ => false).Append(KeyValuePair.Create(new DateOnly(2026, 10, 10), true)).ToDictionary());

    private static ShiftHours Of(ShiftDays days, int from, int to) => new(days, new TimeOnly(from, 0), new TimeOnly(to, 0));

    /// <summary>In hours, between two times of the calendar's zone.</summary>
    private static double Time(WorkingCalendar calendar, Shift? shift, Leave[] leave, string from, string to)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(calendar == Haian ? "Asia/Shanghai" : "Europe/Berlin");
        return calendar.WorkingTime(shift, leave, At(from), At(to)).TotalHours;

        DateTimeOffset At(string time)
        {
            var local = DateTime.Parse(time, CultureInfo.InvariantCulture);
            return new DateTimeOffset(local, zone.GetUtcOffset(local));
        }
    }
}
