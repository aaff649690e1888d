using System.Diagnostics;
using System.Threading.Channels;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>One caller's list, checked and planned.</summary>
/// <param name="Requests">What is asked for.</param>
/// <param name="Plans">A plan for each request but for those that say the same id again.</param>
/// <param name="Actor">Who asks, for the journal.</param>
/// <param name="Catalogue">What it was planned by.</param>
/// <param name="Alongside">More to save in the same transaction; null: nothing.</param>
/// <param name="Activity">The caller's span; null: there is none.</param>
internal sealed record IssuingCall(
    IReadOnlyList<MatterRequest> Requests,
    IReadOnlyDictionary<int, PlannedMatter> Plans,
    string Actor,
    Catalogue Catalogue,
    Func<Session, Issued, Task>? Alongside,
    Activity? Activity)
{
    private bool isTaken;

    /// <summary>Who gets its tasks, when that was chosen before the transaction; null: it is chosen there.</summary>
    public RoutedTasks? Routed { get; init; }

    /// <summary>What was chosen ahead, once and if it is for all of these tasks. Otherwise it counts as nobody's load any more, and is chosen anew.</summary>
    /// <param name="planned">How many matters are issued.</param>
    public RoutedTasks? TakeRouted(int planned)
    {
        if (!isTaken && planned == Plans.Count)
        {
            isTaken = true;
            return Routed;
        }

        Routed?.Dispose();
        return null;
    }
}

/// <summary>Saves the lists of several callers in one transaction.</summary>
/// <returns>What came of each, in order.</returns>
internal delegate Task<IReadOnlyList<Issued>> SaveCalls(Session session, IReadOnlyList<IssuingCall> calls);

/// <summary>
/// Calls that arrive while a transaction runs share the next one: under load one commit serves many, when idle nobody waits. A call that
/// cannot be saved spoils no other: what failed together is tried again by halves.
/// </summary>
internal sealed class IssuingTogether(Database database)
{
    /// <summary>A list this long is worth a transaction of its own, which on a shared database runs beside others.</summary>
    public const int AloneMin = 100;

    /// <summary>Most requests that share a transaction; others wait for it.</summary>
    private const int RequestsMax = 500;

    /// <summary>Most calls that wait; further ones wait to be let in.</summary>
    private const int WaitingMax = 1_000;

    private readonly Channel<Waiting> arrived = Channel.CreateBounded<Waiting>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private int isRunning;

    /// <summary>Returns when the list is saved; throws what kept it from being saved.</summary>
    /// <param name="call">The list.</param>
    /// <param name="save">Saves lists; may be run again.</param>
    /// <param name="cancel">Leaves the call out if its transaction has not begun.</param>
    public async Task<Issued> IssueAsync(IssuingCall call, SaveCalls save, CancellationToken cancel)
    {
        if (call.Requests.Count >= AloneMin)
        {
            return (await database.WriteAsync(session => save(session, [call]), cancel))[0];
        }

        var waiting = new Waiting(call);
        await arrived.Writer.WriteAsync(waiting, cancel);
        Run(save);
        await using (cancel.Register(() => waiting.Leave(cancel)))
        {
            return await waiting.Done.Task;
        }
    }

    /// <summary>Starts somebody to work the calls off, outside the caller's trace, unless there is one.</summary>
    private void Run(SaveCalls save)
    {
        if (Interlocked.CompareExchange(ref isRunning, 1, 0) is 0)
        {
            using var none = ExecutionContext.IsFlowSuppressed() ? default : ExecutionContext.SuppressFlow();
            _ = Task.Run(() => RunAsync(save));
        }
    }

    private async Task RunAsync(SaveCalls save)
    {
        while (arrived.Reader.TryPeek(out _))
        {
            await CommitAsync([], save);
        }

        Volatile.Write(ref isRunning, 0);

        // Whoever came after the last look and before the line above has started nobody.
        if (arrived.Reader.TryPeek(out _))
        {
            Run(save);
        }
    }

    /// <summary>Saves these calls; none: those that have arrived by the time this transaction's turn has come.</summary>
    private async Task CommitAsync(IReadOnlyList<Waiting> given, SaveCalls save)
    {
        var together = new List<Waiting>(given);
        IReadOnlyList<Issued> issued;
        try
        {
            // Each caller has a token of its own, and what is shared heeds none of them.
            issued = await database.WriteAsync(session =>
            {
                if (given.Count is 0)
                {
                    Take(together);
                }

                return SaveAsync(session, together, save);
            }, CancellationToken.None);
        }
        catch (Exception e) when (e is DatabaseAwayException or CommitUnknownException)
        {
            // Nobody's fault among them.
            if (together.Count is 0)
            {
                Take(together);
            }

            together.ForEach(each => each.Done.SetException(e));
            return;
        }
        catch (Exception e)
        {
            await ApartAsync(together, e, save);
            return;
        }

        foreach (var (each, matters) in together.Zip(issued))
        {
            each.Done.SetResult(matters);
        }
    }

    /// <summary>One bad call must not keep the others out. By halves it is found in few transactions, however many shared the first.</summary>
    private async Task ApartAsync(List<Waiting> together, Exception failure, SaveCalls save)
    {
        if (together.Count is 0)
        {
            // Not even begun: whoever waits is told, or all would be tried for ever.
            Take(together);
            together.ForEach(each => each.Done.SetException(failure));
        }
        else if (together is [var alone])
        {
            alone.Done.SetException(failure);
        }
        else
        {
            await CommitAsync(together[..(together.Count / 2)], save);
            await CommitAsync(together[(together.Count / 2)..], save);
        }
    }

    /// <summary>Takes what has arrived and was planned by one catalogue; what was taken before, by a try that is now run again, stays.</summary>
    private void Take(List<Waiting> together)
    {
        var requests = together.Sum(each => each.Call.Requests.Count);
        while (requests < RequestsMax
            && arrived.Reader.TryPeek(out var next)
            && (together.Count is 0 || ReferenceEquals(next.Call.Catalogue, together[0].Call.Catalogue))
            && arrived.Reader.TryRead(out next))
        {
            if (next.TryTake())
            {
                together.Add(next);
                requests += next.Call.Requests.Count;
            }
        }
    }

    private static async Task<IReadOnlyList<Issued>> SaveAsync(Session session, List<Waiting> together, SaveCalls save)
    {
        if (together.Count is 0)
        {
            return []; // all have left
        }

        // What belongs to no kept trace of its own goes on in that of a call that is not kept, so that no new one begins further on.
        Activity.Current = (together.Find(each => each.Call.Activity is { Recorded: false }) ?? together[0]).Call.Activity;
        return await save(session, together.ConvertAll(each => each.Call));
    }

    private sealed class Waiting(IssuingCall call)
    {
        private int isDecided;

        public IssuingCall Call => call;

        public TaskCompletionSource<Issued> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        /// <returns>False: the caller has left.</returns>
        public bool TryTake() => Interlocked.Exchange(ref isDecided, 1) is 0;

        public void Leave(CancellationToken cancel)
        {
            if (TryTake())
            {
                Done.SetCanceled(cancel);
            }
        }
    }
}
