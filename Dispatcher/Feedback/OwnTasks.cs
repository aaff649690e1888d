using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>The tasks a member may work on: the own ones, and those at a duty desk the member serves.</summary>
public sealed class OwnTasks(Ledger ledger, CurrentCatalogue current)
{
    /// <summary>The task, locked, if it is one of them; null otherwise.</summary>
    public async Task<DutyTask?> FindAsync(Session session, TaskId id, Member member, Scope scope) =>
        await FindAnyAsync(session, id, scope) is { } task
        && (task.Member == member.Code || (task.Member is null && task.State is not TaskState.Waiting && current.Value.DesksOf(member).Contains(task.Unit)))
            ? task
            : null;

    /// <summary>The task, locked, whoever has it.</summary>
    public async Task<DutyTask?> FindAnyAsync(Session session, TaskId id, Scope scope) =>
        (await ledger.LockAsync(session, [id])).SingleOrDefault(task => scope.Holds(task.Unit));
}
