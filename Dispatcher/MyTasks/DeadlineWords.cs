namespace TaskManager.Dispatcher.MyTasks;

/// <summary>How far a deadline is, as people say it: in the largest unit that is at least two, so that "2 days" is never 25 hours.</summary>
public static class DeadlineWords
{
    public static (string Chinese, string English, bool IsLate) For(DateTimeOffset deadline, DateTimeOffset now)
    {
        var isLate = deadline < now;
        var (chinese, english) = Length((deadline - now).Duration());
        return isLate ? ($"超期{chinese}", $"{english} late", true) : ($"还剩{chinese}", $"{english} left", false);
    }

    private static (string Chinese, string English) Length(TimeSpan length) => length switch
    {
        { TotalMinutes: < 1 } => ("不到 1 分钟", "less than a minute"),
        { TotalHours: < 2 } => ($" {(int)length.TotalMinutes} 分钟", $"{(int)length.TotalMinutes} min"),
        { TotalHours: < 48 } => ($" {(int)length.TotalHours} 小时", $"{(int)length.TotalHours} hours"),
        _ => ($" {(int)length.TotalDays} 天", $"{(int)length.TotalDays} days"),
    };
}
