using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>A member takes up a task and reports its result. What lies outside the caller's scope is not there.</summary>
public sealed class MemberWork(
    Database database, CurrentCatalogue current, OwnTasks own, Ledger ledger, Recorder recorder, FeedbackStore store, PhotoStore photos, AssignmentStore assignments, MemberLoads loads, TimeProvider clock, ILogger<MemberWork> log)
{
    /// <summary>接单. Accepting a task at a duty desk takes it from there.</summary>
    public Task<WorkResult> AcceptAsync(TaskId id, Member member, Scope scope, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        if (await own.FindAsync(session, id, member, scope) is not { } task)
        {
            return new NoSuchTask();
        }

        if (task.State is TaskState.Accepted && task.Member == member.Code)
        {
            return new Done(task);
        }

        return task.State is TaskState.Assigned
            ? await ConflictAsync(session, task, member, cancel) ?? new Done(await TakeUpAsync(session, task, member))
            : new NotNow($"任务 {task.Number} 现在是“{StateNames.Of(task.State).Chinese}”，只有已派单的任务可以接单。", $"Task {task.Number} is {task.State}; only an assigned task can be accepted.");
    }, cancel);

    /// <summary>反馈. Reporting a task that was not accepted accepts it by that.</summary>
    public Task<WorkResult> ReportAsync(TaskId id, Member member, Scope scope, MemberReport report, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        if (await own.FindAsync(session, id, member, scope) is not { } task)
        {
            return new NoSuchTask();
        }

        if (task.State is TaskState.Closed && task.Member == member.Code && task.ClosedAutomatically is false)
        {
            return await AgainAsync(session, task, member, report);
        }

        var step = (await current.KnowingAsync([task], cancel)).DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        if (ReportCheck.Of(step, report) is { Count: > 0 } errors)
        {
            return new BadReport(errors);
        }

        var message = report.Act is { } act ? new MessageId(act) : MessageId.New(Instants.Now(clock));
        if (report.Act is not null && await store.FindAsync(session, id, message) is not null)
        {
            return new NotNow("这份反馈的编号已用于别的结果。请刷新页面后重新填写。", "The id of this report belongs to another result. Load the page again and report anew.");
        }

        if (task.State is TaskState.Assigned)
        {
            if (await ConflictAsync(session, task, member, cancel) is { } conflict)
            {
                return conflict;
            }

            await TakeUpAsync(session, task, member);
        }

        var now = Instants.Now(clock); // after taking it up, which comes first in the story too
        var result = new Domain.Feedback(id, FindingOutcome.Satisfied, Automatic: false, member.Code, now, report.Note, report.Evidence());
        var (_, decision) = (await recorder.RecordAsync(session, [new ReportedResult(message, result)])).Single();
        if (decision is Close)
        {
            await photos.AddAsync(session, id, message, report.Photos, now);
        }

        session.AfterCommit(() => ClosedTasks.Log(log, decision is Close { Moved.After: var closed } ? [closed] : []));
        return decision switch
        {
            Close close => new Done(close.Moved.After),
            TooLate late => new NotNow(
                $"任务 {task.Number} 现在是“{StateNames.Of(late.State).Chinese}”{(task.ClosedAutomatically is true ? "（数据核验已自动办结，无需再办）" : "")}，不再接收反馈。",
                $"Task {task.Number} is {late.State}{(task.ClosedAutomatically is true ? ", by the register itself" : "")}; it takes no report."),
            _ => throw new InvalidOperationException($"A person's report was not decided: {decision}."),
        };
    }, cancel);

    /// <summary>回避: what keeps a member from taking a task from a desk; null: nothing, or it is the member's own.</summary>
    private async Task<WorkResult?> ConflictAsync(Session session, DutyTask task, Member member, CancellationToken cancel)
    {
        if (task.Member is not null)
        {
            return null;
        }

        var catalogue = await current.KnowingAsync([task], cancel);
        var step = catalogue.DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        var matter = (await MatterStore.FindAsync(session, [task.MatterId]))[task.MatterId];
        var ready = new ReadyTask(task, step, matter, Check: null, NamedMember: null, Instants.Now(clock));
        return await HandingOver.AgainstTakingAsync(session, ready, member, catalogue) is { } rule && AssignmentSentence.Words(rule) is var words
            ? new NotNow($"任务 {task.Number} 不能由您承办：{words.Chinese}。", $"Task {task.Number} is not for you: {words.English}.")
            : null;
    }

    /// <summary>A report on a task that the member has closed: the same one once more, or another that comes too late.</summary>
    private async Task<WorkResult> AgainAsync(Session session, DutyTask task, Member member, MemberReport report)
    {
        if (report.Act is not { } act)
        {
            return new Done(task);
        }

        var earlier = await store.FindAsync(session, task.Id, new MessageId(act));
        return earlier is not null && earlier.By == member.Code && earlier.Note == report.Note && IsSame(earlier.Evidence, report.Evidence())
            ? new Done(task)
            : new NotNow(
                $"您已反馈过任务 {task.Number}，它已办结；这份不同的反馈没有被采用。",
                $"You have reported task {task.Number} already and it is closed; this other report was not taken.");
    }

    private static bool IsSame(IReadOnlyDictionary<string, string> one, IReadOnlyDictionary<string, string> other) =>
        one.Count == other.Count && one.All(each => other.TryGetValue(each.Key, out var value) && value == each.Value);

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
