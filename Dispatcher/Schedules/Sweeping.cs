using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Schedules;

/// <summary>Does what is due when somebody wakes it. Knows nothing of what wakes it, and believes it nothing but the time.</summary>
public sealed partial class Sweeping(IEnumerable<ISweeper> sweepers, DueSlots slots, TimeProvider clock, ILogger<Sweeping> log)
{
    /// <summary>Pause before a failed slot may be tried again.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Sweeps the newest slot as of an instant, unless it is done or running. Of slots that were missed only the newest counts.</summary>
    /// <param name="name">The sweeper; null: each of them.</param>
    /// <param name="at">The instant.</param>
    /// <param name="cancel">Stops; what was begun is given back.</param>
    public async Task WakeAsync(string? name, DateTimeOffset at, CancellationToken cancel)
    {
        // A name that is not here is another version's; a process of that version is woken as well.
        foreach (var sweeper in sweepers.Where(each => name is null || each.Name == name))
        {
            var dueAt = sweeper.Rhythm.NewestAt(at, await slots.ZoneAsync(cancel));
            if (await slots.ClaimAsync(sweeper.Name, dueAt, sweeper.Lease, cancel) is { } token)
            {
                await SweepAsync(sweeper, dueAt, token, cancel);
            }
        }
    }

    private async Task SweepAsync(ISweeper sweeper, DateTimeOffset dueAt, long token, CancellationToken cancel)
    {
        var began = clock.GetTimestamp();
        var outcome = "failed";
        using var lease = new CancellationTokenSource(sweeper.Lease, clock);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancel, lease.Token);
        try
        {
            await sweeper.SweepAsync(dueAt, ending.Token);

            // What was done is recorded even while stopping.
            outcome = await slots.FinishAsync(sweeper.Name, dueAt, token, CancellationToken.None) ? "done" : "refused";
        }
        catch (Exception e)
        {
            var stopped = cancel.IsCancellationRequested;
            if (!stopped)
            {
                SweepFailed(log, sweeper.Name, dueAt, e);
            }

            outcome = stopped ? "stopped" : "failed";
            var now = clock.GetUtcNow();
            await slots.GiveBackAsync(sweeper.Name, dueAt, token, outcome, stopped ? now : now + RetryAfter, CancellationToken.None);
        }
        finally
        {
            var name = new KeyValuePair<string, object?>("sweeper", sweeper.Name);
            Signals.Sweeps.Add(1, name, new KeyValuePair<string, object?>("outcome", outcome));
            Signals.SweepDuration.Record(clock.GetElapsedTime(began).TotalSeconds, name);
        }
    }

    [LoggerMessage(EventId = 611, Level = LogLevel.Error, Message = "The sweep {Sweeper} due at {DueAt} failed; it is tried again in a minute or two, at most five times, and then at its next time.")]
    private static partial void SweepFailed(ILogger log, string sweeper, DateTimeOffset dueAt, Exception e);
}
