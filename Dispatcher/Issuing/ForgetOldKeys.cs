using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>Forgets answers that were kept for retries: nobody repeats a call after a month.</summary>
public sealed class ForgetOldKeys(Database database) : ISweeper
{
    /// <summary>Rows a transaction: while one runs, nobody else can write.</summary>
    private const int AtOnceMax = 2_000;

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public string Name => "forget-old-keys";

    public Rhythm Rhythm { get; } = new DailyAt(new TimeOnly(3, 30));

    public async Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel)
    {
        while (await database.WriteAsync(session => session.ExecuteAsync("forget-kept-answers", new { Before = dueAt - Kept, Limit = AtOnceMax }), cancel) > 0)
        {
            cancel.ThrowIfCancellationRequested();
        }
    }
}
