using System.Diagnostics;
using System.Text.Json;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>
/// Messages saved in the transaction that causes them, so that neither is ever without the other. The relay hands them
/// to the bus.
/// </summary>
public sealed class Outbox(OutboxSignal signal, TimeProvider clock)
{
    /// <summary>Most assignments in one message.</summary>
    public const int AssignmentsMax = 200;

    /// <summary>Said with every transaction that saves a message, for the relays of all processes.</summary>
    public const string SavedTopic = "outbox";

    /// <summary>
    /// Puts assignments on their way to their queues, up to <see cref="AssignmentsMax"/> in a message, all of one trace: that
    /// given, or else the caller's.
    /// </summary>
    public async Task AddAsync(Session session, IReadOnlyList<(string Queue, string Lane, SentAssignment Assignment, string? Trace)> assignments)
    {
        var now = clock.GetUtcNow();
        var current = Activity.Current is { IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;
        var rows = assignments
            .GroupBy(each => (each.Queue, each.Lane, Trace: each.Trace ?? current), each => each.Assignment)
            .SelectMany(group => group.Chunk(AssignmentsMax).Select(chunk =>
            {
                var id = MessageId.New(now);
                var body = BodyOf(new AssignmentsSent(id.Value, group.Key.Lane, chunk));
                return new OutboxRow { Id = id, Queue = group.Key.Queue, Body = body, CreatedAt = now, NextAt = now, Trace = group.Key.Trace };
            }))
            .ToList();
        if (rows.Count > 0)
        {
            await session.WriteManyAsync("add-outbox-rows", rows);
            await session.NotifyAsync(SavedTopic);
            session.AfterCommit(rows.Exists(row => Queues.IsUrgent(row.Queue)) ? signal.WakeUrgently : signal.Wake);
        }
    }

    /// <summary>A message as it is saved.</summary>
    public static byte[] BodyOf(AssignmentsSent message) => JsonSerializer.SerializeToUtf8Bytes(message, ContractsJson.Default.AssignmentsSent);

    /// <summary>
    /// Takes an answered message out. The answer is the only proof that it was handled: a bus in memory forgets, and what a
    /// broker has confirmed is lost with its disk.
    /// </summary>
    public async Task SettleAsync(Session session, MessageId id)
    {
        await session.ExecuteAsync("settle-outbox-row", new { Id = id });
        session.AfterCommit(() => signal.Answered(id));
    }

    /// <summary>
    /// Takes out those of these messages that are still here and went to the queue named: a broker gave them up, and sending
    /// them again is an operator's decision.
    /// </summary>
    /// <returns>What they were.</returns>
    public async Task<IReadOnlyList<GivenUp>> TakeOutAsync(Session session, IReadOnlyCollection<(MessageId Id, string Queue)> died)
    {
        var rows = await session.QueryAsync<OutboxRow>("find-outbox-rows", new { Ids = Stored(died.Select(each => each.Id)) });
        var taken = rows.Where(row => died.Contains((row.Id, row.Queue))).ToList();
        if (taken.Count > 0)
        {
            await session.ExecuteAsync("take-out-outbox-rows", new { Ids = Stored(taken.Select(row => row.Id)) });
        }

        return [.. taken.Select(row => new GivenUp(row.Id, row.Queue, row.Body, row.Attempts))];

        static List<byte[]> Stored(IEnumerable<MessageId> ids) => [.. ids.Distinct().Select(id => SqlValues.ToBytes(id.Value))];
    }

    /// <summary>Puts messages back that had been given up: they are sent again under the same id.</summary>
    public async Task ReturnAsync(Session session, IReadOnlyList<GivenUp> messages)
    {
        var now = clock.GetUtcNow();
        var rows = messages.Select(message => new OutboxRow { Id = message.Id, Queue = message.Queue, Body = message.Body, CreatedAt = now, NextAt = now }).ToList();
        if (rows.Count > 0)
        {
            await session.WriteManyAsync("return-outbox-rows", rows);
            await session.NotifyAsync(SavedTopic);
            session.AfterCommit(signal.Wake);
        }
    }

    /// <summary>How many messages are not answered yet.</summary>
    public static Task<long> CountAsync(Session session) => session.FindAsync<long>("count-outbox-rows");

    /// <summary>How many may be sent now.</summary>
    public static Func<Session, Task<long>> CountDueAsync(DateTimeOffset now) =>
        session => session.FindAsync<long>("count-due-outbox-rows", new { Now = now });

    /// <summary>Sends again, now, what a queue had when it was lost.</summary>
    public Task RefillAsync(Session session, string queue)
    {
        session.AfterCommit(signal.Wake);
        return session.ExecuteAsync("refill-queue", new { Queue = queue });
    }

    /// <summary>How many wait to be sent, since when the oldest does, and how many wait for their answer.</summary>
    public static Func<Session, Task<OutboxBacklog>> BacklogAsync(DateTimeOffset now) =>
        async session => (await session.FindAsync<OutboxBacklog>("outbox-backlog", new { Now = now }))!;
}

/// <summary>What is in the outbox.</summary>
public sealed class OutboxBacklog
{
    /// <summary>Messages that no bus has confirmed.</summary>
    public long Waiting { get; init; }

    /// <summary>When the oldest of them was saved; null: there is none.</summary>
    public DateTimeOffset? OldestAt { get; init; }

    /// <summary>Messages that a durable bus has confirmed and no Worker has answered.</summary>
    public long Unanswered { get; init; }

    /// <summary>Since when the one that is due longest could have been sent; null: none is due.</summary>
    public DateTimeOffset? DueSince { get; init; }
}

/// <summary>A message on its way.</summary>
public sealed class OutboxRow
{
    public MessageId Id { get; init; }

    public string Queue { get; init; } = "";

    public byte[] Body { get; init; } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset NextAt { get; init; }

    /// <summary>How often it was claimed to be sent, this time included.</summary>
    public int Attempts { get; init; }

    /// <summary>The trace of what saved it, as a W3C traceparent; null: none.</summary>
    public string? Trace { get; init; }
}
