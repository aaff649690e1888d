using TaskManager.Dispatcher.Metrics.Board;

namespace TaskManager.Tests.Unit.Metrics;

public sealed class PeriodTests
{
    private static readonly TimeZoneInfo Shanghai = TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai");
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 2, 30, 0, TimeSpan.Zero); // 10:30 in Shanghai

    [Fact]
    public void A_running_period_ends_now_and_is_compared_with_the_same_time_of_day()
    {
        var week = Period.Read("7d", null, null, Now, Shanghai)!;
        (week.First, week.Last, week.Days).ShouldBe((new DateOnly(2026, 11, 19), new DateOnly(2026, 11, 25), 7));
        week.From.ShouldBe(new DateTimeOffset(2026, 11, 18, 16, 0, 0, TimeSpan.Zero));
        week.To.ShouldBe(Now);
        week.Before!.From.ShouldBe(week.From.AddDays(-7));
        week.Before.To.ShouldBe(Now.AddDays(-7));
        week.IsRunning.ShouldBeTrue();
    }

    [Fact]
    public void A_past_period_ends_with_its_last_millisecond_where_the_next_begins()
    {
        var period = Period.Read("custom", "2026-10-01", "2026-10-31", Now, Shanghai)!;
        period.IsRunning.ShouldBeFalse();
        period.To.AddMilliseconds(1).ShouldBe(Period.Midnight(new DateOnly(2026, 11, 1), Shanghai));
        period.Before!.To.AddMilliseconds(1).ShouldBe(period.From);
        period.Before.First.ShouldBe(new DateOnly(2026, 8, 31));
    }

    [Theory]
    [InlineData("8d", null, null)]
    [InlineData("custom", null, null)]
    [InlineData("custom", "2026-11-26", null)]
    [InlineData("custom", "2026-11-02", "2026-11-01")]
    [InlineData("custom", "2026-02-30", "2026-03-01")]
    [InlineData("custom", "1-11-2026", "2026-11-20")]
    [InlineData("custom", "1969-12-31", "2026-11-20")]
    [InlineData("custom", "2000-01-01", "2026-11-20")]
    [InlineData("custom", "2026-11-01", "tomorrow")]
    public void What_is_no_period_is_refused(string code, string? from, string? to) => Period.Read(code, from, to, Now, Shanghai).ShouldBeNull();

    [Fact]
    public void Days_and_buckets_follow_the_citys_clock_through_its_changes()
    {
        var now = new DateTimeOffset(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);
        var period = Period.Read("custom", "2026-10-31", "2026-11-02", now, NewYork)!; // the clock goes back on the 1st
        (period.To - period.From).ShouldBe(TimeSpan.FromHours(73) - TimeSpan.FromMilliseconds(1));
        period.Buckets(NewYork).Count.ShouldBe(3);
        (period.Buckets(NewYork)[2] - period.Buckets(NewYork)[1]).ShouldBe(TimeSpan.FromHours(25));
    }

    [Fact]
    public void Buckets_are_in_order_begin_with_the_period_and_are_few()
    {
        foreach (var days in new[] { 1, 2, 31, 62, 63, 90, 366, 3_000 })
        {
            var period = Period.Read("custom", new DateOnly(2026, 11, 25).AddDays(1 - days).ToString("yyyy-MM-dd", null), null, Now, Shanghai)!;
            var buckets = period.Buckets(Shanghai);
            buckets[0].ShouldBe(period.From);
            buckets.Count.ShouldBeInRange(1, 62);
            buckets.ShouldBe(buckets.Order());
            buckets[^1].ShouldBeLessThanOrEqualTo(period.To);
        }
    }
}
