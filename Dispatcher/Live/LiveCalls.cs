using Polly;
using Polly.CircuitBreaker;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Live;

/// <summary>
/// Calls of a server that may be away, slow or stuck: half a second each, and none at all for a while once several
/// failed, so that nobody waits for what is only a hint. Says in the log when it gives up and when it is back.
/// </summary>
public sealed partial class LiveCalls
{
    private static readonly TimeSpan CallMax = TimeSpan.FromMilliseconds(500);

    private readonly CircuitBreakerStateProvider state = new();
    private readonly ResiliencePipeline pipeline;
    private int isAway;

    public LiveCalls(TimeProvider clock, ILogger<LiveCalls> log)
    {
        pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromSeconds(10),
                BreakDuration = TimeSpan.FromSeconds(3),
                StateProvider = state,
                OnOpened = opened =>
                {
                    // A probe that fails opens it again: still the same absence.
                    if (Interlocked.Exchange(ref isAway, 1) is 0)
                    {
                        Signals.LiveOpen.Record(1);
                        Opened(log, opened.Outcome.Exception?.Message ?? "");
                    }

                    return ValueTask.CompletedTask;
                },
                OnClosed = _ =>
                {
                    if (Interlocked.Exchange(ref isAway, 0) is 1)
                    {
                        Signals.LiveOpen.Record(0);
                        Closed(log);
                    }

                    return ValueTask.CompletedTask;
                },
            })
            .AddTimeout(CallMax)
            .Build();
    }

    /// <summary>Whether calls are not even tried at the moment.</summary>
    public bool IsOpen => state.CircuitState is not CircuitState.Closed;

    /// <summary>Makes a call.</summary>
    /// <returns>False: it failed, took too long or was not tried; it is counted.</returns>
    public async Task<(bool Answered, T? Answer)> TryAsync<T>(Func<Task<T>> call, CancellationToken cancel)
    {
        try
        {
            // WaitAsync: a call that ignores its token is left behind, not waited for.
            return (true, await pipeline.ExecuteAsync(async token => await call().WaitAsync(token), cancel));
        }
        catch (Exception) when (!cancel.IsCancellationRequested)
        {
            Signals.LiveFailures.Add(1);
            return (false, default);
        }
    }

    [LoggerMessage(EventId = 601, Level = LogLevel.Warning, Message = "Live state cannot be reached and is left alone for now: {Reason} Figures of other Dispatchers come from the database, later by some seconds; nothing else changes.")]
    private static partial void Opened(ILogger log, string reason);

    [LoggerMessage(EventId = 602, Level = LogLevel.Information, Message = "Live state is reached again.")]
    private static partial void Closed(ILogger log);
}
