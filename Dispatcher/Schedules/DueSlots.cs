using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Schedules;

/// <summary>A due time of a schedule, and who has it.</summary>
public sealed class DueSlot
{
    /// <summary>Name of the sweeper.</summary>
    public string Schedule { get; init; } = "";

    /// <summary>When it was due.</summary>
    public DateTimeOffset DueAt { get; init; }

    /// <summary>Machine and process that claimed it last.</summary>
    public string ClaimedBy { get; init; } = "";

    public DateTimeOffset ClaimedAt { get; init; }

    /// <summary>Until then nobody else may take it.</summary>
    public DateTimeOffset LeaseUntil { get; init; }

    /// <summary>How often it was claimed, from 1. Only the newest claim can finish it.</summary>
    public long Token { get; init; }

    /// <summary>When it was done; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary><c>done</c>, <c>failed</c> or <c>stopped</c>, the last two until it is tried again; null: running, or the process is gone.</summary>
    public string? Outcome { get; init; }
}

/// <summary>Who claims slots: machine and process.</summary>
public sealed record SlotClaimer(string Name);

/// <summary>
/// Every due time is one row, and the row decides who does it: it is claimed once, finished once, and taken over under a
/// new token when its claimer is gone. What wakes a process may come twice, late, or on two machines at once.
/// </summary>
public sealed class DueSlots(Database database, SlotClaimer claimer, TimeProvider clock)
{
    /// <summary>A slot that failed so often is left; the next one tries again.</summary>
    public const int TokenMax = 5;

    /// <summary>The time zone of the city; UTC before a catalogue is loaded.</summary>
    public async Task<TimeZoneInfo> ZoneAsync(CancellationToken cancel) =>
        await database.ReadAsync(session => session.FindAsync<string>("city-zone"), cancel) is { } zone ? TimeZoneInfo.FindSystemTimeZoneById(zone) : TimeZoneInfo.Utc;

    /// <summary>Claims a slot for a time.</summary>
    /// <returns>The token to finish it with; null: it is done, is running, or another slot of the schedule is.</returns>
    public async Task<long?> ClaimAsync(string schedule, DateTimeOffset dueAt, TimeSpan lease, CancellationToken cancel)
    {
        // Looking costs no write, and most looks find it done.
        var found = await database.ReadAsync(session => session.FindAsync<DueSlot>("find-due-slot", new { Schedule = schedule, DueAt = dueAt }), cancel);
        var now = Instants.Now(clock);
        if (found is { FinishedAt: not null } || found?.LeaseUntil > now)
        {
            return null;
        }

        return await database.WriteAsync(
            session => session.FindAsync<long?>("claim-due-slot", new { Schedule = schedule, DueAt = dueAt, By = claimer.Name, Now = now, Until = now + lease, TokenMax }),
            cancel);
    }

    /// <summary>Says that a slot is done.</summary>
    /// <returns>False: it was taken over by somebody else.</returns>
    public async Task<bool> FinishAsync(string schedule, DateTimeOffset dueAt, long token, CancellationToken cancel) =>
        await database.WriteAsync(session => session.ExecuteAsync("finish-due-slot", new { Schedule = schedule, DueAt = dueAt, Token = token, Now = Instants.Now(clock) }), cancel) > 0;

    /// <summary>Lets a slot be claimed again from an instant on.</summary>
    public Task GiveBackAsync(string schedule, DateTimeOffset dueAt, long token, string outcome, DateTimeOffset from, CancellationToken cancel) =>
        database.WriteAsync(session => session.ExecuteAsync("give-back-due-slot", new { Schedule = schedule, DueAt = dueAt, Token = token, Outcome = outcome, Until = from }), cancel);

    /// <summary>The newest slots of all schedules, newest first.</summary>
    public Task<IReadOnlyList<DueSlot>> LastSlotsAsync(int limit, CancellationToken cancel) =>
        database.ReadAsync(session => session.QueryAsync<DueSlot>("last-due-slots", new { Limit = limit }), cancel);

    /// <summary>Forgets slots that were due before an instant, but the newest of each schedule.</summary>
    public Task<int> ForgetAsync(DateTimeOffset before, CancellationToken cancel) =>
        database.WriteAsync(session => session.ExecuteAsync("forget-due-slots", new { Before = before }), cancel);
}
