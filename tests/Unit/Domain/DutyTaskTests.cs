using FsCheck;
using FsCheck.Fluent;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Domain;

public class DutyTaskTests
{
    private static readonly DateTimeOffset Start = new(2026, 2, 24, 9, 0, 0, TimeSpan.Zero);

    /// <summary>The arrows of the design, written out a second time from its drawing, so that a slip in the code is seen.</summary>
    private static readonly Dictionary<TaskState, TaskState[]> Drawn = new()
    {
        [TaskState.Waiting] = [TaskState.Unassigned, TaskState.Cancelled],
        [TaskState.Unassigned] = [TaskState.Assigned, TaskState.Cancelled],
        [TaskState.Assigned] = [TaskState.Unassigned, TaskState.Assigned, TaskState.Accepted, TaskState.Submitted, TaskState.Suspended, TaskState.Cancelled],
        [TaskState.Accepted] = [TaskState.Unassigned, TaskState.Assigned, TaskState.Submitted, TaskState.Suspended, TaskState.Cancelled],
        [TaskState.Submitted] = [TaskState.InReview, TaskState.Cancelled],
        [TaskState.InReview] = [TaskState.Closed, TaskState.Returned, TaskState.Cancelled],
        [TaskState.Returned] = [TaskState.Assigned, TaskState.Submitted, TaskState.Suspended, TaskState.Cancelled],
        [TaskState.Suspended] = [TaskState.Assigned, TaskState.Accepted, TaskState.Returned, TaskState.Cancelled],
        [TaskState.Closed] = [],
        [TaskState.Cancelled] = [],
    };

    [Fact]
    public void No_illegal_arrow_is_ever_accepted_over_random_histories()
    {
        var histories = Gen.Elements(Enum.GetValues<TaskState>()).ListOf(60).ToArbitrary();
        Prop.ForAll(histories, wishes =>
        {
            var task = NewTask();
            foreach (var wish in wishes)
            {
                var legal = Drawn[task.State].Contains(wish)
                    && (task.State is not TaskState.Suspended || wish is TaskState.Cancelled || wish == task.SuspendedFrom);
                switch (task.MoveTo(wish, Start))
                {
                    case Moved moved:
                        legal.ShouldBeTrue($"{task.State} → {wish} was accepted");
                        moved.Before.ShouldBe(task);
                        moved.After.State.ShouldBe(wish);
                        moved.After.Revision.ShouldBe(task.Revision + 1);
                        task = moved.After;
                        break;
                    case Refused refused:
                        legal.ShouldBeFalse($"{task.State} → {wish} was refused");
                        refused.Task.ShouldBe(task, "a refusal changes nothing");
                        break;
                }
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    [Fact]
    public void Every_state_is_reached_by_some_history()
    {
        var reached = new HashSet<TaskState> { TaskState.Waiting };
        var todo = new Stack<DutyTask>([NewTask()]);
        while (todo.TryPop(out var task))
        {
            foreach (var state in Enum.GetValues<TaskState>())
            {
                if (task.MoveTo(state, Start) is Moved moved && reached.Add(state))
                {
                    todo.Push(moved.After);
                }
            }
        }

        reached.ShouldBe(Enum.GetValues<TaskState>(), ignoreOrder: true);
    }

    [Fact]
    public void A_suspended_task_resumes_only_to_where_it_was()
    {
        var suspended = Walk(NewTask(), TaskState.Unassigned, TaskState.Assigned, TaskState.Accepted, TaskState.Suspended);

        suspended.MoveTo(TaskState.Assigned, Start).ShouldBeOfType<Refused>().Reason.ShouldContain("Accepted");
        suspended.MoveTo(TaskState.Accepted, Start).ShouldBeOfType<Moved>().After.SuspendedFrom.ShouldBeNull();
    }

    [Fact]
    public void Several_arrows_are_taken_all_or_none()
    {
        var assigned = Walk(NewTask(), TaskState.Unassigned, TaskState.Assigned);

        assigned.MoveThrough(Start, TaskState.Submitted, TaskState.Closed).ShouldBeOfType<Refused>().Task.ShouldBe(assigned);
        assigned.MoveThrough(Start, TaskState.Submitted, TaskState.InReview, TaskState.Closed)
            .ShouldBeOfType<Moved>().After.ClosedAt.ShouldBe(Start);
    }

    private static DutyTask Walk(DutyTask task, params ReadOnlySpan<TaskState> states) =>
        ((Moved)task.MoveThrough(Start, states)).After;

    private static DutyTask NewTask() => new(
        TaskId.New(Start), "RW20260224-000001", MatterId.New(Start), "street-light", 1, "handle", "public-works", "hotline", TaskState.Waiting, Start);
}
