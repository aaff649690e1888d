using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>What checking the journal found.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Tasks">Tasks compared with their last row.</param>
/// <param name="Faults">What is wrong, at most <see cref="JournalCheck.FaultsMax"/>; empty when all is well.</param>
public sealed record JournalVerdict(long Rows, long Tasks, IReadOnlyList<string> Faults);

/// <summary>
/// Proves that the journal is whole and that the tasks are what it says: the hash chain holds, every step of every task
/// was legal and began where the last one ended, and each task stands where its last row left it.
/// </summary>
public sealed class JournalCheck(Database database)
{
    public const int FaultsMax = 100;

    public Task<JournalVerdict> VerifyAsync(CancellationToken cancel) => database.ReadAsync(async session =>
    {
        var faults = new List<string>();
        var (rows, last) = (0L, JournalChain.Start);
        await foreach (var row in session.StreamAsync<JournalRow>("journal-in-order").WithCancellation(cancel))
        {
            rows++;
            if (row.Seq != rows)
            {
                Fault($"Row {rows} is missing: the next one is {row.Seq}.");
                rows = row.Seq;
            }

            if (!JournalChain.HashOf(last, row).AsSpan().SequenceEqual(row.Hash))
            {
                Fault($"Row {row.Seq} does not follow from the row before it: one of them was changed.");
            }

            last = row.Hash;
            CheckPath(row, Fault);
            if (faults.Count >= FaultsMax)
            {
                break;
            }
        }

        var tasks = 0L;
        var state = (Task: default(TaskId), State: "");
        await foreach (var row in session.StreamAsync<StepRow>("journal-steps-by-task").WithCancellation(cancel))
        {
            var path = row.Path.Split('>');
            if (row.TaskId != state.Task)
            {
                tasks++;
                if (path[0] != nameof(TaskState.Waiting))
                {
                    Fault($"Task {row.TaskId}: its first row begins at {path[0]}, not at Waiting.");
                }
            }
            else if (path[0] != state.State)
            {
                Fault($"Task {row.TaskId}: row {row.Seq} begins at {path[0]}, the row before it ended at {state.State}.");
            }

            state = (row.TaskId, path[^1]);
            if (row.IsLast && row.State != state.State)
            {
                Fault($"Task {row.TaskId} is {row.State ?? "not there"}; its last journal row says {state.State}.");
            }

            if (faults.Count >= FaultsMax)
            {
                break;
            }
        }

        var unheardOf = await session.FindAsync<long>("count-tasks-without-journal");
        if (unheardOf > 0)
        {
            Fault($"{unheardOf} tasks have no journal row.");
        }

        return new JournalVerdict(rows, tasks, faults);

        void Fault(string text)
        {
            if (faults.Count < FaultsMax)
            {
                faults.Add(text);
            }
        }
    }, cancel);

    private static void CheckPath(JournalRow row, Action<string> fault)
    {
        var states = row.Path.Split('>').Select(name => Enum.TryParse<TaskState>(name, out var state) ? state : (TaskState?)null).ToList();
        for (var i = 1; i < states.Count; i++)
        {
            if (states[i - 1] is not { } from || states[i] is not { } to || !TaskStates.Arrows.Contains((from, to)))
            {
                fault($"Row {row.Seq} takes a step that does not exist: {row.Path}.");
            }
        }
    }

    private sealed class StepRow
    {
        public long Seq { get; init; }

        public TaskId TaskId { get; init; }

        public string Path { get; init; } = "";

        public string? State { get; init; }

        public bool IsLast { get; init; }
    }
}
