using TaskManager.Dispatcher.Storage;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>Keeps the gauge of waiting dead letters true, whichever process took or decided on them.</summary>
internal sealed class DeadLetterCount(Database database, DeadLetterStore store, TimeProvider clock, ILogger<DeadLetterCount> log) : BackgroundService
{
    private static readonly TimeSpan CountAgain = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var pace = new PeriodicTimer(CountAgain, clock);
        try
        {
            do
            {
                try
                {
                    var waiting = await database.ReadAsync(store.WaitingByQueueAsync, stoppingToken);
                    Signals.DeadLettersWaiting.Record(waiting.Sum(queue => queue.Waiting));
                }
                catch (Exception e) when (e is not OperationCanceledException)
                {
                    log.LogDebug(e, "Dead letters cannot be counted now; readiness tells why.");
                }
            }
            while (await pace.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            return;
        }
    }
}
