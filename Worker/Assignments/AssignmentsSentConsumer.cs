using MassTransit;
using Microsoft.Extensions.Logging;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Telemetry;
using TaskManager.Worker.Checks;

namespace TaskManager.Worker.Assignments;

/// <summary>
/// Receives a lane's assignments, asks their checks, answers. The message is acknowledged when the bus has confirmed the
/// answer, so one that is lost on the way is asked again.
/// </summary>
public sealed class AssignmentsSentConsumer(Asking asking, Handover handover, WorkerName name, TimeProvider clock, ILogger<AssignmentsSentConsumer> log) : IConsumer<AssignmentsSent>
{
    /// <summary>
    /// Messages in hand at once, of the lane and of its urgent twin each: a check waits for its source most of the time, and
    /// a message has up to 200 assignments.
    /// </summary>
    public const int AtOnceMax = 4;

    public async Task Consume(ConsumeContext<AssignmentsSent> context)
    {
        var message = context.Message;
        if (message.Lane is null || message.Assignments is null)
        {
            throw new InvalidDataException("The message is no AssignmentsSent: it has no lane or no assignments.");
        }

        using var scope = log.OfMessage(message.Id);
        var findings = await asking.FindingsAsync(message.Lane, message.Assignments, context.CancellationToken);
        var answer = new FeedbackReported(message.Id, name.Value, findings);
        var outcome = await handover.AnswerAsync(context, Queues.Feedback, answer, Guid.CreateVersion7(clock.GetUtcNow()));
        if (outcome is not Confirmed)
        {
            throw new AnswerNotConfirmedException(message.Id, outcome);
        }
    }
}

/// <summary>The bus did not confirm an answer. The message comes again and is answered again; twice recorded is once.</summary>
public sealed class AnswerNotConfirmedException(Guid answerTo, PublishOutcome outcome)
    : Exception($"The answer to message {answerTo} was not confirmed: {outcome}");

/// <summary>Name of this Worker, as it appears in evidence.</summary>
public sealed record WorkerName(string Value);
