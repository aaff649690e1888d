using System.Security.Cryptography;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>The table of dead letters. What is written is written in the caller's transaction.</summary>
public sealed class DeadLetterStore
{
    /// <summary>Keeps messages; the same one twice is one row.</summary>
    public async Task KeepAsync(Session session, IReadOnlyList<DeadLetter> letters)
    {
        var known = (await session.QueryAsync<SameRow>("find-same-dead-letters", new { Ids = Stored(letters.Select(letter => letter.Id)) }))
            .ToDictionary(row => row.Id);
        var (rows, taken) = (new List<KeptRow>(letters.Count), new HashSet<MessageId>());
        foreach (var letter in letters)
        {
            var hash = SHA256.HashData(letter.Body);
            var id = letter.Id;
            if (known.TryGetValue(id, out var other) && !other.IsOf(letter, hash))
            {
                // Whoever sent it gives one id to different messages; each must stay.
                id = MessageId.New(letter.ArrivedAt);
            }
            else if (!taken.Add(id))
            {
                continue; // twice in this list
            }

            known[id] = new SameRow { Id = id, Queue = letter.Queue, BodyHash = hash, FromOutbox = letter.FromOutbox };
            rows.Add(new KeptRow(id, letter.Queue, letter.Reason, letter.Deliveries, letter.ContentType, letter.Properties, letter.Headers, letter.Body, hash, letter.FromOutbox, letter.ArrivedAt));
        }

        var kept = await session.WriteManyAsync("keep-dead-letters", rows);
        session.AfterCommit(() => Signals.DeadLettersReceived.Add(kept));
    }

    /// <summary>One page, last arrived first.</summary>
    public async Task<DeadLetterPage> PageAsync(Session session, DeadLetterFilter filter)
    {
        var after = filter.After ?? DeadLetterPlace.Start;
        var rows = await session.QueryAsync<DeadLetterItem>("page-of-dead-letters", new
        {
            after.ArrivedAt,
            Id = SqlValues.ToBytes(after.Id),
            State = filter.State?.ToString(),
            filter.Queue,
            Limit = filter.Limit + 1,
        });
        var items = rows.Take(filter.Limit).ToList();
        return new DeadLetterPage(items, rows.Count > filter.Limit ? new DeadLetterPlace(items[^1].ArrivedAt, items[^1].Id.Value) : null);
    }

    /// <summary>One with its body; null when there is none.</summary>
    public Task<DeadLetter?> FindAsync(Session session, MessageId id) => session.FindAsync<DeadLetter>("find-dead-letter", new { Id = id });

    /// <summary>Those of the ids that there are, without bodies.</summary>
    public Task<IReadOnlyList<DeadLetterItem>> ItemsAsync(Session session, IReadOnlyList<MessageId> ids) =>
        session.QueryAsync<DeadLetterItem>("find-dead-letter-items", new { Ids = Stored(ids) });

    /// <summary>Those of the ids that still wait, with bodies.</summary>
    public Task<IReadOnlyList<DeadLetter>> LockWaitingAsync(Session session, IReadOnlyList<MessageId> ids) =>
        session.QueryAsync<DeadLetter>("lock-waiting-dead-letters", new { Ids = Stored(ids) });

    /// <summary>The ids of those that wait longest in one queue.</summary>
    public Task<IReadOnlyList<MessageId>> OldestAsync(Session session, string queue, int limit) =>
        session.QueryAsync<MessageId>("oldest-waiting-dead-letters", new { Queue = queue, Limit = limit });

    /// <summary>Decides on those of the ids that still wait.</summary>
    /// <returns>Which these were.</returns>
    public Task<IReadOnlyList<MessageId>> DecideAsync(Session session, IReadOnlyList<MessageId> ids, DeadLetterState state, DateTimeOffset at, string by) =>
        session.QueryAsync<MessageId>("decide-dead-letters", new { Ids = Stored(ids), State = state.ToString(), DecidedAt = at, DecidedBy = by });

    /// <summary>How many wait, by the queue they came from.</summary>
    public Task<IReadOnlyList<WaitingLetters>> WaitingByQueueAsync(Session session) => session.QueryAsync<WaitingLetters>("count-waiting-dead-letters");

    private static List<byte[]> Stored(IEnumerable<MessageId> ids) => [.. ids.Distinct().Select(id => SqlValues.ToBytes(id.Value))];

    private sealed class SameRow
    {
        public MessageId Id { get; init; }

        public string Queue { get; init; } = "";

        public byte[] BodyHash { get; init; } = [];

        public bool FromOutbox { get; init; }

        /// <summary>The outbox's ids are our own, and the bus may have written its messages with other spaces.</summary>
        public bool IsOf(DeadLetter letter, byte[] hash) => FromOutbox ? Queue == letter.Queue : BodyHash.AsSpan().SequenceEqual(hash);
    }

    private sealed record KeptRow(
        MessageId Id,
        string Queue,
        string Reason,
        int Deliveries,
        string ContentType,
        IReadOnlyDictionary<string, string> Properties,
        string Headers,
        byte[] Body,
        byte[] BodyHash,
        bool FromOutbox,
        DateTimeOffset ArrivedAt);
}
