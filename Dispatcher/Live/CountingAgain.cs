using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Live;

/// <summary>
/// Counts the city from the database again and again, so that nothing lost on the way stays wrong: every 30 seconds;
/// every 2 while others write and are not heard; at once when what is kept for all was lost.
/// </summary>
public sealed partial class CountingAgain(CityNow city, ILiveState live, Database database, TimeProvider clock, ILogger<CountingAgain> log) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan AtLatest = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Look, clock);
        var counted = clock.GetTimestamp();
        try
        {
            while (await pace.WaitForNextTickAsync(stoppingToken))
            {
                if (live.IsLost || (database.IsShared && !live.HearsOthers) || clock.GetElapsedTime(counted) >= AtLatest)
                {
                    await CountAsync(stoppingToken);
                    counted = clock.GetTimestamp();
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }

    private async Task CountAsync(CancellationToken cancel)
    {
        try
        {
            await city.RecountAsync(cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            CountFailed(log, e);
        }
    }

    [LoggerMessage(EventId = 603, Level = LogLevel.Warning, Message = "The open tasks could not be counted from the database; what was counted before stays in use, and it is tried again in 2 to 30 seconds.")]
    private static partial void CountFailed(ILogger log, Exception e);
}
