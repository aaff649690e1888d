using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>One task with everything that happened to it.</summary>
public sealed record TaskStory(
    DutyTask Task, Matter? Matter, IReadOnlyList<Assignment> Assignments, IReadOnlyList<Domain.Feedback> Feedback, IReadOnlyList<JournalRow> Journal, IReadOnlyList<StoredPhoto> Photos)
{
    /// <summary>The tasks of the same matter that the caller may see, this one among them.</summary>
    public IReadOnlyList<DutyTask> OfMatter { get; init; } = [];

    /// <summary>Messages that told a Worker of it and are not answered yet.</summary>
    public IReadOnlyList<MessageOnItsWay> OnTheirWay { get; init; } = [];

    /// <summary>Messages that brought a result.</summary>
    public IReadOnlyList<AnsweredMessage> Answered { get; init; } = [];

    /// <summary>Whether personal data 个人信息 in it is masked for whoever asked; see <see cref="PersonalData"/>.</summary>
    public bool IsMasked { get; init; }
}

/// <summary>A message in the outbox.</summary>
public sealed class MessageOnItsWay
{
    public MessageId Id { get; init; }

    public string Queue { get; init; } = "";

    public int Attempts { get; init; }

    /// <summary>When a durable bus confirmed it; null: none has.</summary>
    public DateTimeOffset? SentAt { get; init; }
}

/// <summary>A message whose answer, or a report whose result, was recorded. An answer has the id of the message it answers.</summary>
public sealed class AnsweredMessage
{
    public MessageId MessageId { get; init; }

    public DateTimeOffset At { get; init; }

    public string By { get; init; } = "";

    public FindingOutcome Outcome { get; init; }
}

/// <summary>Reads one task's story. What the caller may not see is not there.</summary>
public sealed class TaskQueries(Database database, AssignmentStore assignments, FeedbackStore feedback, PhotoStore photos, CurrentCatalogue current, TimeProvider clock)
{
    private const int AssignmentsSearchedMax = 3;

    /// <summary>A message is saved before the journal's row, by as long as the transaction waits for its turn.</summary>
    private static readonly TimeSpan SavedBefore = TimeSpan.FromSeconds(30);

    /// <summary>One task by id or number; null when there is none the caller may see.</summary>
    public async Task<TaskStory?> FindAsync(string idOrNumber, Caller caller, Catalogue catalogue, CancellationToken cancel)
    {
        var story = await ReadAsync(idOrNumber, caller, catalogue, cancel);
        return story is null || PersonalData.IsPlainFor(caller, story.Journal, clock.GetUtcNow())
            ? story
            : PersonalData.Masked(story, await DutiesOfAsync(story.Task, cancel));
    }

    private async Task<IEnumerable<Duty>> DutiesOfAsync(DutyTask task, CancellationToken cancel)
    {
        var catalogue = await current.KnowingAsync([task], cancel);
        return [catalogue.DutyAt(task.Duty, task.DutyVersion), catalogue.FindDuty(task.Duty)!];
    }

    private Task<TaskStory?> ReadAsync(string idOrNumber, Caller caller, Catalogue catalogue, CancellationToken cancel) => database.ReadAsync(async session =>
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
        var journal = await session.QueryAsync<JournalRow>("journal-of-task", new { task.Id });
        return new TaskStory(
            task,
            (await MatterStore.FindAsync(session, [task.MatterId])).GetValueOrDefault(task.MatterId),
            await assignments.OfTaskAsync(session, task.Id),
            await feedback.OfTaskAsync(session, task.Id),
            journal,
            await photos.OfTaskAsync(session, task.Id))
        {
            OfMatter = [.. (await session.QueryAsync<TaskRow>("tasks-of-matter", new { Matter = task.MatterId })).Select(each => each.ToTask()).Where(each => MaySee(each, caller, catalogue))],
            OnTheirWay = await OnTheirWayAsync(session, task, journal),
            Answered = await session.QueryAsync<AnsweredMessage>("answers-of-task", new { Task = task.Id }),
        };
    }, cancel);

    /// <summary>The messages of the last assignments that are still in the outbox.</summary>
    private static async Task<IReadOnlyList<MessageOnItsWay>> OnTheirWayAsync(Session session, DutyTask task, IReadOnlyList<JournalRow> journal)
    {
        var found = new List<MessageOnItsWay>();
        foreach (var row in journal.Where(row => row.Kind is not ("closed" or "cancelled" or "accepted" or PersonalData.Revealed)).TakeLast(AssignmentsSearchedMax))
        {
            found.AddRange(await session.QueryAsync<MessageOnItsWay>("messages-on-their-way", new
            {
                First = FirstIdAt(row.RecordedAt - SavedBefore),
                Last = FirstIdAt(row.RecordedAt.AddSeconds(1)),
                TaskText = System.Text.Encoding.UTF8.GetBytes(task.Id.ToString()),
            }));
        }

        return found.DistinctBy(message => message.Id).ToList();
    }

    /// <summary>The smallest UUIDv7 of an instant, as it is stored.</summary>
    private static byte[] FirstIdAt(DateTimeOffset at)
    {
        var id = new byte[16];
        var milliseconds = new byte[8];
        System.Buffers.Binary.BinaryPrimitives.WriteInt64BigEndian(milliseconds, at.ToUnixTimeMilliseconds());
        milliseconds.AsSpan(2).CopyTo(id);
        return id;
    }

    /// <summary>The task of a number, whoever may see it: for acts that decide that themselves. Null: there is none.</summary>
    public Task<DutyTask?> OfNumberAsync(string number, CancellationToken cancel) => database.ReadAsync(async session =>
        (await session.FindAsync<TaskRow>("find-task", new { Id = Array.Empty<byte>(), Number = number }))?.ToTask(), cancel);

    /// <summary>A photo of a report; null when there is none on a task whose photos the caller may see.</summary>
    public async Task<(StoredPhoto Photo, byte[] Bytes)?> FindPhotoAsync(Guid id, Caller caller, Catalogue catalogue, CancellationToken cancel)
    {
        var found = await database.ReadAsync(session => photos.FindAsync(session, id), cancel);
        return found is { Photo: var photo } && await FindAsync(photo.TaskId.ToString(), caller, catalogue, cancel) is { } story && story.Photos.Any(each => each.Id == id) ? found : null;
    }

    /// <summary>Within the caller's scope overseers see all; a member the own tasks and those at the desks of the own unit and the units above.</summary>
    public static bool MaySee(DutyTask task, Caller caller, Catalogue catalogue) =>
        caller.ScopeIn(catalogue).Holds(task.Unit)
        && (caller.Oversees || (caller.Member is { } member && (task.Member == member || (task.Member is null && task.State is not TaskState.Waiting && caller.DesksIn(catalogue).Contains(task.Unit)))));
}
