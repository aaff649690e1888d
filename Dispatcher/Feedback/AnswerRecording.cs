using System.Threading.Channels;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>
/// Records Workers' answers and settles the messages they answer. Answers that arrive while a transaction runs share
/// the next one: under load one commit serves many, when idle nobody waits.
/// </summary>
public sealed class AnswerRecording(Database database, Recorder recorder, Outbox outbox) : BackgroundService
{
    private readonly Channel<Waiting> arrived = Channel.CreateBounded<Waiting>(FeedbackReportedConsumer.AtOnceMax);

    /// <summary>Returns when the answer is recorded; throws what kept it from being recorded.</summary>
    public async Task RecordAsync(FeedbackReported answer)
    {
        var waiting = new Waiting(answer, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await arrived.Writer.WriteAsync(waiting);
        await waiting.Done.Task;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await arrived.Reader.WaitToReadAsync(stoppingToken))
            {
                await CommitAsync();
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    /// <summary>Records the answers that have arrived by the time this transaction's turn has come.</summary>
    private async Task CommitAsync()
    {
        var together = new List<Waiting>(FeedbackReportedConsumer.AtOnceMax);
        try
        {
            // Work that was done is recorded even while stopping, hence no token.
            await database.WriteAsync(session =>
            {
                while (together.Count < FeedbackReportedConsumer.AtOnceMax && arrived.Reader.TryRead(out var next))
                {
                    together.Add(next);
                }

                return RecordAsync(session, together);
            }, CancellationToken.None);
        }
        catch (Exception e) when (e is DatabaseAwayException or CommitUnknownException)
        {
            // Nobody's fault among them; the bus delivers all again.
            together.ForEach(each => each.Done.SetException(e));
            return;
        }
        catch (Exception)
        {
            await ApartAsync(together);
            return;
        }

        foreach (var each in together)
        {
            each.Done.SetResult();
        }
    }

    /// <summary>One bad answer must not keep the others out: each is tried in a transaction of its own.</summary>
    private async Task ApartAsync(IReadOnlyList<Waiting> together)
    {
        foreach (var each in together)
        {
            try
            {
                await database.WriteAsync(session => RecordAsync(session, [each]), CancellationToken.None);
                each.Done.SetResult();
            }
            catch (Exception e)
            {
                each.Done.SetException(e);
            }
        }
    }

    private async Task RecordAsync(Session session, IReadOnlyList<Waiting> together)
    {
        await recorder.RecordAsync(session, together.SelectMany(each => Results(each.Answer)).ToList());
        foreach (var each in together)
        {
            await outbox.SettleAsync(session, new MessageId(each.Answer.AnswerTo));
        }
    }

    private static IEnumerable<ReportedResult> Results(FeedbackReported answer) => answer.Findings.Select(finding => new ReportedResult(
        new MessageId(answer.AnswerTo),
        new Domain.Feedback(
            new TaskId(finding.TaskId),
            finding.Outcome,
            Automatic: finding.By is null,
            finding.By ?? $"{answer.Worker}/{finding.Check}",
            finding.At,
            finding.Note,
            finding.Evidence)));

    private sealed record Waiting(FeedbackReported Answer, TaskCompletionSource Done);
}
