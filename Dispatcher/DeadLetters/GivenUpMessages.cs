using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>Keeps what the outbox gives up as dead letters, in the same transaction.</summary>
internal sealed class GivenUpMessages(DeadLetterStore store, TimeProvider clock) : IGivenUpMessages
{
    public const string Reason = "unanswered";

    public Task KeepAsync(Session session, IReadOnlyList<GivenUp> messages)
    {
        var now = Instants.Now(clock);
        return store.KeepAsync(session, [.. messages.Select(message => new DeadLetter
        {
            Id = message.Id,
            Queue = message.Queue,
            Reason = Reason,
            Deliveries = message.Attempts,
            ContentType = "application/json",
            Body = message.Body,
            FromOutbox = true,
            ArrivedAt = now,
        })]);
    }
}
