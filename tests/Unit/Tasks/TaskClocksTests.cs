using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Tasks;

public class TaskClocksTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Time_is_split_by_who_had_it()
    {
        var task = Task(TaskState.Closed) with { ClosedAt = At(10), DeadlineAt = At(9) };
        var clocks = TaskClocks.Of(task, [Row("Waiting", 0), Row("Waiting>Unassigned>Assigned", 1), Row("Assigned>Accepted", 3), Row("Accepted>Suspended", 4), Row("Suspended>Accepted", 6), Row("Accepted>Submitted>InReview>Closed", 10)], At(100));
        clocks.ShouldBe(new TaskClocks(Hours(10), Earlier: Hours(1), Waiting: Hours(2), Working: Hours(5), Suspended: Hours(2), Left: Hours(-1)));
    }

    [Fact]
    public void An_open_task_is_counted_up_to_now()
    {
        var task = Task(TaskState.Assigned) with { DeadlineAt = At(8) };
        TaskClocks.Of(task, [Row("Waiting>Unassigned>Assigned", 0)], At(5)).ShouldBe(new TaskClocks(Hours(5), Hours(0), Waiting: Hours(5), Hours(0), Hours(0), Left: Hours(3)));
    }

    private static DutyTask Task(TaskState state) => new(default, "RW20261122-000001", default, "d", 1, "s", "u", "", state, Start);

    private static JournalRow Row(string path, int hour) => new() { Path = path, At = At(hour) };

    private static DateTimeOffset At(int hour) => Start.AddHours(hour);

    private static TimeSpan Hours(int hours) => TimeSpan.FromHours(hours);
}
