using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Every assignment ever made, with its reason.</summary>
public sealed class AssignmentStore
{
    /// <summary>Adds tasks' first assignments.</summary>
    public Task AddFirstAsync(Session session, IReadOnlyList<Assignment> assignments) => AddAsync(session, "add-assignments", assignments);

    /// <summary>Adds further assignments; each gets its task's next sequence number here.</summary>
    public Task AddNextAsync(Session session, IReadOnlyList<Assignment> assignments) => AddAsync(session, "add-next-assignments", assignments);

    private static Task AddAsync(Session session, string query, IReadOnlyList<Assignment> assignments) =>
        session.WriteManyAsync(query, assignments.Select(each => new AssignmentRow
        {
            TaskId = each.TaskId,
            Sequence = each.Sequence,
            Unit = each.Unit,
            Member = each.Member,
            At = each.At,
            Rule = each.Reason.Rule,
            Candidates = each.Reason.Candidates,
            Load = each.Reason.Load,
            Capacity = each.Reason.Capacity,
            Because = each.Reason.Because,
            RoutingId = each.Routing is { Batch: var batch } ? SqlValues.ToBytes(batch) : null,
            RoutingPlace = each.Routing?.Place,
        }).ToList());

    /// <summary>The assignments of one task, first to last.</summary>
    public async Task<IReadOnlyList<Assignment>> OfTaskAsync(Session session, TaskId task) =>
        (await session.QueryAsync<AssignmentRow>("assignments-of-task", new { Id = task }))
        .Select(row => new Assignment(row.TaskId, row.Sequence, row.Unit, row.Member, row.At, new AssignmentReason(row.Rule, row.Candidates, row.Load, row.Capacity) { Because = row.Because }))
        .ToList();

    private sealed class AssignmentRow
    {
        public TaskId TaskId { get; init; }

        public int Sequence { get; init; }

        public string Unit { get; init; } = "";

        public string? Member { get; init; }

        public DateTimeOffset At { get; init; }

        public AssignmentRule Rule { get; init; }

        public int Candidates { get; init; }

        public int Load { get; init; }

        public int Capacity { get; init; }

        public IReadOnlyList<string> Because { get; init; } = [];

        public byte[]? RoutingId { get; init; }

        public int? RoutingPlace { get; init; }
    }
}
