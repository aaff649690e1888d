using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskManager.Telemetry;

namespace TaskManager.Bus;

/// <summary>The lanes there are now; asked at every look, so that a catalogue that was just loaded counts.</summary>
public delegate IReadOnlyCollection<string> LanesNow();

/// <summary>Told of a queue that was made, since it is empty whatever it may have held: a broker that lost its disk looks like a new one.</summary>
public delegate Task QueueMade(string queue);

/// <summary>
/// Makes the broker's topology at the start and looks after it every few seconds: heals what was deleted, counts messages
/// and consumers, proves at the start that failing messages are kept, and says what is wrong in <see cref="BusHealth"/>.
/// </summary>
public sealed partial class BusWatch(BusSettings settings, LanesNow lanes, QueueMade tell, BusHealth health, TimeProvider clock, ILogger<BusWatch> log) : BackgroundService
{
    private const string Topology = "topology";
    private const string Policy = "policy";

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ProbeAgain = TimeSpan.FromSeconds(60);

    /// <summary>The same while all is well: a policy can be taken away at any time.</summary>
    private static readonly TimeSpan ProbeWellAgain = TimeSpan.FromMinutes(10);

    private string told = "";

    public override Task StartAsync(CancellationToken cancellationToken)
    {
        health.Say(Topology, "The broker was not looked at yet.");
        return base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var topology = new BusTopology(settings, clock);
        var probeAt = clock.GetUtcNow();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var seen = await topology.EnsureAsync(lanes());
                foreach (var (queue, hadGone) in seen.Made)
                {
                    if (hadGone)
                    {
                        Healed(log, queue);
                    }

                    await tell(queue);
                }

                health.Saw(seen.Queues);
                health.Met(topology.Broker);
                foreach (var each in seen.Queues)
                {
                    var queue = new KeyValuePair<string, object?>("queue", each.Queue);
                    Signals.LaneDepth.Record(each.Messages, queue);
                    Signals.LaneConsumers.Record(each.Consumers, queue);
                }

                if (seen.Reasons.Count is 0 && probeAt <= clock.GetUtcNow())
                {
                    var isKept = await topology.ProbeAsync(health);
                    probeAt = clock.GetUtcNow() + (isKept ? ProbeWellAgain : ProbeAgain);
                    health.Say(Policy, isKept ? [] : ["Messages that fail would be lost or tried for ever: the policy 'taskmanager' is missing on the broker; deploy/rabbitmq/setup sets it."]);
                }

                Tell(seen.Reasons);
            }
            catch (Exception e)
            {
                Tell([$"The broker {string.Join(", ", settings.Hosts.Select(host => $"{host.Name}:{host.Port}"))} cannot be used: {e.Message}"]);
                await topology.DisconnectAsync().ContinueWith(_ => { }, TaskScheduler.Default);
            }

            await Task.Delay(LookAgain, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Says it at every look, and logs it when it changes.</summary>
    private void Tell(IReadOnlyList<string> reasons)
    {
        health.Say(Topology, reasons);
        var now = string.Join('\n', health.Reasons);
        if (now != told)
        {
            told = now;
            if (now.Length is 0)
            {
                AllIsWell(log);
            }
            else
            {
                IsWrong(log, now);
            }
        }
    }

    [LoggerMessage(EventId = 321, Level = LogLevel.Warning, Message = "The queue {Queue} was gone and was made again; what it held and nobody has answered is sent again from the outbox.")]
    private static partial void Healed(ILogger log, string queue);

    [LoggerMessage(EventId = 322, Level = LogLevel.Warning, Message = "The bus is not in order, so this process says it is not ready: {Reasons}")]
    private static partial void IsWrong(ILogger log, string reasons);

    [LoggerMessage(EventId = 323, Level = LogLevel.Information, Message = "The bus is in order.")]
    private static partial void AllIsWell(ILogger log);
}
