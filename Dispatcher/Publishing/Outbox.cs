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
                var body = JsonSerializer.SerializeToUtf8Bytes(new AssignmentsSent(id.Value, group.Key.Lane, chunk), ContractsJson.Default.AssignmentsSent);
                return new OutboxRow { Id = id, Queue = group.Key.Queue, Body = body, CreatedAt = now, NextAt = now, Trace = group.Key.Trace };
            }))
            .ToList();
        if (rows.Count > 0)
        {
            await session.WriteManyAsync("add-outbox-rows", rows);
            session.AfterCommit(rows.Exists(row => Queues.IsUrgent(row.Queue)) ? signal.WakeUrgently : signal.Wake);
        }
    }

    /// <summary>
    /// Takes an answered message out. The answer proves that it arrived, which on a bus that forgets is the only proof.
    /// </summary>
    public async Task SettleAsync(Session session, MessageId id)
    {
        await session.ExecuteAsync("settle-outbox-row", new { Id = id });
        session.AfterCommit(() => signal.Answered(id));
    }

    /// <summary>How many messages are not delivered yet.</summary>
    public static Task<long> CountAsync(Session session) => session.FindAsync<long>("count-outbox-rows");

    /// <summary>How many may be sent now.</summary>
    public static Func<Session, Task<long>> CountDueAsync(DateTimeOffset now) =>
        session => session.FindAsync<long>("count-due-outbox-rows", new { Now = now });

    /// <summary>How many wait, and since when the oldest does.</summary>
    public static async Task<OutboxBacklog> BacklogAsync(Session session) => (await session.FindAsync<OutboxBacklog>("outbox-backlog"))!;
}

/// <summary>What is in the outbox.</summary>
public sealed class OutboxBacklog
{
    public long Waiting { get; init; }

    /// <summary>When the oldest was saved; null: there is none.</summary>
    public DateTimeOffset? OldestAt { get; init; }
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
