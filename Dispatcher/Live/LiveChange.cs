using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Live;

/// <summary>What the service did within some time.</summary>
/// <param name="Issued">Tasks issued.</param>
/// <param name="Dispatched">Times a task was given to a member or a duty desk by routing.</param>
/// <param name="Closed">Tasks closed.</param>
/// <param name="Automatic">Those of them that were closed by automatic feedback.</param>
public sealed record Tally(int Issued, int Dispatched, int Closed, int Automatic)
{
    public static readonly Tally Zero = new(0, 0, 0, 0);

    public static Tally operator +(Tally one, Tally other) =>
        new(one.Issued + other.Issued, one.Dispatched + other.Dispatched, one.Closed + other.Closed, one.Automatic + other.Automatic);

    /// <summary>Counts changes of tasks. The query tally-journal-by-minute counts journal rows by the same marks.</summary>
    public static Tally Of(IReadOnlyList<TaskChange> changes) => new(
        changes.Count(change => change.Kind is "issued"),
        changes.Count(change => change.Moved.Path is [.., TaskState.Unassigned, TaskState.Assigned]),
        changes.Count(Closes),
        changes.Count(change => Closes(change) && change.Facts.Automatic is true));

    private static bool Closes(TaskChange change) => change.Moved.Path is [.., _, TaskState.Closed];
}

/// <summary>The open tasks, by who has them.</summary>
/// <param name="Waiting">With nobody yet: an earlier step is not closed.</param>
/// <param name="AtDesks">At a unit's duty desk 值班台.</param>
/// <param name="WithMembers">With a member.</param>
public sealed record OpenTasks(int Waiting, int AtDesks, int WithMembers)
{
    public static readonly OpenTasks None = new(0, 0, 0);

    public static OpenTasks operator +(OpenTasks one, OpenTasks other) =>
        new(one.Waiting + other.Waiting, one.AtDesks + other.AtDesks, one.WithMembers + other.WithMembers);

    public static OpenTasks operator -(OpenTasks one, OpenTasks other) =>
        new(one.Waiting - other.Waiting, one.AtDesks - other.AtDesks, one.WithMembers - other.WithMembers);

    /// <summary>One task's place among them.</summary>
    public static OpenTasks Of(DutyTask task) => task switch
    {
        { ClosedAt: not null } or { CancelledAt: not null } => None,
        { Member: not null } => new(0, 0, 1),
        { State: TaskState.Waiting or TaskState.Unassigned } => new(1, 0, 0),
        _ => new(0, 1, 0),
    };
}

/// <summary>What one commit changed of the city as it is now. Small enough to tell every other Dispatcher.</summary>
/// <param name="Seq">The journal's last row of the commit: a count of the database up to there holds it already.</param>
/// <param name="Minute">Minutes since 1970 UTC in which it was recorded.</param>
/// <param name="Did">What was done.</param>
/// <param name="Open">How many more, or fewer, tasks are open.</param>
/// <param name="Loads">How many more, or fewer, open tasks a member has; members without a change are left out.</param>
public sealed record LiveChange(long Seq, long Minute, Tally Did, OpenTasks Open, IReadOnlyDictionary<string, int> Loads)
{
    public static LiveChange Of(IReadOnlyList<TaskChange> changes, long seq, DateTimeOffset recordedAt)
    {
        var open = OpenTasks.None;
        var loads = new Dictionary<string, int>();
        foreach (var change in changes)
        {
            open += OpenTasks.Of(change.Moved.After);
            Add(change.Moved.After, 1);
            if (change.Kind is not "issued")
            {
                open -= OpenTasks.Of(change.Moved.Before);
                Add(change.Moved.Before, -1);
            }
        }

        return new LiveChange(seq, MinuteOf(recordedAt), Tally.Of(changes), open, loads.Where(load => load.Value is not 0).ToDictionary());

        void Add(DutyTask task, int count)
        {
            if (task is { Member: { } member, ClosedAt: null, CancelledAt: null })
            {
                loads[member] = loads.GetValueOrDefault(member) + count;
            }
        }
    }

    public static long MinuteOf(DateTimeOffset at) => at.ToUnixTimeSeconds() / 60;
}

/// <summary>The city as the database has it, counted on one snapshot.</summary>
/// <param name="Seq">The journal's last row on that snapshot.</param>
/// <param name="FromMinute">First minute that was counted, in minutes since 1970 UTC; earlier ones are left as they are.</param>
/// <param name="Minutes">What was done, by minute; minutes in which nothing was done are left out.</param>
/// <param name="Open">The open tasks.</param>
/// <param name="Loads">Open tasks of each member who has some.</param>
public sealed record CityCount(long Seq, long FromMinute, IReadOnlyDictionary<long, Tally> Minutes, OpenTasks Open, IReadOnlyDictionary<string, int> Loads);

[JsonSourceGenerationOptions(System.Text.Json.JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(LiveChange))]
[JsonSerializable(typeof(LiveBatch))]
[JsonSerializable(typeof(CityCount))]
internal sealed partial class LiveJson : JsonSerializerContext;

/// <summary>What one Dispatcher tells the others at once.</summary>
/// <param name="Origin">Who tells; it has counted these changes already.</param>
/// <param name="Changes">In the order of its commits.</param>
internal sealed record LiveBatch(string Origin, IReadOnlyList<LiveChange> Changes);
