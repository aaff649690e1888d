using System.Diagnostics;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>How the sending of a message shows in traces and in the log.</summary>
internal static partial class Sending
{
    /// <summary>
    /// A span in the trace of what saved the message; the bus carries it on in the message's headers. The parent counts as
    /// remote: a trace that is not kept must still be passed on as such, or each further hop would be a trace of its own.
    /// </summary>
    /// <returns>To be disposed when the bus has answered; null: nobody listens.</returns>
    public static Activity? Start(OutboxRow row, int tasks)
    {
        if (!Signals.Activities.HasListeners())
        {
            return null;
        }

        var cause = ActivityContext.TryParse(row.Trace, null, isRemote: true, out var saved) ? saved : default;
        return Signals.Activities.StartActivity(Signals.PublishSpan, ActivityKind.Internal, cause)?
            .SetTag(Signals.Queue, row.Queue)
            .SetTag(Signals.TaskCount, tasks)
            .SetTag(Signals.Attempt, row.Attempts);
    }

    public static void Ended(ILogger log, OutboxRow row, AssignmentsSent message, PublishOutcome outcome)
    {
        if (log.IsEnabled(LogLevel.Debug))
        {
            Ended(log, row.Id.Value, row.Queue, row.Attempts, outcome.GetType().Name, string.Join(", ", message.Assignments.Select(each => each.Number)));
        }
    }

    [LoggerMessage(EventId = 304, Level = LogLevel.Debug, SkipEnabledCheck = true, Message = "Message {MessageId} was sent to {Queue}, attempt {Attempt}: {Outcome}. Its tasks: {Numbers}.")]
    private static partial void Ended(ILogger log, Guid messageId, string queue, int attempt, string outcome, string numbers);
}
