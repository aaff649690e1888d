namespace TaskManager.Dispatcher.Routing;

/// <summary>Counts what members did lately again and again, since other processes' assignments are not heard one by one.</summary>
public sealed partial class CountingPasts(MemberPasts pasts, TimeProvider clock, ILogger<CountingPasts> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromMinutes(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(Every, clock);
        try
        {
            do
            {
                await CountAsync(stoppingToken);
            }
            while (await pace.WaitForNextTickAsync(stoppingToken));
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
            await pasts.RecountAsync(cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            CountFailed(log, e);
        }
    }

    [LoggerMessage(EventId = 251, Level = LogLevel.Warning, Message = "What members did in the last 30 days could not be counted; what was counted before stays in use, and it is tried again in 5 minutes.")]
    private static partial void CountFailed(ILogger log, Exception e);
}
