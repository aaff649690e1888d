using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>What the database knows of being a demo.</summary>
public sealed class DemoCity
{
    /// <summary>What its month was drawn from.</summary>
    public int Seed { get; init; }

    /// <summary>When the demo was first started; its month ends there.</summary>
    public DateTimeOffset EndsAt { get; init; }

    /// <summary>How far the month is written.</summary>
    public DateTimeOffset FilledTo { get; init; }

    public bool IsFilled => FilledTo >= EndsAt;
}

/// <summary>A task that a demo member may do something about.</summary>
public sealed class TaskInHand
{
    public TaskId Id { get; init; }

    public string Number { get; init; } = "";

    public string Duty { get; init; } = "";

    public int DutyVersion { get; init; }

    public string Step { get; init; } = "";

    public string Unit { get; init; } = "";

    public string? Member { get; init; }

    public TaskState State { get; init; }

    public DateTimeOffset? DeadlineAt { get; init; }
}

/// <summary>Reads and writes the one row that makes a database a demo; reads what the demo has written through others.</summary>
public static class DemoStore
{
    /// <summary>The demo in this database; null: it holds none.</summary>
    public static Task<DemoCity?> FindAsync(Session session) => session.FindAsync<DemoCity>("find-demo");

    public static async Task<bool> HasRealDataAsync(Session session) => await session.FindAsync<long>("count-what-is-real") > 0;

    public static Task BeginAsync(Session session, int seed, DateTimeOffset endsAt) =>
        session.ExecuteAsync("begin-demo", new { Seed = seed, EndsAt = endsAt, FilledTo = DateTimeOffset.UnixEpoch });

    public static Task MoveAsync(Session session, DateTimeOffset filledTo) => session.ExecuteAsync("move-demo", new { FilledTo = filledTo });

    /// <summary>The tasks of the month so far, by the demo's own id of their matter and by their step.</summary>
    internal static async Task<Dictionary<(string Matter, string Step), TaskId>> WrittenAsync(Session session) =>
        (await session.QueryAsync<WrittenRow>("demo-tasks-written", new { DemoRequests.Source })).ToDictionary(row => (row.ExternalId, row.Step), row => row.Id);

    public static Task<IReadOnlyList<TaskInHand>> InHandAsync(Session session, int max) => session.QueryAsync<TaskInHand>("demo-tasks-in-hand", new { Max = max });

    public static Task<long> CountMattersAsync(Session session) => session.FindAsync<long>("count-demo-matters");

    private sealed class WrittenRow
    {
        public string ExternalId { get; init; } = "";

        public TaskId Id { get; init; }

        public string Step { get; init; } = "";
    }
}
