using System.Data.Common;
using MassTransit;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Storage;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Takes a Worker's answer; it is acknowledged once it is recorded.</summary>
public sealed class FeedbackReportedConsumer(AnswerRecording recording, ILogger<FeedbackReportedConsumer> log) : IConsumer<FeedbackReported>
{
    /// <summary>How many answers wait for the same transaction at most.</summary>
    public const int AtOnceMax = 16;

    /// <summary>What is wrong with the database is not wrong with the answer. That it is away was waited for already.</summary>
    public static bool Passes(Exception fault) => fault is DbException or ConflictException or CommitUnknownException;

    public async Task Consume(ConsumeContext<FeedbackReported> context)
    {
        if (context.Message.Findings is null)
        {
            throw new InvalidDataException("The message is no FeedbackReported: it has no findings.");
        }

        using var scope = log.OfMessage(context.Message.AnswerTo);
        await recording.RecordAsync(context.Message);
    }
}
