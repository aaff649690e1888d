using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>The line a person looks for who asks when and in which trace a task was closed.</summary>
internal static partial class ClosedTasks
{
    public static void Log(ILogger log, IReadOnlyList<DutyTask> tasks)
    {
        if (tasks.Count > 0 && log.IsEnabled(LogLevel.Debug))
        {
            Closed(log, string.Join(", ", tasks.Select(task => task.Number)));
        }
    }

    [LoggerMessage(EventId = 511, Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Closed: {Numbers}.")]
    private static partial void Closed(ILogger log, string numbers);
}
