using System.Diagnostics;
using System.Diagnostics.Metrics;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Bench.Lifecycle;

/// <summary>
/// Issues tasks as callers of the API do and waits until all are closed. Callers hold back while many are open, as a city does whose
/// systems wait for answers: so delays in the outbox are those of a service that keeps up.
/// </summary>
internal sealed class LifecycleRun(Issuer issuer, Database database, IReadOnlyDictionary<string, Process> processes, TimeProvider clock) : IDisposable
{
    /// <summary>Requests in one call.</summary>
    public const int ListSize = 500;

    /// <summary>Calls whose tasks are not all closed yet, at most.</summary>
    private const int ListsOpenMax = 12;

    private const int Callers = 4;
    private static readonly TimeSpan StuckAfter = TimeSpan.FromMinutes(2);

    private readonly SemaphoreSlim room = new(ListsOpenMax);
    private readonly MeterListener listener = new();
    private readonly List<double> lags = [];
    private readonly Lock gate = new();
    private long closed;
    private long closedLists;
    private int issued;

    public sealed record Measured(double Seconds, IReadOnlyDictionary<string, double> CpuSeconds, double Bytes, double OutboxLagP99);

    /// <summary>Begins to listen to the service's own signals.</summary>
    public void Listen()
    {
        // Made now: an instrument is published while it is made, when its field is still empty.
        var (tasksClosed, outboxDelay) = (Signals.TasksClosed, Signals.OutboxDelay);
        listener.InstrumentPublished = (instrument, listening) =>
        {
            if (instrument == tasksClosed || instrument == outboxDelay)
            {
                listening.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, count, _, _) => Closed(count));
        listener.SetMeasurementEventCallback<double>((_, seconds, _, _) =>
        {
            lock (gate)
            {
                lags.Add(seconds);
            }
        });
        listener.Start();
    }

    /// <summary>Issues the next requests, and returns when all of them are closed.</summary>
    /// <param name="tasks">A multiple of <see cref="ListSize"/>.</param>
    /// <param name="progress">Told how many are closed now and then.</param>
    /// <param name="cancel">Stops.</param>
    public async Task<Measured> IssueAsync(int tasks, Action<long> progress, CancellationToken cancel)
    {
        lock (gate)
        {
            lags.Clear();
        }

        var (first, bytes, cpu, begun) = (issued, await BytesAsync(cancel), ProcessUse.CpuSeconds(processes, database.IsShared), clock.GetTimestamp());
        var next = first;
        issued += tasks;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        await Task.WhenAll([.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => OrStopAsync(CallAsync), cancel)), OrStopAsync(WaitAsync)]);
        var seconds = clock.GetElapsedTime(begun).TotalSeconds;
        var used = ProcessUse.CpuSeconds(processes, database.IsShared).ToDictionary(each => each.Key, each => each.Value - cpu.GetValueOrDefault(each.Key));
        var grew = await BytesAsync(cancel) - bytes;
        lock (gate)
        {
            lags.Sort();
            return new Measured(seconds, used, grew, lags.Count is 0 ? 0 : lags[(int)((lags.Count - 1) * 0.99)]);
        }

        // The first that fails ends the others, and is what is told.
        async Task OrStopAsync(Func<Task> work)
        {
            try
            {
                await work();
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }

        async Task CallAsync()
        {
            for (int from; (from = Interlocked.Add(ref next, ListSize) - ListSize) < issued;)
            {
                await room.WaitAsync(stop.Token);
                var issuedAt = Instants.Now(clock);
                var requests = Enumerable.Range(from, ListSize).Select(number => BenchCity.Request(number, issuedAt)).ToList();
                if (await issuer.IssueAsync(requests, "bench", Scope.Everything, alongside: null, stop.Token) is NotIssued wrong)
                {
                    throw new InvalidOperationException($"{wrong.Errors[0].Problem} {wrong.Errors[0].Remedy}");
                }
            }
        }

        async Task WaitAsync()
        {
            var (seen, seenAt) = (Interlocked.Read(ref closed), clock.GetTimestamp());
            while (Interlocked.Read(ref closed) < issued)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), clock, stop.Token);
                if (Interlocked.Read(ref closed) is var now && now != seen)
                {
                    (seen, seenAt) = (now, clock.GetTimestamp());
                    progress(now);
                }
                else if (clock.GetElapsedTime(seenAt) > StuckAfter)
                {
                    throw new VerbException($"Nothing was closed for {StuckAfter.TotalMinutes:0} minutes: {now:N0} of {issued:N0} tasks are closed. What the log says before this line tells why.");
                }
            }
        }
    }

    public void Dispose()
    {
        listener.Dispose();
        room.Dispose();
    }

    private Task<long> BytesAsync(CancellationToken cancel) => database.ReadAsync(session => session.FindAsync<long>("bench-database-bytes"), cancel);

    private void Closed(long count)
    {
        lock (gate)
        {
            closed += count;
            for (; (closedLists + 1) * ListSize <= closed; closedLists++)
            {
                room.Release();
            }
        }
    }
}
