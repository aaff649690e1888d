using MassTransit;
using TaskManager.Contracts;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Takes a Worker's answer; it is acknowledged once it is recorded.</summary>
public sealed class FeedbackReportedConsumer(AnswerRecording recording) : IConsumer<FeedbackReported>
{
    /// <summary>How many answers wait for the same transaction at most.</summary>
    public const int AtOnceMax = 16;

    public Task Consume(ConsumeContext<FeedbackReported> context) => recording.RecordAsync(context.Message);
}
