using System.Reflection;
using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Operating;

/// <summary>A queue of the bus.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Messages">Messages that wait in it; null on a bus in memory, which does not say.</param>
/// <param name="Consumers">Who works on it; null on a bus in memory.</param>
public sealed record QueueState(string Queue, long? Messages, long? Consumers);

/// <summary>What the database knows of the work under way.</summary>
/// <param name="SchemaVersion">Version of the tables.</param>
/// <param name="Outbox">What the outbox holds.</param>
/// <param name="DeadLetters">Dead letters that wait, by the queue they came from.</param>
public sealed record StoredState(int SchemaVersion, OutboxBacklog Outbox, IReadOnlyList<WaitingLetters> DeadLetters);

/// <summary>How the service is, at one look.</summary>
/// <param name="At">When.</param>
/// <param name="Reasons">What is wrong, worst first.</param>
/// <param name="Queues">The queues of the bus.</param>
/// <param name="Stored">What the database says; null when it cannot be asked.</param>
/// <param name="Version">Version of the program.</param>
public sealed record Operations(DateTimeOffset At, IReadOnlyList<ReadinessReason> Reasons, IReadOnlyList<QueueState> Queues, StoredState? Stored, string Version)
{
    public bool IsReady => Readiness.IsReady(Reasons);
}

/// <summary>Gathers how the service is. Answers also when the database does not.</summary>
public sealed class OperationsQueries(
    Readiness readiness, Database database, DeadLetterStore letters, BusHealth health, CurrentCatalogue catalogue, TimeProvider clock)
{
    private static readonly string Version =
        typeof(OperationsQueries).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public async Task<Operations> LookAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var reasons = await readiness.LookAsync(cancel);
        return new Operations(now, reasons, Queues(), await StoredAsync(now, cancel), Version);
    }

    private Task<StoredState?> StoredAsync(DateTimeOffset now, CancellationToken cancel) => database.AskAsync(
        async session => new StoredState(
            await session.FindAsync<int>("schema-version"), await Outbox.BacklogAsync(now)(session), await letters.WaitingByQueueAsync(session)),
        cancel);

    /// <summary>As the broker shows them; in memory there is nothing to see but the lanes there are.</summary>
    private IReadOnlyList<QueueState> Queues() => health.Queues is { Count: > 0 } seen
        ? [.. seen.Select(queue => new QueueState(queue.Queue, queue.Messages, queue.Consumers))]
        : [.. catalogue.Value.Lanes.Select(lane => new QueueState(Bus.Queues.Lane(lane), null, null))];
}
