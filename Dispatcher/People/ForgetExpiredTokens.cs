using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.People;

/// <summary>Forgets access tokens some time after they expired; until then it can be told that one was real.</summary>
public sealed class ForgetExpiredTokens(Database database) : ISweeper
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(90);

    public string Name => "forget-expired-tokens";

    public Rhythm Rhythm { get; } = new DailyAt(new TimeOnly(3, 30));

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel) =>
        database.WriteAsync(session => session.ExecuteAsync("forget-expired-tokens", new { Before = dueAt - Kept }), cancel);
}
