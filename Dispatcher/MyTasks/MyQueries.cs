using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.MyTasks;

/// <summary>A task on a member's page.</summary>
/// <param name="Task">The task.</param>
/// <param name="Subject">What or whom it is about; empty when not said.</param>
/// <param name="Place">Address in words; null when not known.</param>
/// <param name="Latitude">Degrees; null when not known.</param>
/// <param name="Longitude">Degrees; null when not known.</param>
/// <param name="Assignment">How it came to the member; null at a desk.</param>
public sealed record MyTask(DutyTask Task, string Subject, string? Place, double? Latitude, double? Longitude, Assignment? Assignment);

/// <summary>What a member's page shows.</summary>
/// <param name="Open">The own open tasks: the most overdue first, then by deadline; those without one last.</param>
/// <param name="AtDesk">Tasks at the duty desks the member serves, likewise.</param>
/// <param name="Done">The last few the member has done, newest first.</param>
public sealed record MyDesk(IReadOnlyList<MyTask> Open, IReadOnlyList<MyTask> AtDesk, IReadOnlyList<MyTask> Done);

/// <summary>Reads a member's own page in one snapshot.</summary>
public sealed class MyQueries(Database database)
{
    private const int OpenMax = 60;
    private const int AtDeskMax = 20;
    private const int DoneMax = 5;

    public Task<MyDesk> DeskAsync(Caller caller, Catalogue catalogue, CancellationToken cancel)
    {
        var scope = caller.ScopeIn(catalogue);
        return database.ReadAsync(async session => new MyDesk(
            Mine(await session.QueryAsync<MyRow>("my-open-tasks", new { caller.Member, Limit = OpenMax })),
            Mine(await session.QueryAsync<MyRow>("my-desk-tasks", new { caller.Member, Desks = SqlValues.ToList(caller.DesksIn(catalogue)), Limit = AtDeskMax })),
            Mine(await session.QueryAsync<MyRow>("my-done-tasks", new { caller.Member, Limit = DoneMax }))), cancel);

        IReadOnlyList<MyTask> Mine(IReadOnlyList<MyRow> rows) => rows.Select(row => row.ToMyTask()).Where(each => scope.Holds(each.Task.Unit)).ToList();
    }

    private sealed class MyRow : TaskRow
    {
        public string Subject { get; init; } = "";

        public string? Place { get; init; }

        public double? Latitude { get; init; }

        public double? Longitude { get; init; }

        public string? Rule { get; init; }

        public int Candidates { get; init; }

        public int Load { get; init; }

        public int Capacity { get; init; }

        public IReadOnlyList<string>? Because { get; init; }

        public MyTask ToMyTask()
        {
            var task = ToTask();
            return new MyTask(task, Subject, Place, Latitude, Longitude, Rule is null
                ? null
                : new Assignment(task.Id, 0, task.Unit, task.Member, task.IssuedAt, new AssignmentReason(Enum.Parse<AssignmentRule>(Rule), Candidates, Load, Capacity) { Because = Because ?? [] }));
        }
    }
}
