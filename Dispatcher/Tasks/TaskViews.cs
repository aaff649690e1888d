using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>A task in a list.</summary>
public record TaskView
{
    /// <summary>Identity.</summary>
    public required Guid Id { get; init; }

    /// <summary>The number people quote.</summary>
    public required string Number { get; init; }

    /// <summary>Identity of the matter.</summary>
    public required Guid Matter { get; init; }

    /// <summary>Code of the duty.</summary>
    public required string Duty { get; init; }

    /// <summary>Code of the duty's step.</summary>
    public required string Step { get; init; }

    /// <summary>Where it stands: Waiting, Unassigned, Assigned, Accepted, Submitted, InReview, Returned, Suspended, Closed, Cancelled.</summary>
    public required string State { get; init; }

    /// <summary>Unit that answers for it.</summary>
    public required string Unit { get; init; }

    /// <summary>Assignee; null: nobody's yet, or at the unit's duty desk.</summary>
    public required string? Member { get; init; }

    /// <summary>Grid; null when not known.</summary>
    public required string? Grid { get; init; }

    /// <summary>How the request came in; empty when not known.</summary>
    public required string Channel { get; init; }

    /// <summary>When it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Deadline; null: none.</summary>
    public required DateTimeOffset? Deadline { get; init; }

    /// <summary>When it was closed; null: it is not.</summary>
    public required DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Closed by automatic feedback; null until closed.</summary>
    public required bool? ClosedAutomatically { get; init; }

    public static TaskView Of(DutyTask task) => new()
    {
        Id = task.Id.Value,
        Number = task.Number,
        Matter = task.MatterId.Value,
        Duty = task.Duty,
        Step = task.Step,
        State = task.State.ToString(),
        Unit = task.Unit,
        Member = task.Member,
        Grid = task.Grid,
        Channel = task.Channel,
        IssuedAt = task.IssuedAt,
        Deadline = task.DeadlineAt,
        ClosedAt = task.ClosedAt,
        ClosedAutomatically = task.ClosedAutomatically,
    };
}

/// <summary>A page of tasks.</summary>
/// <param name="Items">The tasks, newest day of issue first; perhaps fewer than asked for, even where there is a next page.</param>
/// <param name="Next">Pass it as <c>after</c> for the next page; null on the last.</param>
public sealed record TaskPageView(IReadOnlyList<TaskView> Items, string? Next);

/// <summary>One task with everything that happened to it.</summary>
/// <param name="Task">The task.</param>
/// <param name="Subject">What or whom the matter is about.</param>
/// <param name="Place">Address in words; null when not known.</param>
/// <param name="Assignments">Who got it, and why.</param>
/// <param name="Feedback">What was reported.</param>
/// <param name="Journal">台账: every accepted change.</param>
/// <param name="Photos">Photos of the report.</param>
/// <param name="Masked">Whether personal data 个人信息 in it is masked for the caller; POST …/reveal shows it.</param>
public sealed record TaskStoryView(
    TaskView Task,
    string Subject,
    string? Place,
    IReadOnlyList<AssignmentView> Assignments,
    IReadOnlyList<FeedbackView> Feedback,
    IReadOnlyList<JournalView> Journal,
    IReadOnlyList<PhotoView> Photos,
    bool Masked)
{
    public static TaskStoryView Of(TaskStory story, Catalogue catalogue) => new(
        TaskView.Of(story.Task),
        story.Matter?.Subject ?? "",
        story.Matter?.Place,
        story.Assignments.Select(each => AssignmentView.Of(each, catalogue)).ToList(),
        story.Feedback.Select(each => new FeedbackView(each.Outcome.ToString(), each.Automatic, each.By, each.At, each.Note, each.Evidence)).ToList(),
        story.Journal.Select(row => new JournalView(row.Seq, row.Kind, row.Path, row.At, row.RecordedAt, row.Actor, JsonSerializer.Deserialize<JsonElement>(row.Facts), Convert.ToHexStringLower(row.Hash))).ToList(),
        story.Photos.Select(photo => new PhotoView($"/photos/{photo.Id}", photo.Type, photo.Width, photo.Height)).ToList(),
        story.IsMasked);
}

/// <summary>Who got a task, and why.</summary>
/// <param name="Sequence">1 for the first assignment.</param>
/// <param name="Unit">Unit whose member or desk got it.</param>
/// <param name="Member">The member; null: the unit's duty desk.</param>
/// <param name="At">When.</param>
/// <param name="Rule">Grid, Unit, DutyDesk, History, TakenFromDesk or Transferred.</param>
/// <param name="Candidates">How many members could have got it.</param>
/// <param name="Load">Open tasks of the member before this one.</param>
/// <param name="Capacity">The member's full load.</param>
/// <param name="Why">In a Chinese sentence.</param>
/// <param name="WhyEn">In an English sentence.</param>
public sealed record AssignmentView(
    int Sequence, string Unit, string? Member, DateTimeOffset At, string Rule, int Candidates, int Load, int Capacity, string Why, string WhyEn)
{
    public static AssignmentView Of(Assignment assignment, Catalogue catalogue)
    {
        var why = AssignmentSentence.For(assignment, catalogue);
        return new AssignmentView(
            assignment.Sequence,
            assignment.Unit,
            assignment.Member,
            assignment.At,
            assignment.Reason.Rule.ToString(),
            assignment.Reason.Candidates,
            assignment.Reason.Load,
            assignment.Reason.Capacity,
            why.Chinese,
            why.English);
    }
}

/// <summary>What was reported.</summary>
/// <param name="Outcome">Satisfied, NotYet or Failed.</param>
/// <param name="Automatic">Whether no person was needed.</param>
/// <param name="By">Member number, or Worker and check.</param>
/// <param name="At">When the result was true.</param>
/// <param name="Note">In words; empty when the evidence says it all.</param>
/// <param name="Evidence">Named values that support it.</param>
public sealed record FeedbackView(string Outcome, bool Automatic, string By, DateTimeOffset At, string Note, IReadOnlyDictionary<string, string> Evidence);

/// <summary>One accepted change.</summary>
/// <param name="Seq">Row of the journal.</param>
/// <param name="Kind">issued, assigned, accepted, returned, transferred, closed, cancelled or revealed.</param>
/// <param name="Path">The states passed.</param>
/// <param name="At">When it happened.</param>
/// <param name="RecordedAt">When it was written; later than <c>at</c> for imported history.</param>
/// <param name="Actor">Who.</param>
/// <param name="Facts">What else changed.</param>
/// <param name="Hash">The row's link in the chain.</param>
public sealed record JournalView(long Seq, string Kind, string Path, DateTimeOffset At, DateTimeOffset RecordedAt, string Actor, JsonElement Facts, string Hash);

/// <summary>A photo of a report.</summary>
/// <param name="Address">Where it is.</param>
/// <param name="Type">image/jpeg, image/png or image/webp.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record PhotoView(string Address, string Type, int Width, int Height);
