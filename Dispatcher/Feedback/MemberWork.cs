using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What came of a member's act.</summary>
public abstract record WorkResult;

/// <summary>Done, or was done by the same member before: the same act twice is one.</summary>
public sealed record Done(DutyTask Task) : WorkResult;

/// <summary>There is no such task for this member.</summary>
public sealed record NoSuchTask : WorkResult;

/// <summary>The task's state does not allow it.</summary>
public sealed record NotNow(string Reason) : WorkResult;

/// <summary>The report does not fit the step's form.</summary>
public sealed record BadReport(IReadOnlyList<ReportError> Errors) : WorkResult;

/// <summary>A member takes up a task and reports its result. What lies outside the caller's scope is not there.</summary>
public sealed class MemberWork(
    Database database, CurrentCatalogue current, Ledger ledger, Recorder recorder, AssignmentStore assignments, MemberLoads loads, TimeProvider clock, ILogger<MemberWork> log)
{
    /// <summary>接单. Accepting a task at a duty desk takes it from there.</summary>
    public Task<WorkResult> AcceptAsync(TaskId id, Member member, Scope scope, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        if (await FindAsync(session, id, member, scope) is not { } task)
        {
            return new NoSuchTask();
        }

        if (task.State is TaskState.Accepted && task.Member == member.Code)
        {
            return new Done(task);
        }

        return task.State is TaskState.Assigned
            ? new Done(await TakeUpAsync(session, task, member))
            : new NotNow($"Task {task.Number} is {task.State}; only an assigned task can be accepted.");
    }, cancel);

    /// <summary>反馈. Reporting a task that was not accepted accepts it by that.</summary>
    public Task<WorkResult> ReportAsync(TaskId id, Member member, Scope scope, string note, IReadOnlyDictionary<string, string> fields, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        if (await FindAsync(session, id, member, scope) is not { } task)
        {
            return new NoSuchTask();
        }

        if (task.State is TaskState.Closed && task.Member == member.Code && task.ClosedAutomatically is false)
        {
            return new Done(task);
        }

        var step = (await current.KnowingAsync([task], cancel)).DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        if (ReportCheck.Of(step, note, fields) is { Count: > 0 } errors)
        {
            return new BadReport(errors);
        }

        if (task.State is TaskState.Assigned)
        {
            await TakeUpAsync(session, task, member);
        }

        var now = Instants.Now(clock);
        var evidence = fields.ToDictionary(field => field.Key, field => field.Value.Trim());
        var report = new Domain.Feedback(id, FindingOutcome.Satisfied, Automatic: false, member.Code, now, note, evidence);
        var (_, decision) = (await recorder.RecordAsync(session, [new ReportedResult(MessageId.New(now), report)])).Single();
        session.AfterCommit(() => ClosedTasks.Log(log, decision is Close { Moved.After: var closed } ? [closed] : []));
        return decision switch
        {
            Close close => new Done(close.Moved.After),
            TooLate late => new NotNow($"Task {task.Number} is {late.State}; it takes no report."),
            _ => throw new InvalidOperationException($"A person's report was not decided: {decision}."),
        };
    }, cancel);

    /// <summary>The task, if it is the member's or at a duty desk that the member serves.</summary>
    private async Task<DutyTask?> FindAsync(Session session, TaskId id, Member member, Scope scope) =>
        (await ledger.LockAsync(session, [id])).SingleOrDefault(task =>
            scope.Holds(task.Unit)
            && (task.Member == member.Code || (task.Member is null && task.State is not TaskState.Waiting && current.Value.DesksOf(member).Contains(task.Unit))));

    private async Task<DutyTask> TakeUpAsync(Session session, DutyTask task, Member member)
    {
        var now = Instants.Now(clock);
        var moved = (Moved)task.MoveTo(TaskState.Accepted, now);
        moved = moved with { After = moved.After with { Member = member.Code } };
        await ledger.ChangeAsync(session, [new TaskChange("accepted", moved, now, member.Code, new JournalFacts { Member = member.Code })]);
        if (task.Member is null)
        {
            var load = loads.Open.GetValueOrDefault(member.Code);
            var reason = new AssignmentReason(AssignmentRule.TakenFromDesk, 1, load, member.Capacity);
            await assignments.AddNextAsync(session, [new Assignment(task.Id, 0, task.Unit, member.Code, now, reason)]);
        }

        return moved.After;
    }
}
