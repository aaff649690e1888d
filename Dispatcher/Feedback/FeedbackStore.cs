using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Results as they were reported, also those that did not close their task.</summary>
public sealed class FeedbackStore
{
    public Task AddAsync(Session session, IEnumerable<ReportedResult> results) =>
        session.WriteManyAsync("add-feedback", results.Select(result => (result.Message, Each: result.Feedback)).Select(result => new FeedbackRow
        {
            TaskId = result.Each.TaskId,
            MessageId = result.Message,
            Outcome = result.Each.Outcome,
            Automatic = result.Each.Automatic,
            By = result.Each.By,
            At = result.Each.At,
            Note = result.Each.Note,
            Evidence = result.Each.Evidence,
        }).ToList());

    /// <summary>The results reported for one task, first to last.</summary>
    public async Task<IReadOnlyList<Domain.Feedback>> OfTaskAsync(Session session, TaskId task) =>
        (await session.QueryAsync<FeedbackRow>("feedback-of-task", new { Id = task }))
        .Select(row => row.ToFeedback())
        .ToList();

    /// <summary>The result that one message brought for a task; null: it brought none.</summary>
    public async Task<Domain.Feedback?> FindAsync(Session session, TaskId task, MessageId message) =>
        (await session.FindAsync<FeedbackRow>("feedback-of-message", new { Id = task, Message = message }))?.ToFeedback();

    private sealed class FeedbackRow
    {
        public TaskId TaskId { get; init; }

        public MessageId MessageId { get; init; }

        public FindingOutcome Outcome { get; init; }

        public bool Automatic { get; init; }

        public string By { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string Note { get; init; } = "";

        public IReadOnlyDictionary<string, string> Evidence { get; init; } = new Dictionary<string, string>();

        public Domain.Feedback ToFeedback() => new(TaskId, Outcome, Automatic, By, At, Note, Evidence);
    }
}
