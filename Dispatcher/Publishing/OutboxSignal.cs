using System.Collections.Concurrent;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Publishing;

/// <summary>Wakes the relay when there is something to send, and counts the messages on their way.</summary>
public sealed class OutboxSignal : IDisposable
{
    private readonly SemaphoreSlim wake = new(0, 1);
    private readonly ConcurrentDictionary<MessageId, DateTimeOffset> unanswered = [];

    private volatile bool urgent = true;

    /// <summary>Messages sent and not answered.</summary>
    public int Unanswered => unanswered.Count;

    /// <summary>Whether something urgent may wait, for which room is made; true at the start, when nobody knows.</summary>
    public bool IsUrgent => urgent;

    public void WakeUrgently()
    {
        urgent = true;
        Wake();
    }

    /// <summary>Says, before a look, that the look will take everything urgent.</summary>
    public void TakeUrgent() => urgent = false;

    /// <summary>Says, after a look, that there may be more.</summary>
    public void LeaveUrgent() => urgent = true;

    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake: one more look covers both.
            return;
        }
    }

    public void Sent(MessageId id, DateTimeOffset answerBy) => unanswered[id] = answerBy;

    public void Answered(MessageId id)
    {
        if (unanswered.TryRemove(id, out _))
        {
            Wake();
        }
    }

    /// <summary>Forgets messages whose answer is late; the outbox sends them again.</summary>
    public void ForgetLate(DateTimeOffset now)
    {
        foreach (var (id, answerBy) in unanswered)
        {
            if (answerBy <= now)
            {
                unanswered.TryRemove(id, out _);
            }
        }
    }

    public Task<bool> WaitAsync(TimeSpan most, CancellationToken cancel) => wake.WaitAsync(most, cancel);

    public void Dispose() => wake.Dispose();
}
