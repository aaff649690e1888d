using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Operating;

/// <summary>
/// Asks all parts how they are. An answer is kept for a second, so that however many ask, the parts are asked once.
/// </summary>
public sealed partial class Readiness(IEnumerable<IReadiness> parts, TimeProvider clock, ILogger<Readiness> log) : IDisposable
{
    /// <summary>How long a part may take; whoever asks for readiness has little patience.</summary>
    public static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(3);

    private static readonly TimeSpan KeptFor = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim asking = new(1, 1);
    private IReadOnlyList<ReadinessReason> last = [];
    private long? lastAt;
    private bool wasReady = true;

    public static bool IsReady(IEnumerable<ReadinessReason> reasons) => reasons.All(reason => reason.IsWarning);

    /// <summary>What is wrong, worst first; empty: all is well.</summary>
    public async Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel)
    {
        await asking.WaitAsync(cancel);
        try
        {
            if (lastAt is { } at && clock.GetElapsedTime(at) < KeptFor)
            {
                return last;
            }

            last = [.. (await Task.WhenAll(parts.Select(AskAsync))).SelectMany(reasons => reasons).OrderBy(reason => reason.IsWarning)];
            lastAt = clock.GetTimestamp();
            Tell();
            return last;
        }
        finally
        {
            asking.Release();
        }
    }

    public void Dispose() => asking.Dispose();

    /// <summary>Not the caller's token: others wait for the same answer.</summary>
    private async Task<IReadOnlyList<ReadinessReason>> AskAsync(IReadiness part)
    {
        using var limit = new CancellationTokenSource(AnswerWithin, clock);
        try
        {
            return await Task.Run(() => part.LookAsync(limit.Token)).WaitAsync(AnswerWithin, clock);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return [Silent(part, $"no answer within {AnswerWithin.TotalSeconds:0} s")];
        }
        catch (Exception e)
        {
            return [Silent(part, e.Message)];
        }
    }

    private static ReadinessReason Silent(IReadiness part, string why) => new(
        $"无法得知 {part.GetType().Name} 的状况：{why}",
        $"{part.GetType().Name} could not say how it is: {why}",
        "查看日志；检查它所依赖的服务器。",
        "Look at the log, and at the server it depends on.");

    private void Tell()
    {
        var ready = IsReady(last);
        if (wasReady && !ready)
        {
            NotReady(log, string.Join(' ', last.Where(reason => !reason.IsWarning).Select(reason => reason.English)));
        }
        else if (!wasReady && ready)
        {
            ReadyAgain(log);
        }

        wasReady = ready;
    }

    [LoggerMessage(EventId = 801, Level = LogLevel.Error, Message = "Not ready: {Reasons} Until then /health/ready answers 503.")]
    private static partial void NotReady(ILogger log, string reasons);

    [LoggerMessage(EventId = 802, Level = LogLevel.Information, Message = "Ready again.")]
    private static partial void ReadyAgain(ILogger log);
}
