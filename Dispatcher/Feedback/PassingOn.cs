using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>
/// A member hands a task on: 退回, and routing finds somebody who has not had it; 转派, to a member of the own unit or to the
/// duty desk. The lane hears nothing of it: a check that was asked may still answer, and closes the task whoever has it then.
/// </summary>
public sealed class PassingOn(
    Database database, CurrentCatalogue current, OwnTasks own, Ledger ledger, Dispatching dispatching, AssignmentStore assignments, TimeProvider clock)
{
    /// <summary>Characters of a reason.</summary>
    public const int ReasonMax = 500;

    /// <summary>退回.</summary>
    /// <param name="id">The task, the member's own.</param>
    /// <param name="member">Who returns it.</param>
    /// <param name="scope">What the caller may see.</param>
    /// <param name="reason">Why, 1–500 characters.</param>
    /// <param name="act">The sender's id of this act; the same again is the same act. Null: none.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<WorkResult> ReturnAsync(TaskId id, Member member, Scope scope, string reason, Guid? act, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        var had = await assignments.OfTaskAsync(session, id);
        if (await FindAsync(session, id, member, scope, act, had) is not { Task: { } task, Result: var result })
        {
            return new NoSuchTask();
        }

        if (result is not null)
        {
            return result;
        }

        if (ReasonErrors(reason) is { Count: > 0 } errors)
        {
            return new BadReport(errors);
        }

        var now = Instants.Now(clock);
        var moved = (Moved)task.MoveTo(TaskState.Unassigned, now);
        await ledger.ChangeAsync(session, [new TaskChange("returned", moved, now, member.Code, new JournalFacts { Note = reason, Act = act })]);

        var catalogue = await current.KnowingAsync([task], cancel);
        var step = catalogue.DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        var ready = await ReadyAsync(session, moved.After, step, now) with
        {
            IsSent = false,
            HadBy = had.Select(each => each.Member).OfType<string>().Append(member.Code).ToHashSet(),
        };
        var assigned = await dispatching.AssignAsync(session, [ready], catalogue, "assigned", "routing");
        await ledger.ChangeAsync(session, assigned);
        return new Done(assigned.Single().Moved.After);
    }, cancel);

    /// <summary>转派.</summary>
    /// <param name="id">The task, the member's own.</param>
    /// <param name="member">Who transfers it.</param>
    /// <param name="scope">What the caller may see.</param>
    /// <param name="to">Number of another member of the same unit; null: the duty desk of the task's unit.</param>
    /// <param name="reason">Why, 1–500 characters.</param>
    /// <param name="act">The sender's id of this act; the same again is the same act. Null: none.</param>
    /// <param name="cancel">Cancels.</param>
    public Task<WorkResult> TransferAsync(TaskId id, Member member, Scope scope, string? to, string reason, Guid? act, CancellationToken cancel) => database.WriteAsync<WorkResult>(async session =>
    {
        if (await FindAsync(session, id, member, scope, act, await assignments.OfTaskAsync(session, id)) is not { Task: { } task, Result: var result })
        {
            return new NoSuchTask();
        }

        if (result is not null)
        {
            return result;
        }

        var step = (await current.KnowingAsync([task], cancel)).DutyAt(task.Duty, task.DutyVersion).Steps.Single(step => step.Code == task.Step);
        var next = to is null ? null : Colleagues(current.Value, member, step).FirstOrDefault(each => each.Code == to);
        var errors = ReasonErrors(reason).ToList();
        if (to is not null && next is null)
        {
            errors.Add(new ReportError("to", $"'{Shortened(to)}' is no member of your unit who can take it.", "Another active member of the own unit with the step's skill, or null for the duty desk.", "请选择本单位另一名可承办的党员，或值班台。", "Choose another member of your unit, or the duty desk."));
        }

        if (errors.Count > 0)
        {
            return new BadReport(errors);
        }

        // Counted in the turn as well, so that two who transfer to the same member at once do not overfill it.
        var load = next is null ? 0 : await LoadAsync(session, next);
        if (next is not null && load >= next.Capacity)
        {
            return new BadReport([new ReportError("to", $"Member {next.Code} has a full load ({load} of {next.Capacity}).", "Choose another, or the duty desk.", $"{next.Code} 已满负荷（{load}/{next.Capacity}），请另选或转值班台。", $"{next.Code} has a full load ({load} of {next.Capacity}). Choose another, or the duty desk.")]);
        }

        var now = Instants.Now(clock);
        if (next is not null && await HandingOver.AgainstTransferAsync(session, await ReadyAsync(session, task, step, now), next, load, current.Value) is { } rule)
        {
            var (chinese, english) = AssignmentSentence.Words(rule);
            return new BadReport([new ReportError("to", $"Member {next.Code} may not have it: {english}.", "Choose another, or the duty desk.", $"不能转给 {next.Code}：{chinese}。请另选或转值班台。", $"Member {next.Code} may not have it: {english}. Choose another, or the duty desk.")]);
        }

        var moved = (Moved)task.MoveTo(TaskState.Assigned, now);
        moved = moved with { After = moved.After with { Member = next?.Code } };
        await ledger.ChangeAsync(session, [new TaskChange("transferred", moved, now, member.Code, new JournalFacts
        {
            Unit = task.Unit,
            Member = next?.Code,
            Rule = nameof(AssignmentRule.Transferred),
            Note = reason,
            Act = act,
        })]);
        await assignments.AddNextAsync(session, [new Assignment(id, 0, task.Unit, next?.Code, now, new AssignmentReason(AssignmentRule.Transferred, next is null ? 0 : 1, load, next?.Capacity ?? 0))]);
        if (next is not null && database.IsShared)
        {
            session.InTurn(async _ =>
            {
                if (await LoadAsync(session, next) > next.Capacity)
                {
                    throw new FullMeanwhileException(next.Code);
                }
            });
        }

        return new Done(moved.After);
    }, cancel);

    /// <summary>Members of the own unit to whom a task of this step may be transferred, by number.</summary>
    public static IEnumerable<Member> Colleagues(Catalogue catalogue, Member member, Step step) => catalogue.ActiveMembersUnder(member.Unit)
        .Where(each => each.Unit == member.Unit && each.Code != member.Code && (step.Skill is null || each.Skills.Contains(step.Skill)));

    private static async Task<ReadyTask> ReadyAsync(Session session, DutyTask task, Step step, DateTimeOffset now) =>
        new(task, step, (await MatterStore.FindAsync(session, [task.MatterId]))[task.MatterId], Check: null, NamedMember: null, now);

    private static async Task<int> LoadAsync(Session session, Member member) =>
        (await MemberLoads.CountAsync(session, [member.Code])).GetValueOrDefault(member.Code);

    /// <summary>The task, and what is to be answered at once; a null result: go on. Null: no such task for this member.</summary>
    private async Task<(DutyTask? Task, WorkResult? Result)?> FindAsync(Session session, TaskId id, Member member, Scope scope, Guid? act, IReadOnlyList<Assignment> had)
    {
        if (await own.FindAnyAsync(session, id, scope) is not { } task)
        {
            return null;
        }

        if (act is not null && had.Any(each => each.Member == member.Code)
            && (await session.QueryAsync<JournalRow>("journal-of-task", new { Id = id })).Any(row => row.Actor == member.Code && row.ReadFacts().Act == act))
        {
            return (task, new Done(task));
        }

        if (task.Member == member.Code)
        {
            return (task, task.State is TaskState.Assigned or TaskState.Accepted ? null : new NotNow(
                $"任务 {task.Number} 现在是“{StateNames.Of(task.State).Chinese}”，不能再退回或转派。", $"Task {task.Number} is {task.State}; it can be neither returned nor transferred."));
        }

        if (task.Member is null && await own.FindAsync(session, id, member, scope) is not null)
        {
            return (task, new NotNow($"任务 {task.Number} 在值班台，不在您名下。", $"Task {task.Number} is at the duty desk, not with you."));
        }

        return had.Any(each => each.Member == member.Code)
            ? (task, new NotNow($"任务 {task.Number} 已不在您名下。", $"Task {task.Number} is not yours any more."))
            : null;
    }

    private static IReadOnlyList<ReportError> ReasonErrors(string reason) => reason.Length switch
    {
        0 => [new ReportError("reason", "The reason is missing.", $"1 to {ReasonMax} characters.", "请说明原因。", "Say why.")],
        > ReasonMax => [new ReportError("reason", $"The reason has {reason.Length} characters.", $"At most {ReasonMax}.", $"原因有 {reason.Length} 字，最多 {ReasonMax} 字。", $"{reason.Length} characters; at most {ReasonMax}.")],
        _ => [],
    };

    private static string Shortened(string text) => text.Length <= 60 ? text : text[..60] + "…";
}
