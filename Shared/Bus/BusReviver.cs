using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace TaskManager.Bus;

/// <summary>
/// Starts the bus anew when it has been unwell for long. The library connects again by itself, but gives an endpoint up for
/// good after some refusals, for example of the password by a broker that is just starting.
/// </summary>
public sealed partial class BusReviver(Handover handover, TimeProvider clock, ILogger<BusReviver> log) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PatienceMin = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan PatienceMax = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var patience = PatienceMin;
        var wellAt = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            await Task.Delay(LookAgain, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var now = clock.GetUtcNow();
            if (handover.LooksWell)
            {
                (wellAt, patience) = (now, PatienceMin);
            }
            else if (now - wellAt > patience && !stoppingToken.IsCancellationRequested)
            {
                Reviving(log, (now - wellAt).TotalSeconds);
                try
                {
                    await handover.RestartAsync();
                }
                catch (Exception e)
                {
                    NotRevived(log, e.Message);
                }

                // What is wrong may be a setting, and the other endpoints work: less often each time.
                (wellAt, patience) = (clock.GetUtcNow(), TimeSpan.FromTicks(Math.Min(patience.Ticks * 2, PatienceMax.Ticks)));
            }
        }
    }

    [LoggerMessage(EventId = 331, Level = LogLevel.Warning, Message = "The bus has been unwell for {Seconds:0} s; starting it anew.")]
    private static partial void Reviving(ILogger log, double seconds);

    [LoggerMessage(EventId = 332, Level = LogLevel.Warning, Message = "The bus did not start: {Reason} It is tried again.")]
    private static partial void NotRevived(ILogger log, string reason);
}
