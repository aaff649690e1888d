using MassTransit;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Worker.Checks;

namespace TaskManager.Worker.Assignments;

/// <summary>Receives a lane's assignments, asks their checks, answers.</summary>
public sealed class AssignmentsSentConsumer(Asking asking, WorkerName name) : IConsumer<AssignmentsSent>
{
    public async Task Consume(ConsumeContext<AssignmentsSent> context)
    {
        var message = context.Message;
        var findings = await asking.FindingsAsync(message.Lane, message.Assignments, context.CancellationToken);
        var dispatcher = await context.GetSendEndpoint(Queues.Address(Queues.Feedback));
        await dispatcher.Send(new FeedbackReported(message.Id, name.Value, findings), context.CancellationToken);
    }
}

/// <summary>Name of this Worker, as it appears in evidence.</summary>
public sealed record WorkerName(string Value);
