using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Demo;

/// <summary>
/// Writes the month through the parts that real work goes through: <see cref="Issuer"/>, routing, <see cref="Ledger"/>,
/// <see cref="Recorder"/>. They are given a clock that walks through the month. How far it is written is saved in the same
/// transaction as the work, so that a start after a crash goes on where this one ended and does nothing twice.
/// </summary>
internal sealed class DemoFilling(IServiceProvider services, Database database, CurrentCatalogue current, AssignmentStore assignments)
{
    private readonly DemoClock clock = new();
    private Dictionary<(string Matter, string Step), TaskId> tasks = [];

    /// <summary>Writes what is missing of the demo's month.</summary>
    /// <param name="progress">Told the share written, 0 to 1, after every transaction.</param>
    /// <param name="cancel">Stops between two transactions.</param>
    public async Task RunAsync(Action<double> progress, CancellationToken cancel)
    {
        var city = await database.ReadAsync(DemoStore.FindAsync, cancel) ?? throw new InvalidOperationException("The database is no demo; DemoGuard.BeginAsync makes it one.");
        if (city.IsFilled)
        {
            return;
        }

        var ledger = ActivatorUtilities.CreateInstance<Ledger>(services, clock);
        var issuer = ActivatorUtilities.CreateInstance<Issuer>(services, clock, ledger);
        var recorder = ActivatorUtilities.CreateInstance<Recorder>(services, clock, ledger);
        var slots = DemoMonth.For(city.Seed, city.EndsAt, current.Value);
        tasks = await database.ReadAsync(DemoStore.WrittenAsync, cancel);
        foreach (var slot in slots.Where(slot => slot.End > city.FilledTo))
        {
            cancel.ThrowIfCancellationRequested();
            clock.Now = slot.End;
            await WriteAsync(slot, issuer, ledger, recorder);
            progress(1 - ((city.EndsAt - slot.End) / TimeSpan.FromDays(DemoMonth.Days)));
        }

        await database.WriteAsync(session => DemoStore.MoveAsync(session, city.EndsAt), cancel);
    }

    private async Task WriteAsync(DemoSlot slot, Issuer issuer, Ledger ledger, Recorder recorder)
    {
        if (slot.Requests.Count is 0)
        {
            await database.WriteAsync(session => ActAsync(session, slot, ledger, recorder), CancellationToken.None);
            return;
        }

        var issuance = await issuer.IssueAsync(
            slot.Requests,
            DemoRequests.Source,
            Scope.Everything,
            (session, issued) =>
            {
                foreach (var (request, matter) in slot.Requests.Zip(issued.Matters))
                {
                    foreach (var task in matter.Tasks)
                    {
                        tasks[(request.ExternalId!, task.Step)] = task.Id;
                    }
                }

                return ActAsync(session, slot, ledger, recorder);
            },
            CancellationToken.None);
        if (issuance is NotIssued wrong)
        {
            throw new InvalidOperationException($"The demo asked for something wrong: {wrong.Errors[0].Problem} {wrong.Errors[0].Remedy}");
        }
    }

    private async Task ActAsync(Session session, DemoSlot slot, Ledger ledger, Recorder recorder)
    {
        // In this order: a register answers in the seconds after the issue, and nobody reports what they did not accept.
        await AcceptAsync(session, Of(slot, DemoActKind.Accept), ledger);
        await ReportAsync(session, [.. Of(slot, DemoActKind.Check), .. Of(slot, DemoActKind.Report)], ledger, recorder);
        await DemoStore.MoveAsync(session, slot.End);
    }

    private List<(DemoAct Act, TaskId Task)> Of(DemoSlot slot, DemoActKind kind) =>
        slot.Acts.Where(act => act.Kind == kind).Select(act => (act, tasks[(act.Matter, act.Step)])).ToList();

    /// <summary>Many members accept at once, as each would alone (<see cref="MemberWork.AcceptAsync"/>).</summary>
    private async Task AcceptAsync(Session session, List<(DemoAct Act, TaskId Task)> acts, Ledger ledger)
    {
        if (acts.Count is 0)
        {
            return;
        }

        var changes = new List<TaskChange>();
        var taken = new List<Assignment>();
        var standing = (await ledger.LockAsync(session, acts.Select(each => each.Task))).ToDictionary(task => task.Id);
        foreach (var (act, id) in acts)
        {
            if (standing[id] is not { State: TaskState.Assigned } task || MemberFor(task) is not { } member)
            {
                continue;
            }

            var moved = (Moved)task.MoveTo(TaskState.Accepted, act.At);
            moved = moved with { After = moved.After with { Member = member.Code } };
            changes.Add(new TaskChange("accepted", moved, act.At, member.Code, new JournalFacts { Member = member.Code }));
            if (task.Member is null)
            {
                taken.Add(new Assignment(id, 0, task.Unit, member.Code, act.At, new AssignmentReason(AssignmentRule.TakenFromDesk, 1, 0, member.Capacity)));
            }
        }

        await ledger.ChangeAsync(session, changes);
        await assignments.AddNextAsync(session, taken);
    }

    private static async Task ReportAsync(Session session, List<(DemoAct Act, TaskId Task)> acts, Ledger ledger, Recorder recorder)
    {
        if (acts.Count is 0)
        {
            return;
        }

        var standing = (await ledger.LockAsync(session, acts.Select(each => each.Task))).ToDictionary(task => task.Id);
        await recorder.RecordAsync(session, [.. acts
            .Where(each => each.Act.Kind is DemoActKind.Check || standing[each.Task] is { State: TaskState.Accepted, Member: not null })
            .Select(each => new ReportedResult(MessageId.New(each.Act.At), new Domain.Feedback(
                each.Task,
                FindingOutcome.Satisfied,
                Automatic: each.Act.Kind is DemoActKind.Check,
                each.Act.Kind is DemoActKind.Check ? $"{DemoRequests.Source}/{each.Act.By}" : standing[each.Task].Member!,
                each.Act.At,
                each.Act.Note,
                each.Act.Fields)))]);
    }

    /// <summary>Whose it is; at a desk, one of those who serve it.</summary>
    private Member? MemberFor(DutyTask task)
    {
        if (task.Member is { } code)
        {
            return current.Value.FindMember(code);
        }

        var serving = current.Value.ActiveMembersUnder(task.Unit).Where(member => member.Unit == task.Unit).ToList();
        return serving.Count is 0 ? null : serving[task.Number[^1] % serving.Count];
    }
}
