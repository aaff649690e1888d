namespace TaskManager.Dispatcher.Schedules;

/// <summary>
/// Work that is done again and again: it looks for rows that are due and does what is due with them. It must be able to
/// run twice without harm, as a process that was thought dead may come back.
/// </summary>
public interface ISweeper
{
    /// <summary>Its name, for slots, metrics and logs: small letters and hyphens. A new name is a new schedule.</summary>
    string Name { get; }

    /// <summary>When it is due.</summary>
    Rhythm Rhythm { get; }

    /// <summary>Longest a sweep may take; then its token is cancelled and another process may take the slot over.</summary>
    TimeSpan Lease => TimeSpan.FromMinutes(10);

    /// <param name="dueAt">The slot it is for.</param>
    /// <param name="cancel">Cancelled when the lease ends or the service stops.</param>
    Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel);
}

/// <summary>When something is due: slots on the clock, the same ones on every machine.</summary>
public abstract record Rhythm
{
    /// <summary>The newest slot that has come.</summary>
    public abstract DateTimeOffset NewestAt(DateTimeOffset now, TimeZoneInfo zone);
}

/// <summary>At the multiples of an interval since 1970 UTC.</summary>
public sealed record Every(TimeSpan Interval) : Rhythm
{
    public override DateTimeOffset NewestAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var since = now - DateTimeOffset.UnixEpoch;
        return DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(since.Ticks - (since.Ticks % Interval.Ticks));
    }
}

/// <summary>Once a day by the city's clock. A time that a change of clocks leaves out is an hour later on that day; one that comes twice counts once.</summary>
public sealed record DailyAt(TimeOnly Time) : Rhythm
{
    public override DateTimeOffset NewestAt(DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var slot = Slot(today, zone);
        return slot <= now ? slot : Slot(today.AddDays(-1), zone);
    }

    private DateTimeOffset Slot(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(Time);
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }
}
