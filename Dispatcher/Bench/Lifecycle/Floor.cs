using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Bench.Lifecycle;

/// <summary>
/// What the database alone takes: the rows of a finished run, written once more into an empty one by nothing but their statements. A list is two
/// transactions, as in life: what issuing writes, and what recording the answers writes. No planning, routing, bus, check, or hash.
/// </summary>
internal sealed class Floor
{
    /// <summary>Rows of so many tasks are written.</summary>
    private const int TasksMax = 60_000;

    /// <summary>Lists written before the clock starts: statements are prepared, code is compiled.</summary>
    private const int WarmUpLists = 10;

    /// <summary>Far beyond the finished run's journal, which no server gives up.</summary>
    private const long FirstSeq = 1_000_000_000_000;

    private readonly List<Written> lists = [];

    /// <summary>Reads the rows to be written.</summary>
    public static async Task<Floor> OfAsync(Database finished, int tasks, CancellationToken cancel)
    {
        var limit = new { Limit = Math.Min(tasks, TasksMax) };
        var floor = new Floor();
        await finished.ReadAsync(async session =>
        {
            var matters = await session.QueryAsync<MatterRow>("bench-matters", limit);
            var done = await session.QueryAsync<TaskRow>("bench-tasks", limit);
            var assignments = await session.QueryAsync<AssignmentRow>("bench-assignments", limit);
            var feedback = await session.QueryAsync<FeedbackRow>("bench-feedback", limit);
            var issued = await session.QueryAsync<JournalRow>("bench-journal", new { limit.Limit, Kind = "issued" });
            var closed = await session.QueryAsync<JournalRow>("bench-journal", new { limit.Limit, Kind = "closed" });
            var routing = await session.QueryAsync<RoutingRow>("bench-routing", new { Limit = limit.Limit / LifecycleRun.ListSize });
            var seq = FirstSeq;
            for (var (from, i) = (0, 0); from + LifecycleRun.ListSize <= done.Count; from += LifecycleRun.ListSize, i++)
            {
                var rows = new Range(from, from + LifecycleRun.ListSize);
                var tasksOf = done.Take(rows).Select(row => row.ToTask()).ToList();
                floor.lists.Add(new Written(
                    [.. matters.Take(rows)],
                    tasksOf,
                    [.. tasksOf.Select(Assigned)],
                    [.. assignments.Take(rows)],
                    [.. feedback.Take(rows)],
                    Numbered(issued.Take(rows)),
                    Numbered(closed.Take(rows)),
                    routing[i],
                    Messages(tasksOf)));
            }

            List<JournalRow> Numbered(IEnumerable<JournalRow> rows) => rows.Select(row => new JournalRow
            {
                Seq = ++seq, TaskId = row.TaskId, Kind = row.Kind, Path = row.Path, At = row.At, RecordedAt = row.RecordedAt, Actor = row.Actor, Facts = row.Facts, Hash = row.Hash,
            }).ToList();

            return true;
        }, cancel);
        return floor;
    }

    /// <summary>Writes them.</summary>
    /// <param name="empty">A database with the tables and nothing in them.</param>
    /// <param name="clock">Measures.</param>
    /// <param name="cancel">Stops between two transactions.</param>
    /// <returns>Tasks a second; 0 when there are too few.</returns>
    public async Task<double> PerSecondAsync(Database empty, TimeProvider clock, CancellationToken cancel)
    {
        if (lists.Count <= WarmUpLists)
        {
            return 0;
        }

        await WriteAsync(lists[..WarmUpLists]);
        var begun = clock.GetTimestamp();

        // A shared database takes two writers on two processors; a file has one.
        var writers = empty.IsShared ? Environment.ProcessorCount : 1;
        await Task.WhenAll(Enumerable.Range(0, writers).Select(writer => Task.Run(() => WriteAsync(lists[WarmUpLists..].Where((_, i) => i % writers == writer)), cancel)));
        return (lists.Count - WarmUpLists) * LifecycleRun.ListSize / clock.GetElapsedTime(begun).TotalSeconds;

        async Task WriteAsync(IEnumerable<Written> some)
        {
            foreach (var list in some)
            {
                await empty.WriteAsync(list.IssueAsync, cancel);
                await empty.WriteAsync(list.RecordAsync, cancel);
            }
        }
    }

    private static DutyTask Assigned(DutyTask closed) => closed with { State = TaskState.Assigned, SubmittedAt = null, ClosedAt = null, ClosedAutomatically = null, Revision = closed.Revision - 1 };

    private static List<OutboxRow> Messages(List<DutyTask> tasks)
    {
        var now = tasks[0].IssuedAt;
        return tasks.GroupBy(task => BenchCity.LaneOf(task.Unit)).SelectMany(lane => lane.Chunk(Outbox.AssignmentsMax).Select(chunk =>
        {
            var id = MessageId.New(now);
            return new OutboxRow
            {
                Id = id,
                Queue = Queues.Lane(lane.Key),
                Body = Outbox.BodyOf(new AssignmentsSent(id.Value, lane.Key, [.. chunk.Select(task => new SentAssignment(
                    task.Id.Value, task.Number, task.Duty, task.Step, task.Member, task.DeadlineAt, HistoryRecord.Check, new Dictionary<string, string> { [HistoryRecord.ClosedAt] = "1700000000000", [HistoryRecord.ClosedBy] = task.Member ?? "" }))])),
                CreatedAt = now,
                NextAt = now,
            };
        })).ToList();
    }

    private sealed record Written(
        List<MatterRow> Matters,
        List<DutyTask> Closed,
        List<DutyTask> Assigned,
        List<AssignmentRow> Assignments,
        List<FeedbackRow> Feedback,
        List<JournalRow> IssuedRows,
        List<JournalRow> ClosedRows,
        RoutingRow Routing,
        List<OutboxRow> Messages)
    {
        public async Task IssueAsync(Session session)
        {
            await session.WriteManyAsync("add-matters", Matters);
            await session.WriteManyAsync("add-tasks", Assigned);
            await session.WriteManyAsync("add-assignments", Assignments);
            await session.WriteManyAsync("add-routing", [Routing]);
            await session.WriteManyAsync("add-outbox-rows", Messages);
            await session.WriteManyAsync("add-journal-rows", IssuedRows);
        }

        public async Task RecordAsync(Session session)
        {
            await session.WriteManyAsync("add-feedback", Feedback);
            await session.WriteManyAsync("close-tasks", Closed.Select((task, i) => new ChangedTask(new Moved([], Assigned[i], task))).ToList());
            foreach (var message in Messages)
            {
                await session.ExecuteAsync("settle-outbox-row", new { message.Id });
            }

            await session.WriteManyAsync("add-journal-rows", ClosedRows);
        }
    }

    private sealed class MatterRow
    {
        public byte[] Id { get; init; } = [];

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

        public string Parameters { get; init; } = "";

        public long IssuedAt { get; init; }

        public string? Excluded { get; init; }

        public long? SameKey { get; init; }
    }

    private sealed class AssignmentRow
    {
        public byte[] TaskId { get; init; } = [];

        public int Sequence { get; init; }

        public string Unit { get; init; } = "";

        public string? Member { get; init; }

        public long At { get; init; }

        public string Rule { get; init; } = "";

        public int Candidates { get; init; }

        public int Load { get; init; }

        public int Capacity { get; init; }

        public string Because { get; init; } = "";

        public byte[] RoutingId { get; init; } = [];

        public int RoutingPlace { get; init; }
    }

    private sealed class FeedbackRow
    {
        public byte[] TaskId { get; init; } = [];

        public byte[] MessageId { get; init; } = [];

        public string Outcome { get; init; } = "";

        public int Automatic { get; init; }

        public string By { get; init; } = "";

        public long At { get; init; }

        public string Note { get; init; } = "";

        public string Evidence { get; init; } = "";
    }

    private sealed class RoutingRow
    {
        public byte[] Id { get; init; } = [];

        public long At { get; init; }

        public int CatalogueVersion { get; init; }

        public int Tasks { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
