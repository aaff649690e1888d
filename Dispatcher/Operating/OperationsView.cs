namespace TaskManager.Dispatcher.Operating;

/// <summary>How the service is.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Ready">Whether it can do its work; the same as /health/ready.</param>
/// <param name="Reasons">What is wrong, worst first; empty: all is well.</param>
/// <param name="Queues">The queues of the bus.</param>
/// <param name="Outbox">Messages saved and not answered yet; null when the database cannot be asked.</param>
/// <param name="DeadLetters">死信: those that wait, by the queue they came from; null when the database cannot be asked.</param>
/// <param name="DatabaseVersion">Version of the tables; null when the database cannot be asked.</param>
/// <param name="Version">Version of the program.</param>
/// <param name="Runtime">Version of .NET.</param>
/// <param name="DatabaseServer">The database and its version; null when it cannot be asked.</param>
/// <param name="Broker">The broker and its version; null: the bus is in the process, or the broker has not been reached yet.</param>
/// <param name="Schedules">What is done by the clock; null when the database cannot be asked.</param>
/// <param name="Live">The city as this process knows it.</param>
public sealed record OperationsView(
    DateTimeOffset At,
    bool Ready,
    IReadOnlyList<ReasonView> Reasons,
    IReadOnlyList<QueueState> Queues,
    OutboxView? Outbox,
    IReadOnlyList<WaitingView>? DeadLetters,
    int? DatabaseVersion,
    string Version,
    string Runtime,
    string? DatabaseServer,
    string? Broker,
    IReadOnlyList<ScheduleView>? Schedules,
    LiveNow Live)
{
    public static OperationsView Of(Operations now) => new(
        now.At,
        now.IsReady,
        [.. now.Reasons.Select(reason => new ReasonView(reason.IsWarning, reason.Chinese, reason.English, reason.ChineseRemedy, reason.EnglishRemedy))],
        now.Queues,
        now.Stored is { Outbox: var outbox } ? new OutboxView(outbox.Waiting, outbox.Unanswered, Seconds(now.At, outbox.OldestAt), Seconds(now.At, outbox.DueSince)) : null,
        now.Stored?.DeadLetters.Select(queue => new WaitingView(queue.Queue, queue.Waiting, queue.OldestAt)).ToList(),
        now.Stored?.SchemaVersion,
        now.Versions.Program,
        now.Versions.Runtime,
        now.Stored?.Server,
        now.Versions.Broker,
        now.Stored?.Schedules.Select(schedule => new ScheduleView(schedule.Name, schedule.Last?.DueAt, schedule.Last?.FinishedAt, schedule.Last?.Outcome, schedule.Last?.ClaimedBy)).ToList(),
        now.Live);

    private static double? Seconds(DateTimeOffset now, DateTimeOffset? since) => since is { } at ? Math.Max(0, (now - at).TotalSeconds) : null;
}

/// <summary>One thing that is not well.</summary>
/// <param name="Warning">True: the service can do its work all the same.</param>
/// <param name="What">What is wrong, in Chinese.</param>
/// <param name="WhatEn">In English.</param>
/// <param name="Remedy">What to do, in Chinese.</param>
/// <param name="RemedyEn">In English.</param>
public sealed record ReasonView(bool Warning, string What, string WhatEn, string Remedy, string RemedyEn);

/// <summary>发件箱.</summary>
/// <param name="Waiting">Messages that no durable bus has confirmed; in memory all that are not answered.</param>
/// <param name="Unanswered">Messages that a durable bus has confirmed and no Worker has answered.</param>
/// <param name="OldestSeconds">Age of the oldest that waits; null when there is none.</param>
/// <param name="DueSeconds">How long the one that is due longest has been; null when none is.</param>
public sealed record OutboxView(long Waiting, long Unanswered, double? OldestSeconds, double? DueSeconds);

/// <summary>Dead letters of one queue.</summary>
/// <param name="Queue">Where they came from; empty when the bus did not say.</param>
/// <param name="Waiting">How many wait.</param>
/// <param name="OldestAt">When the one that waits longest arrived.</param>
public sealed record WaitingView(string Queue, long Waiting, DateTimeOffset OldestAt);

/// <summary>A schedule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DueAt">When it was due last; null: it has not been due yet.</param>
/// <param name="FinishedAt">When that was done; null: not yet.</param>
/// <param name="Outcome"><c>done</c>, <c>failed</c> or <c>stopped</c>, the last two until it is tried again; null: running, or its process is gone.</param>
/// <param name="By">Machine and process that had it.</param>
public sealed record ScheduleView(string Name, DateTimeOffset? DueAt, DateTimeOffset? FinishedAt, string? Outcome, string? By);
