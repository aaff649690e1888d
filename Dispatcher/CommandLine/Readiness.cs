namespace TaskManager.Dispatcher.CommandLine;

/// <summary>One thing that is not well, and what to do about it, in both languages.</summary>
/// <param name="Chinese">What is wrong.</param>
/// <param name="English">The same.</param>
/// <param name="ChineseRemedy">What to do.</param>
/// <param name="EnglishRemedy">The same.</param>
/// <param name="IsWarning">Somebody should look, and the service can do its work all the same.</param>
public sealed record ReadinessReason(string Chinese, string English, string ChineseRemedy, string EnglishRemedy, bool IsWarning = false);

/// <summary>
/// A part of the service that can say whether it is well. Each slice may add its own; the service is ready when none of
/// them has more than a warning.
/// </summary>
public interface IReadiness
{
    /// <summary>What is wrong now; empty: nothing. A part that takes longer than some seconds, or throws, is not well either.</summary>
    Task<IReadOnlyList<ReadinessReason>> LookAsync(CancellationToken cancel);
}
