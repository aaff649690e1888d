using System.Data;
using System.Text.Json;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>What checking the journal found.</summary>
/// <param name="Rows">Rows read.</param>
/// <param name="Tasks">Tasks compared with their last row.</param>
/// <param name="Faults">What is wrong, at most <see cref="JournalCheck.FaultsMax"/>; empty when all is well.</param>
public sealed record JournalVerdict(long Rows, long Tasks, IReadOnlyList<string> Faults);

/// <summary>
/// Proves that the journal is whole and that the tasks are what it says: the hash chain holds, every step of every task
/// was legal and began where the last one ended, and each task is in every figure-making field what its rows make of it.
/// </summary>
public sealed class JournalCheck(Database database)
{
    public const int FaultsMax = 100;

    public async Task<JournalVerdict> VerifyAsync(CancellationToken cancel)
    {
        try
        {
            return await database.ReadAsync(session => VerifyAsync(session, cancel), cancel);
        }
        catch (Exception e) when (e is DataException or JsonException or FormatException or ArgumentException or InvalidCastException or KeyNotFoundException)
        {
            // The service never writes what it cannot read.
            return new JournalVerdict(0, 0, [$"A row of the journal or of a task cannot be read, so it was not written by this service: {e.Message}"]);
        }
    }

    private static async Task<JournalVerdict> VerifyAsync(Session session, CancellationToken cancel)
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

        var head = await session.FindAsync<JournalEnd>("journal-head");
        if (faults.Count < FaultsMax && (head is null || head.Seq != rows || !head.Hash.AsSpan().SequenceEqual(last)))
        {
            Fault($"The journal ends at row {rows}, its head says {head?.Seq}: rows were cut off or added at the end.");
        }

        var tasks = 0L;
        DutyTask? told = null;
        await foreach (var row in session.StreamAsync<StepRow>("journal-steps-by-task").WithCancellation(cancel))
        {
            var path = row.Path.Split('>');
            if (row.TaskId != told?.Id)
            {
                tasks++;
                told = null;
            }

            var begins = told?.State ?? TaskState.Waiting;
            if (path[0] != begins.ToString())
            {
                Fault($"Task {row.TaskId}: row {row.Seq} begins at {path[0]}, the rows before it end at {begins}.");
            }

            told = JournalTelling.After(told, row.TaskId, path, row.At, row.ReadFacts());
            if (row.IsLast && JournalTelling.Difference(told, row) is { } difference)
            {
                Fault($"Task {row.TaskId} {difference}");
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
    }

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

    private sealed class StepRow : TaskRow
    {
        public long Seq { get; init; }

        public TaskId TaskId { get; init; }

        public string Path { get; init; } = "";

        public DateTimeOffset At { get; init; }

        public string Facts { get; init; } = "";

        public bool IsLast { get; init; }

        public JournalFacts ReadFacts() => JsonSerializer.Deserialize(Facts, JournalJson.Readable.JournalFacts)!;
    }
}
