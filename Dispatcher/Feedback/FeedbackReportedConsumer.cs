using MassTransit;
using TaskManager.Contracts;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Takes a Worker's answer; it is acknowledged once it is recorded.</summary>
public sealed class FeedbackReportedConsumer(AnswerRecording recording, ILogger<FeedbackReportedConsumer> log) : IConsumer<FeedbackReported>
{
    /// <summary>How many answers wait for the same transaction at most.</summary>
    public const int AtOnceMax = 16;

    public async Task Consume(ConsumeContext<FeedbackReported> context)
    {
        using var scope = log.OfMessage(context.Message.AnswerTo);
        await recording.RecordAsync(context.Message);
    }
}
