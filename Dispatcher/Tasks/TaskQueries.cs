using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>One task with everything that happened to it.</summary>
public sealed record TaskStory(
    DutyTask Task, Matter? Matter, IReadOnlyList<Assignment> Assignments, IReadOnlyList<Domain.Feedback> Feedback, IReadOnlyList<JournalRow> Journal);

/// <summary>Reads one task's story. What the caller may not see is not there.</summary>
public sealed class TaskQueries(Database database, AssignmentStore assignments, FeedbackStore feedback)
{
    /// <summary>One task by id or number; null when there is none the caller may see.</summary>
    public Task<TaskStory?> FindAsync(string idOrNumber, Caller caller, Catalogue catalogue, CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var row = await session.FindAsync<TaskRow>("find-task", new
        {
            Id = Guid.TryParse(idOrNumber, out var id) ? SqlValues.ToBytes(id) : [],
            Number = idOrNumber,
        });
        if (row is null || !MaySee(row.ToTask(), caller, catalogue))
        {
            return null;
        }

        var task = row.ToTask();
        return new TaskStory(
            task,
            (await session.FindAsync<MatterRow>("find-matter", new { Id = task.MatterId }))?.ToMatter(),
            await assignments.OfTaskAsync(session, task.Id),
            await feedback.OfTaskAsync(session, task.Id),
            await session.QueryAsync<JournalRow>("journal-of-task", new { task.Id }));
    }, cancel);

    /// <summary>Within the caller's scope overseers see all; a member the own tasks and those at the desks of the own unit and the units above.</summary>
    public static bool MaySee(DutyTask task, Caller caller, Catalogue catalogue) =>
        caller.ScopeIn(catalogue).Holds(task.Unit)
        && (caller.Oversees || (caller.Member is { } member && (task.Member == member || (task.Member is null && task.State is not TaskState.Waiting && caller.DesksIn(catalogue).Contains(task.Unit)))));

    private sealed class MatterRow
    {
        public MatterId Id { get; init; }

        public string Source { get; init; } = "";

        public string? ExternalId { get; init; }

        public string Duty { get; init; } = "";

        public int DutyVersion { get; init; }

        public string Subject { get; init; } = "";

        public string Channel { get; init; } = "";

        public string? Grid { get; init; }

        public string? Place { get; init; }

        public double? Latitude { get; init; }

        public double? Longitude { get; init; }

        public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

        public DateTimeOffset IssuedAt { get; init; }

        public Matter ToMatter() => new(Id, Source, ExternalId, Duty, DutyVersion, Subject, Channel, IssuedAt)
        {
            Grid = Grid,
            Place = Place,
            Latitude = Latitude,
            Longitude = Longitude,
            Parameters = Parameters,
        };
    }
}
