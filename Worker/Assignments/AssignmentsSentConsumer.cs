using MassTransit;
using Microsoft.Extensions.Logging;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Telemetry;
using TaskManager.Worker.Checks;

namespace TaskManager.Worker.Assignments;

/// <summary>Receives a lane's assignments, asks their checks, answers.</summary>
public sealed class AssignmentsSentConsumer(Asking asking, WorkerName name, ILogger<AssignmentsSentConsumer> log) : IConsumer<AssignmentsSent>
{
    public async Task Consume(ConsumeContext<AssignmentsSent> context)
    {
        var message = context.Message;
        using var scope = log.OfMessage(message.Id);
        var findings = await asking.FindingsAsync(message.Lane, message.Assignments, context.CancellationToken);
        var dispatcher = await context.GetSendEndpoint(Queues.Address(Queues.Feedback));
        await dispatcher.Send(new FeedbackReported(message.Id, name.Value, findings), context.CancellationToken);
    }
}

/// <summary>Name of this Worker, as it appears in evidence.</summary>
public sealed record WorkerName(string Value);
