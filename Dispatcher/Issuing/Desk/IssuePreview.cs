using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>A task as it would be.</summary>
/// <param name="Task">Without number; its state tells whether it would start at once.</param>
/// <param name="Assignment">Who would get it, and why; null: it waits for earlier steps.</param>
/// <param name="Check">The check that would be asked first; null: a person's work.</param>
public sealed record PreviewedTask(DutyTask Task, Assignment? Assignment, string? Check);

/// <summary>A matter as it would be issued.</summary>
public sealed record PreviewedMatter(Matter Matter, IReadOnlyList<PreviewedTask> Tasks);

/// <summary>试算: plans and routes requests as issuing would at this moment, and saves nothing.</summary>
public sealed class IssuePreview(CurrentCatalogue current, MemberLoads loads, MemberPasts pasts, TimeProvider clock)
{
    /// <param name="requests">Must have passed <see cref="RequestCheck"/>.</param>
    /// <param name="scope">What the asker may see.</param>
    public IReadOnlyList<PreviewedMatter> Of(IReadOnlyList<MatterRequest> requests, Scope scope)
    {
        var (catalogue, now) = (current.Value, clock.GetUtcNow());
        var plans = requests.Select(request => Plan.For(request, catalogue, scope, now)).ToList();
        var ready = plans.SelectMany(plan => plan.Ready).ToList();
        var decisions = MemberChoice.For(
            ready.ConvertAll(each => RoutingFacts.Of(each, catalogue)),
            catalogue,
            member => new MemberNow(loads.Open.GetValueOrDefault(member), pasts.Of(member)),
            Dispatching.Seed).Decisions;
        var next = 0;
        return plans.ConvertAll(plan => new PreviewedMatter(
            plan.Matter,
            [
                .. plan.Ready.Select(each =>
                {
                    var decision = decisions[next++];
                    var member = (decision as ToMember)?.Member;
                    var assignment = new Assignment(each.Task.Id, 1, decision.Unit, member, now, decision.Reason);
                    return new PreviewedTask(each.Task with { Unit = decision.Unit, Member = member, State = TaskState.Assigned }, assignment, each.Check?.Name);
                }),
                .. plan.Waiting.Select(task => new PreviewedTask(task, null, null)),
            ]));
    }
}
