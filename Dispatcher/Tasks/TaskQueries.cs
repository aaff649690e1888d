using System.Text.RegularExpressions;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>What to list. Null: any.</summary>
public sealed partial record TaskFilter
{
    public const int LimitMax = 200;

    /// <summary>State by name; <c>open</c> for every state that is neither closed nor cancelled.</summary>
    public string? State { get; init; }

    public string? Duty { get; init; }

    /// <summary>The unit and everything below it.</summary>
    public string? Unit { get; init; }

    public string? Member { get; init; }

    /// <summary>Number of the last task of the page before; see <see cref="TaskPage.Next"/>.</summary>
    public string? After { get; init; }

    /// <summary>1–200, default 50.</summary>
    public int Limit { get; init; } = 50;

    public static bool IsNumber(string text) => TaskNumber().IsMatch(text);

    [GeneratedRegex(@"^RW[0-9]{8}-[0-9]{6,12}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TaskNumber();
}

/// <summary>One page of tasks, newest day of issue first.</summary>
/// <param name="Items">The tasks.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null on the last.</param>
public sealed record TaskPage(IReadOnlyList<DutyTask> Items, string? Next);

/// <summary>One task with everything that happened to it.</summary>
public sealed record TaskStory(
    DutyTask Task, Matter? Matter, IReadOnlyList<Assignment> Assignments, IReadOnlyList<Domain.Feedback> Feedback, IReadOnlyList<JournalRow> Journal, IReadOnlyList<StoredPhoto> Photos);

/// <summary>Reads tasks for lists and pages. What the caller may not see is not there.</summary>
public sealed class TaskQueries(Database database, AssignmentStore assignments, FeedbackStore feedback, PhotoStore photos)
{
    private const string AfterAllNumbers = "S";

    /// <summary>One page.</summary>
    public Task<TaskPage> PageAsync(TaskFilter filter, Caller caller, Catalogue catalogue, CancellationToken cancel)
    {
        var units = UnitsOf(filter, caller.ScopeIn(catalogue), catalogue);
        return database.ReadAsync(async session =>
        {
            var rows = await session.QueryAsync<TaskRow>(units is null ? "page-of-tasks" : "page-of-tasks-of-units", new
            {
                filter.State,
                filter.Duty,
                Units = units is null ? null : SqlValues.ToList(units),
                filter.Member,
                SeesAll = caller.Oversees,
                OwnMember = caller.Member ?? "",
                Desks = SqlValues.ToList(caller.DesksIn(catalogue)),
                NumberBefore = filter.After ?? AfterAllNumbers,
                Limit = filter.Limit + 1,
            });
            var items = rows.Take(filter.Limit).Select(row => row.ToTask()).ToList();
            return new TaskPage(items, rows.Count > filter.Limit ? items[^1].Number : null);
        }, cancel);
    }

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
            await session.QueryAsync<JournalRow>("journal-of-task", new { task.Id }),
            await photos.OfTaskAsync(session, task.Id));
    }, cancel);

    /// <summary>The task of a number, whoever may see it: for acts that decide that themselves. Null: there is none.</summary>
    public Task<DutyTask?> OfNumberAsync(string number, CancellationToken cancel) => database.ReadAsync(async session =>
        (await session.FindAsync<TaskRow>("find-task", new { Id = Array.Empty<byte>(), Number = number }))?.ToTask(), cancel);

    /// <summary>A photo of a report; null when there is none on a task the caller may see.</summary>
    public Task<(StoredPhoto Photo, byte[] Bytes)?> FindPhotoAsync(Guid id, Caller caller, Catalogue catalogue, CancellationToken cancel) => database.ReadAsync(async session =>
        await photos.FindAsync(session, id) is { } found
        && await session.FindAsync<TaskRow>("find-task", new { Id = SqlValues.ToBytes(found.Photo.TaskId.Value), Number = "" }) is { } row
        && MaySee(row.ToTask(), caller, catalogue)
            ? found
            : ((StoredPhoto, byte[])?)null, cancel);

    /// <summary>Within the caller's scope overseers see all; a member the own tasks and those at the desks of the own unit and the units above.</summary>
    public static bool MaySee(DutyTask task, Caller caller, Catalogue catalogue) =>
        caller.ScopeIn(catalogue).Holds(task.Unit)
        && (caller.Oversees || (caller.Member is { } member && (task.Member == member || (task.Member is null && task.State is not TaskState.Waiting && caller.DesksIn(catalogue).Contains(task.Unit)))));

    /// <summary>The units whose tasks are asked for; null: all of the city's.</summary>
    private static IEnumerable<string>? UnitsOf(TaskFilter filter, Scope scope, Catalogue catalogue) =>
        filter.Unit is { } unit ? catalogue.UnitsUnder(unit).Where(scope.Holds) : scope.Units;

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
