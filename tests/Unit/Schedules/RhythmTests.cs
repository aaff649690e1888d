using TaskManager.Dispatcher.Schedules;

namespace TaskManager.Tests.Unit.Schedules;

public class RhythmTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData("2026-11-22T03:29:59+08:00", "2026-11-21T03:30:00+08:00")]
    [InlineData("2026-11-22T03:30:00+08:00", "2026-11-22T03:30:00+08:00")]
    [InlineData("2026-11-22T23:59:00+08:00", "2026-11-22T03:30:00+08:00")]
    public void A_daily_slot_comes_by_the_citys_clock(string now, string slot) =>
        Newest(new DailyAt(new TimeOnly(3, 30)), now, TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai")).ShouldBe(DateTimeOffset.Parse(slot, null));

    [Theory]
    [InlineData("2026-03-29T03:29:59+02:00", "2026-03-28T02:30:00+01:00")] // 02:30 is left out on the 29th
    [InlineData("2026-03-29T03:30:00+02:00", "2026-03-29T03:30:00+02:00")]
    [InlineData("2026-10-25T02:45:00+02:00", "2026-10-24T02:30:00+02:00")] // 02:30 comes twice on the 25th
    [InlineData("2026-10-25T02:45:00+01:00", "2026-10-25T02:30:00+01:00")]
    public void A_time_that_a_change_of_clocks_leaves_out_or_doubles_is_one_slot(string now, string slot) =>
        Newest(new DailyAt(new TimeOnly(2, 30)), now, Berlin).ShouldBe(DateTimeOffset.Parse(slot, null));

    [Fact]
    public void Every_interval_has_the_same_slots_on_every_machine()
    {
        Newest(new Every(TimeSpan.FromMinutes(5)), "2026-11-22T10:07:31Z", Berlin).ShouldBe(DateTimeOffset.Parse("2026-11-22T10:05:00Z", null));
        Newest(new Every(TimeSpan.FromMinutes(5)), "2026-11-22T18:10:00+08:00", Berlin).ShouldBe(DateTimeOffset.Parse("2026-11-22T10:10:00Z", null));
    }

    private static DateTimeOffset Newest(Rhythm rhythm, string now, TimeZoneInfo zone) => rhythm.NewestAt(DateTimeOffset.Parse(now, null), zone);
}
