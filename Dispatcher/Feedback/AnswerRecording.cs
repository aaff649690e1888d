using System.Diagnostics;
using System.Threading.Channels;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>
/// Records Workers' answers and settles the messages they answer. Answers that arrive while a transaction runs share
/// the next one: under load one commit serves many, when idle nobody waits.
/// </summary>
public sealed class AnswerRecording(Database database, Recorder recorder, Outbox outbox, ILogger<AnswerRecording> log) : BackgroundService
{
    private readonly Channel<Waiting> arrived = Channel.CreateBounded<Waiting>(FeedbackReportedConsumer.AtOnceMax);

    /// <summary>
    /// Returns when the answer is recorded; throws what kept it from being recorded. The transaction is shared, so that the
    /// span stands here: each answer has its own, in the trace of its message.
    /// </summary>
    public async Task RecordAsync(FeedbackReported answer)
    {
        using var span = Signals.Activities.StartActivity(Signals.RecordSpan);
        var waiting = new Waiting(answer, span?.Id, new TaskCompletionSource<IReadOnlyList<DutyTask>>(TaskCreationOptions.RunContinuationsAsynchronously));
        await arrived.Writer.WriteAsync(waiting);
        try
        {
            var closed = await waiting.Done.Task;
            Tell(span, closed);
            ClosedTasks.Log(log, closed);
        }
        catch (Exception e)
        {
            span?.SetStatus(ActivityStatusCode.Error, e.GetType().Name);
            throw;
        }
    }

    private static void Tell(Activity? span, IReadOnlyList<DutyTask> closed)
    {
        span?.SetTag(Signals.ClosedCount, closed.Count);
        if (closed.Count is > 0 and <= Signals.NumbersMax)
        {
            span?.SetTag(Signals.ClosedNumbers, closed.Select(task => task.Number).ToArray());
        }
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
        ILookup<MessageId, DutyTask> closed;
        try
        {
            // Work that was done is recorded even while stopping, hence no token.
            closed = await database.WriteAsync(session =>
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
            each.Done.SetResult([.. closed[new MessageId(each.Answer.AnswerTo)]]);
        }
    }

    /// <summary>One bad answer must not keep the others out: each is tried in a transaction of its own.</summary>
    private async Task ApartAsync(IReadOnlyList<Waiting> together)
    {
        foreach (var each in together)
        {
            try
            {
                var closed = await database.WriteAsync(session => RecordAsync(session, [each]), CancellationToken.None);
                each.Done.SetResult([.. closed[new MessageId(each.Answer.AnswerTo)]]);
            }
            catch (Exception e)
            {
                each.Done.SetException(e);
            }
        }
    }

    /// <returns>The tasks that each answer closed, by the message it answers.</returns>
    private async Task<ILookup<MessageId, DutyTask>> RecordAsync(Session session, IReadOnlyList<Waiting> together)
    {
        var decisions = await recorder.RecordAsync(session, together.SelectMany(each => Results(each.Answer, each.Trace)).ToList());
        foreach (var each in together)
        {
            await outbox.SettleAsync(session, new MessageId(each.Answer.AnswerTo));
        }

        return decisions.Where(each => each.Decision is Close).ToLookup(each => each.Result.Message, each => ((Close)each.Decision).Moved.After);
    }

    private static IEnumerable<ReportedResult> Results(FeedbackReported answer, string? trace) => answer.Findings.Select(finding => new ReportedResult(
        new MessageId(answer.AnswerTo),
        new Domain.Feedback(
            new TaskId(finding.TaskId),
            finding.Outcome,
            Automatic: finding.By is null,
            finding.By ?? $"{answer.Worker}/{finding.Check}",
            finding.At,
            finding.Note,
            finding.Evidence)) { Trace = trace });

    private sealed record Waiting(FeedbackReported Answer, string? Trace, TaskCompletionSource<IReadOnlyList<DutyTask>> Done);
}
