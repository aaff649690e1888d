using TaskManager.Bus;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>One that was asked for and is left as it is.</summary>
/// <param name="Id">Which.</param>
/// <param name="Why">Why, and what to do.</param>
public sealed record LeftLetter(MessageId Id, string Why);

/// <summary>What came of a decision.</summary>
/// <param name="Done">Those it was carried out on.</param>
/// <param name="Left">Those it was not.</param>
public sealed record DecisionResult(IReadOnlyList<MessageId> Done, IReadOnlyList<LeftLetter> Left);

/// <summary>
/// Retries and discards dead letters. Only one that waits is decided on, so doing it twice is doing it once; a retry that
/// fails between sending and saving sends again under the same id, and whoever handles it ignores what he knows.
/// </summary>
public sealed partial class DeadLetterDecisions(
    Database database, DeadLetterStore store, Outbox outbox, DeadLetterSending sending, BusPromise promise, TimeProvider clock, ILogger<DeadLetterDecisions> log)
{
    /// <summary>Most dead letters in one decision.</summary>
    public const int ListMax = 1000;

    /// <summary>How many bodies are in memory at once.</summary>
    private const int AtOnceMax = 100;

    /// <summary>The ids of those that wait longest in one queue, at most <see cref="ListMax"/>.</summary>
    public Task<IReadOnlyList<MessageId>> WaitingInAsync(string queue, CancellationToken cancel) =>
        database.ReadAsync(session => store.OldestAsync(session, queue, ListMax), cancel);

    /// <summary>Sends them again to the queues they came from.</summary>
    public async Task<DecisionResult> RetryAsync(IReadOnlyList<MessageId> ids, string by, CancellationToken cancel)
    {
        var (done, left) = (new List<MessageId>(), new List<LeftLetter>());
        foreach (var chunk in ids.Distinct().Chunk(AtOnceMax))
        {
            cancel.ThrowIfCancellationRequested();
            var (decided, failed) = await RetryLockedAsync(chunk, by);
            done.AddRange(decided);
            left.AddRange(failed.Select(each => new LeftLetter(each.Key, each.Value)));
        }

        foreach (var id in done)
        {
            Decided(log, id, DeadLetterState.Retried, by);
        }

        return await ResultAsync(ids, done, left, cancel);
    }

    /// <summary>
    /// Sent while their rows are locked: whoever decides on the same ones meanwhile, in this process or another, waits and
    /// finds them decided, so nothing that was discarded is sent. What was sent is recorded even while stopping.
    /// </summary>
    private Task<(IReadOnlyList<MessageId> Decided, IReadOnlyDictionary<MessageId, string> Failed)> RetryLockedAsync(IReadOnlyList<MessageId> ids, string by) => database.WriteAsync(async session =>
    {
        var letters = await store.LockWaitingAsync(session, ids);
        var failed = await SendAsync([.. letters.Where(letter => !letter.FromOutbox)], CancellationToken.None);
        var sent = letters.Where(letter => !failed.ContainsKey(letter.Id)).ToList();
        await outbox.ReturnAsync(session, [.. sent.Where(letter => letter.FromOutbox).Select(letter => new GivenUp(letter.Id, letter.Queue, letter.Body))]);
        return (await store.DecideAsync(session, [.. sent.Select(letter => letter.Id)], DeadLetterState.Retried, Instants.Now(clock), by), failed);
    }, CancellationToken.None);

    /// <summary>Marks them as not to be handled.</summary>
    public async Task<DecisionResult> DiscardAsync(IReadOnlyList<MessageId> ids, string by, CancellationToken cancel)
    {
        var decided = await database.WriteAsync(session => store.DecideAsync(session, ids, DeadLetterState.Discarded, Instants.Now(clock), by), cancel);
        foreach (var id in decided)
        {
            Decided(log, id, DeadLetterState.Discarded, by);
        }

        return await ResultAsync(ids, decided, [], cancel);
    }

    /// <summary>Answers of Workers, and what strangers sent, have no place in the outbox: the broker gets them as they came.</summary>
    private async Task<IReadOnlyDictionary<MessageId, string>> SendAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancel) => promise.Durable
        ? await sending.SendAsync(letters, cancel)
        : letters.ToDictionary(letter => letter.Id, _ => "It came from a broker, and Bus:Transport is in-memory. Retry it when the broker is back in use, or discard it.");

    /// <summary>Says of each that was not decided on what it is.</summary>
    private async Task<DecisionResult> ResultAsync(IReadOnlyList<MessageId> ids, IReadOnlyList<MessageId> done, List<LeftLetter> left, CancellationToken cancel)
    {
        var told = done.Concat(left.Select(each => each.Id)).ToHashSet();
        var others = ids.Where(id => !told.Contains(id)).Distinct().ToList();
        if (others.Count > 0)
        {
            var items = (await database.ReadAsync(session => store.ItemsAsync(session, others), cancel)).ToDictionary(item => item.Id);
            left.AddRange(others.Select(id => new LeftLetter(id, items.GetValueOrDefault(id) switch
            {
                null => "There is no such dead letter.",
                { State: DeadLetterState.Waiting } => "It came back meanwhile and waits again. Look at it, and decide again.",
                var item => $"It was {item.State.ToString().ToLowerInvariant()} by {item.DecidedBy} at {item.DecidedAt:O}.",
            })));
        }

        foreach (var each in left)
        {
            Left(log, each.Id, each.Why);
        }

        return new DecisionResult(done, left);
    }

    [LoggerMessage(EventId = 703, Level = LogLevel.Information, Message = "Dead letter {Id} is {State} by {By}.")]
    private static partial void Decided(ILogger log, MessageId id, DeadLetterState state, string by);

    [LoggerMessage(EventId = 704, Level = LogLevel.Warning, Message = "Dead letter {Id} is left as it is: {Why}")]
    private static partial void Left(ILogger log, MessageId id, string why);
}
