using System.Reflection;
using System.Runtime.InteropServices;
using TaskManager.Bus;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Operating;

/// <summary>A queue of the bus.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Messages">Messages that wait in it; null on a bus in memory, which does not say.</param>
/// <param name="Consumers">Who works on it; null on a bus in memory.</param>
public sealed record QueueState(string Queue, long? Messages, long? Consumers);

/// <summary>A schedule: when it was due last, and what came of it.</summary>
/// <param name="Name">Name of the sweeper.</param>
/// <param name="Rhythm">When it is due.</param>
/// <param name="Last">Its newest slot; null: none has been claimed yet.</param>
public sealed record ScheduleState(string Name, Rhythm Rhythm, DueSlot? Last);

/// <summary>What this process knows of the city as it is now.</summary>
/// <param name="Seq">The journal's row of its last count of the database.</param>
/// <param name="Open">Open tasks.</param>
/// <param name="Members">Members who have any.</param>
/// <param name="HearsOthers">Whether other Dispatchers' changes arrive.</param>
/// <param name="IsLost">Whether what was kept for others was lost and is put there again.</param>
public sealed record LiveNow(long Seq, int Open, int Members, bool HearsOthers, bool IsLost);

/// <summary>What the service is made of.</summary>
/// <param name="Program">Version of the program.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="Broker">The broker; null: the bus is in the process, or has not been reached yet.</param>
public sealed record Versions(string Program, string Runtime, string? Broker);

/// <summary>What the database knows of the work under way.</summary>
/// <param name="Server">What it is, and its version.</param>
/// <param name="Schedules">Every schedule.</param>
/// <param name="SchemaVersion">Version of the tables.</param>
/// <param name="Outbox">What the outbox holds.</param>
/// <param name="DeadLetters">Dead letters that wait, by the queue they came from.</param>
public sealed record StoredState(string Server, IReadOnlyList<ScheduleState> Schedules, int SchemaVersion, OutboxBacklog Outbox, IReadOnlyList<WaitingLetters> DeadLetters);

/// <summary>How the service is, at one look.</summary>
/// <param name="At">When.</param>
/// <param name="Reasons">What is wrong, worst first.</param>
/// <param name="Queues">The queues of the bus.</param>
/// <param name="Stored">What the database says; null when it cannot be asked.</param>
/// <param name="Live">The city as it is now.</param>
/// <param name="Versions">What the service is made of.</param>
public sealed record Operations(
    DateTimeOffset At, IReadOnlyList<ReadinessReason> Reasons, IReadOnlyList<QueueState> Queues, StoredState? Stored, LiveNow Live, Versions Versions)
{
    public bool IsReady => Readiness.IsReady(Reasons);
}

/// <summary>Gathers how the service is. Answers also when the database does not.</summary>
public sealed class OperationsQueries(
    Readiness readiness,
    Database database,
    DeadLetterStore letters,
    BusHealth health,
    CurrentCatalogue catalogue,
    IEnumerable<ISweeper> sweepers,
    CityNow city,
    ILiveState live,
    TimeProvider clock)
{
    private static readonly string Version =
        typeof(OperationsQueries).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";

    public async Task<Operations> LookAsync(CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var reasons = await readiness.LookAsync(cancel);
        return new Operations(now, reasons, Queues(), await StoredAsync(now, cancel), Live(now), new Versions(Version, RuntimeInformation.FrameworkDescription, health.Broker));
    }

    private Task<StoredState?> StoredAsync(DateTimeOffset now, CancellationToken cancel) => database.AskAsync(
        async session => new StoredState(
            await session.FindAsync<string>("database-server") ?? "",
            Schedules(await session.QueryAsync<DueSlot>("newest-slot-of-each-schedule")),
            await session.FindAsync<int>("schema-version"), await Outbox.BacklogAsync(now)(session), await letters.WaitingByQueueAsync(session)),
        cancel);

    private List<ScheduleState> Schedules(IReadOnlyList<DueSlot> newest) =>
        [.. sweepers.OrderBy(sweeper => sweeper.Name, StringComparer.Ordinal).Select(sweeper => new ScheduleState(sweeper.Name, sweeper.Rhythm, newest.FirstOrDefault(slot => slot.Schedule == sweeper.Name)))];

    private LiveNow Live(DateTimeOffset now)
    {
        var count = city.From(LiveChange.MinuteOf(now));
        return new LiveNow(
            count.Seq,
            Math.Max(0, count.Open.Waiting + count.Open.AtDesks + count.Open.WithMembers),
            count.Loads.Count(load => load.Value > 0),
            live.HearsOthers,
            live.IsLost);
    }

    /// <summary>As the broker shows them; in memory there is nothing to see but the lanes there are.</summary>
    private IReadOnlyList<QueueState> Queues() => health.Queues is { Count: > 0 } seen
        ? [.. seen.Select(queue => new QueueState(queue.Queue, queue.Messages, queue.Consumers))]
        : [.. catalogue.Value.Lanes.Select(lane => new QueueState(Bus.Queues.Lane(lane), null, null))];
}
