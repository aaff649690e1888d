using TaskManager.Dispatcher.MyTasks;

namespace TaskManager.Tests.Unit.MyTasks;

public class DeadlineWordsTests
{
    [Theory]
    [InlineData(0.2, "还剩不到 1 分钟", "less than a minute left")]
    [InlineData(35, "还剩 35 分钟", "35 min left")]
    [InlineData(119, "还剩 119 分钟", "119 min left")]
    [InlineData(3 * 60, "还剩 3 小时", "3 hours left")]
    [InlineData((47 * 60) + 59, "还剩 47 小时", "47 hours left")]
    [InlineData(48 * 60, "还剩 2 天", "2 days left")]
    [InlineData(-1, "超期 1 分钟", "1 min late")]
    [InlineData(-5 * 60, "超期 5 小时", "5 hours late")]
    [InlineData(-(50 * 60), "超期 2 天", "2 days late")]
    public void A_deadline_is_said_as_people_say_it(double minutes, string chinese, string english)
    {
        var now = new DateTimeOffset(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

        DeadlineWords.For(now.AddMinutes(minutes), now).ShouldBe((chinese, english, minutes < 0));
    }
}
