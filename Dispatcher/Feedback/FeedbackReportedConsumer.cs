using MassTransit;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Takes a Worker's answer: records its findings and settles the message it answers, in one transaction.</summary>
public sealed class FeedbackReportedConsumer(Database database, Recorder recorder, Outbox outbox) : IConsumer<FeedbackReported>
{
    public Task Consume(ConsumeContext<FeedbackReported> context)
    {
        var message = context.Message;
        var answerTo = new MessageId(message.AnswerTo);
        return database.WriteAsync(async session =>
        {
            await recorder.RecordAsync(session, answerTo, message.Findings.Select(finding => ToFeedback(message.Worker, finding)).ToList());
            await outbox.SettleAsync(session, answerTo);
        }, CancellationToken.None);
    }

    private static Domain.Feedback ToFeedback(string worker, ReportedFinding finding) => new(
        new TaskId(finding.TaskId),
        finding.Outcome,
        Automatic: finding.By is null,
        finding.By ?? $"{worker}/{finding.Check}",
        finding.At,
        finding.Note,
        finding.Evidence);
}
