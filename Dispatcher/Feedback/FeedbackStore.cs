using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>Results as they were reported, also those that did not close their task.</summary>
public sealed class FeedbackStore
{
    public Task AddAsync(Session session, MessageId message, IEnumerable<Domain.Feedback> results) =>
        session.WriteManyAsync("add-feedback", results.Select(each => new FeedbackRow
        {
            TaskId = each.TaskId,
            MessageId = message,
            Outcome = each.Outcome,
            Automatic = each.Automatic,
            By = each.By,
            At = each.At,
            Note = each.Note,
            Evidence = each.Evidence,
        }).ToList());

    /// <summary>The results reported for one task, first to last.</summary>
    public async Task<IReadOnlyList<Domain.Feedback>> OfTaskAsync(Session session, TaskId task) =>
        (await session.QueryAsync<FeedbackRow>("feedback-of-task", new { Id = task }))
        .Select(row => new Domain.Feedback(row.TaskId, row.Outcome, row.Automatic, row.By, row.At, row.Note, row.Evidence))
        .ToList();

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
    }
}
