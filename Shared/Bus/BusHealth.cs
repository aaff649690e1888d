using System.Collections.Concurrent;

namespace TaskManager.Bus;

/// <summary>A queue as it was seen last.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="Messages">Messages ready for a consumer; those that one has in hand are not counted.</param>
/// <param name="Consumers">Consumers; 0: nobody works on it.</param>
public sealed record QueueDepth(string Queue, long Messages, long Consumers);

/// <summary>
/// How the bus is. Whoever watches a part of it says what is wrong there; readiness and pages read it all. Safe from
/// any thread.
/// </summary>
public sealed class BusHealth
{
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> byPart = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource> probes = new();
    private volatile IReadOnlyList<QueueDepth> queues = [];

    /// <summary>What is wrong, each with what to do; empty: all is well.</summary>
    public IReadOnlyList<string> Reasons => [.. byPart.OrderBy(part => part.Key, StringComparer.Ordinal).SelectMany(part => part.Value)];

    /// <summary>The queues of the lanes, of the answers and of the dead letters; empty on a bus that has no queues to look at.</summary>
    public IReadOnlyList<QueueDepth> Queues => queues;

    /// <summary>Says what is wrong in one part, in place of what was said of it before.</summary>
    /// <param name="part">Who says it, for example <c>topology</c>.</param>
    /// <param name="reasons">Empty: nothing.</param>
    public void Say(string part, params IReadOnlyList<string> reasons) => byPart[part] = reasons;

    /// <summary>The broker's name and version; null: the bus is in the process, or the broker has not been reached yet.</summary>
    public string? Broker { get; private set; }

    public void Saw(IReadOnlyList<QueueDepth> seen) => queues = seen;

    public void Met(string? broker) => Broker = broker ?? Broker;

    /// <summary>A probe has come through to the dead letters; called by whoever takes them.</summary>
    /// <param name="nonce">The message id of the probe. One that nobody waits for is ignored.</param>
    public void ProbeArrived(string nonce)
    {
        if (probes.TryRemove(nonce, out var waiting))
        {
            waiting.TrySetResult();
        }
    }

    /// <summary>A task that ends when the probe arrives.</summary>
    public Task ProbeSent(string nonce) =>
        probes.GetOrAdd(nonce, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Nobody waits for the probe any more.</summary>
    public void ProbeGivenUp(string nonce) => probes.TryRemove(nonce, out _);
}
