using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>One accepted change of one task, on its way into the ledger.</summary>
/// <param name="Kind">What happened: <c>issued</c>, <c>assigned</c>, <c>accepted</c>, <c>returned</c>, <c>transferred</c>, <c>closed</c>, <c>cancelled</c>.</param>
/// <param name="Moved">The task before and after. <c>Before.Revision</c> −1 means it is new.</param>
/// <param name="At">When it happened; for imported history, the original time.</param>
/// <param name="Actor">Who: a member number, an account, a Worker and its check, or a part of the service.</param>
/// <param name="Facts">What else must be known to recompute figures from the journal alone.</param>
public sealed record TaskChange(string Kind, Moved Moved, DateTimeOffset At, string Actor, JournalFacts Facts);

/// <summary>Two writers changed the same task at once; the second one's work is rolled back.</summary>
public sealed class ChangedMeanwhileException(int expected, int touched)
    : ConflictException($"{expected - touched} of {expected} tasks were changed by somebody else in the meantime. Try again.");

/// <summary>Is told of changes once they are committed: the one place through which every change of a task passes.</summary>
public interface ILedgerListener
{
    /// <summary>Must return at once and not throw: the next writer may be waiting.</summary>
    /// <param name="changes">What was changed.</param>
    /// <param name="seq">The journal's last row of these changes; whoever counts knows by it what a count of the database holds already.</param>
    /// <param name="recordedAt">When they were recorded, as their journal rows say.</param>
    void Recorded(IReadOnlyList<TaskChange> changes, long seq, DateTimeOffset recordedAt);
}

/// <summary>Tasks and their journal, written together or not at all: state never differs from 台账.</summary>
public sealed class Ledger(TimeProvider clock, IEnumerable<ILedgerListener> listeners)
{
    /// <summary>Saves new tasks, each with its first journal row.</summary>
    public async Task AddAsync(Session session, IReadOnlyList<TaskChange> changes)
    {
        await session.WriteManyAsync("add-tasks", changes.Select(change => change.Moved.After).ToList());
        WriteInTurn(session, changes);
    }

    /// <summary>Saves changed tasks, each with its journal row.</summary>
    /// <exception cref="ChangedMeanwhileException">A task is no longer as <c>Before</c> says.</exception>
    public async Task ChangeAsync(Session session, IReadOnlyList<TaskChange> changes)
    {
        // A closing leaves the task where it is: then the indexes by unit, member and deadline are not touched.
        var closes = changes.ToLookup(change => ClosesWhereItIs(change.Moved), change => new ChangedTask(change.Moved));
        var touched = await session.WriteManyAsync("close-tasks", closes[true].ToList()) + await session.WriteManyAsync("change-tasks", closes[false].ToList());
        if (touched != changes.Count)
        {
            throw new ChangedMeanwhileException(changes.Count, touched);
        }

        WriteInTurn(session, changes);
    }

    /// <summary>The tasks as they are, locked until the transaction ends; unknown ids are left out.</summary>
    public Task<IReadOnlyList<DutyTask>> LockAsync(Session session, IEnumerable<TaskId> ids) =>
        Read(session.QueryAsync<TaskRow>("lock-tasks", new { Ids = SqlValues.ToList(ids) }));

    /// <summary>All tasks of the matters these tasks belong to, locked until the transaction ends.</summary>
    public Task<IReadOnlyList<DutyTask>> LockMattersAsync(Session session, IEnumerable<TaskId> ids) =>
        Read(session.QueryAsync<TaskRow>("lock-tasks-of-same-matters", new { Ids = SqlValues.ToList(ids) }));

    private static bool ClosesWhereItIs(Moved moved) =>
        moved.After.State is TaskState.Closed && moved.Before.Unit == moved.After.Unit && moved.Before.Member == moved.After.Member && moved.Before.DeadlineAt == moved.After.DeadlineAt;

    private static async Task<IReadOnlyList<DutyTask>> Read(Task<IReadOnlyList<TaskRow>> rows) =>
        (await rows).Select(row => row.ToTask()).ToList();

    /// <summary>
    /// The chain has one order, so its writers take turns. Written at the very end, a transaction's rows go in by one round
    /// trip, and nobody waits for the rest of its work.
    /// </summary>
    private void WriteInTurn(Session session, IReadOnlyList<TaskChange> changes)
    {
        if (session.Unwritten.Count is 0 && changes.Count > 0)
        {
            session.InTurn(end => WriteAsync(session, end));
        }

        session.Unwritten.AddRange(changes);
    }

    private async Task WriteAsync(Session session, JournalEnd end)
    {
        var rows = JournalChain.Continue(end.Seq, end.Hash, session.Unwritten, clock.GetUtcNow());
        await session.WriteManyAsync("add-journal-rows", rows);
        var last = rows[^1];
        await session.ExecuteAsync("move-journal-head", new { last.Seq, last.Hash });

        // The hash covers everything this transaction did to tasks: who finds it at its place knows that it was committed.
        session.WasCommittedAsync = async later => (await later.FindAsync<JournalEnd>("journal-row-hash", new { last.Seq }))?.Hash.AsSpan().SequenceEqual(last.Hash) is true;

        session.AfterCommit(() =>
        {
            foreach (var listener in listeners)
            {
                listener.Recorded(session.Unwritten, last.Seq, last.RecordedAt);
            }
        });
    }
}

/// <summary>A changed task and the revision it must still have.</summary>
internal sealed class ChangedTask(Moved moved)
{
    public TaskId Id => moved.After.Id;

    public string Unit => moved.After.Unit;

    public string? Member => moved.After.Member;

    public TaskState State => moved.After.State;

    public TaskState? SuspendedFrom => moved.After.SuspendedFrom;

    public DateTimeOffset? DeadlineAt => moved.After.DeadlineAt;

    public DateTimeOffset? AcceptedAt => moved.After.AcceptedAt;

    public DateTimeOffset? SubmittedAt => moved.After.SubmittedAt;

    public DateTimeOffset? ClosedAt => moved.After.ClosedAt;

    public DateTimeOffset? CancelledAt => moved.After.CancelledAt;

    public bool? ClosedAutomatically => moved.After.ClosedAutomatically;

    public int Revision => moved.After.Revision;

    public int RevisionBefore => moved.Before.Revision;
}
