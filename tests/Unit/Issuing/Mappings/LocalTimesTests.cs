using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

public class LocalTimesTests
{
    private const string Plain = "yyyy-MM-dd HH:mm:ss";

    [Theory]
    [InlineData("America/New_York", "2011-07-01 01:32:33", "2011-07-01T05:32:33Z")]
    [InlineData("America/New_York", "2011-12-01 01:32:33", "2011-12-01T06:32:33Z")]
    [InlineData("America/New_York", "2011-03-13 01:59:59", "2011-03-13T06:59:59Z")]
    [InlineData("America/New_York", "2011-03-13 02:00:00", "2011-03-13T07:00:00Z")] // never shown: 03:00
    [InlineData("America/New_York", "2011-03-13 02:30:00", "2011-03-13T07:30:00Z")] // never shown: 03:30
    [InlineData("America/New_York", "2011-03-13 03:00:00", "2011-03-13T07:00:00Z")]
    [InlineData("America/New_York", "2011-11-06 00:59:59", "2011-11-06T04:59:59Z")]
    [InlineData("America/New_York", "2011-11-06 01:00:00", "2011-11-06T05:00:00Z")] // shown twice: the earlier
    [InlineData("America/New_York", "2011-11-06 01:59:59", "2011-11-06T05:59:59Z")] // shown twice: the earlier
    [InlineData("America/New_York", "2011-11-06 02:00:00", "2011-11-06T07:00:00Z")]
    [InlineData("Europe/Amsterdam", "2011-03-27 02:15:00", "2011-03-27T01:15:00Z")]
    [InlineData("Europe/Amsterdam", "2011-10-30 02:15:00", "2011-10-30T00:15:00Z")]
    [InlineData("Australia/Lord_Howe", "2011-10-02 02:10:00", "2011-10-01T15:40:00Z")] // a gap of half an hour
    [InlineData("Australia/Lord_Howe", "2011-04-03 01:45:00", "2011-04-02T14:45:00Z")]
    [InlineData("Asia/Shanghai", "2026-11-22 09:00:00", "2026-11-22T01:00:00Z")]
    [InlineData("UTC", "2026-11-22 09:00:00", "2026-11-22T09:00:00Z")]
    public void A_wall_clock_becomes_the_instant_it_showed(string zone, string text, string instant)
    {
        new LocalTimes(TimeZoneInfo.FindSystemTimeZoneById(zone), [Plain]).TryRead(text, out var read).ShouldBeTrue();
        read.ToString("yyyy-MM-ddTHH:mm:ssK", null).ShouldBe(instant.Replace("Z", "+00:00", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "2026-03-08T02:30:00+08:00", "2026-03-07T18:30:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "2026-03-08T02:30:00Z", "2026-03-08T02:30:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ssK", "2026-03-09T02:30:00", "2026-03-09T06:30:00Z")] // K may be empty: then the zone counts
    [InlineData("yyyy-MM-dd HH:mm:sszzz", "2026-03-08 02:30:00-01:30", "2026-03-08T04:00:00Z")]
    [InlineData("yyyy-MM-ddTHH:mm:ssZ", "2026-03-08T02:30:00Z", "2026-03-08T02:30:00Z")]
    [InlineData("yyyy/M/d H:mm:ss", "2019/2/28 9:05:05", "2019-02-28T14:05:05Z")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt", "02/28/2023 11:44:53 PM", "2023-03-01T04:44:53Z")]
    [InlineData("MM/dd/yyyy hh:mm:ss tt", "02/28/2023 12:00:00 AM", "2023-02-28T05:00:00Z")]
    [InlineData("yyyy年M月d日", "2019年2月3日", "2019-02-03T05:00:00Z")]
    [InlineData("d MMM yyyy", "3 Feb 2019", "2019-02-03T05:00:00Z")]
    [InlineData("yyyyMMdd", "20190203", "2019-02-03T05:00:00Z")]
    [InlineData("yyyy-MM-dd HH:mm:ss.FFFFFFF", "2019-02-03 00:00:00.5", "2019-02-03T05:00:00Z")]
    public void Formats_are_those_of_dotnet_and_an_offset_in_the_text_is_kept(string format, string text, string instant)
    {
        new LocalTimes(TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), [format]).TryRead(text, out var read).ShouldBeTrue();
        read.ToString("yyyy-MM-ddTHH:mm:ss", null).ShouldBe(instant[..^1]);
    }

    [Fact]
    public void The_first_format_that_fits_decides()
    {
        string[] dayFirst = ["dd/MM/yyyy", "MM/dd/yyyy"];
        Read(dayFirst, "03/04/2026").Month.ShouldBe(4);
        Read([.. dayFirst.Reverse()], "03/04/2026").Month.ShouldBe(3);
        Read(dayFirst, "03/14/2026").Month.ShouldBe(3, "only the second fits");

        static DateTimeOffset Read(string[] formats, string text)
        {
            new LocalTimes(TimeZoneInfo.Utc, formats).TryRead(text, out var read).ShouldBeTrue();
            return read;
        }
    }

    [Theory]
    [InlineData("0001-01-01 00:00:00")]
    [InlineData("1899-12-30 00:00:00")]
    [InlineData("9999-12-31 23:59:59")]
    [InlineData("2026-02-29 00:00:00")]
    [InlineData("2026-01-01")]
    [InlineData("")]
    [InlineData("not a time")]
    public void Placeholders_and_nonsense_are_no_times(string text) =>
        new LocalTimes(TimeZoneInfo.FindSystemTimeZoneById("Asia/Shanghai"), [Plain]).TryRead(text, out _).ShouldBeFalse();

    [Fact]
    public void Every_hour_of_twenty_years_agrees_with_the_instants_the_zone_names()
    {
        // Walks the instants instead of the wall clock: each shows a wall clock, which must come back as the first instant that showed it.
        var zone = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");
        var first = new Dictionary<DateTime, DateTimeOffset>();
        var end = new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var instant = end.AddYears(-20); instant < end; instant = instant.AddMinutes(30))
        {
            first.TryAdd(TimeZoneInfo.ConvertTime(instant, zone).DateTime, instant);
        }

        first.Where(shown => LocalTimes.Instant(zone, shown.Key) != shown.Value).ShouldBeEmpty();
    }
}
