using System.Globalization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Bench.Latency;

/// <summary>What the database of the killed service says.</summary>
internal sealed class LatencyCheck(Database database, JournalCheck journal)
{
    private readonly Dictionary<int, TaskRow> tasks = [];
    private readonly List<string> faults = [];

    /// <summary>Looks for every task that was acknowledged.</summary>
    /// <returns>What is wrong; empty: nothing.</returns>
    public async Task<IReadOnlyList<string>> FaultsAsync(IReadOnlyList<Sent> sent, CancellationToken cancel)
    {
        await database.ReadAsync(async session =>
        {
            await foreach (var row in session.StreamAsync<TaskRow>("latency-tasks").WithCancellation(cancel))
            {
                var number = int.Parse(row.Request, CultureInfo.InvariantCulture);
                if (!tasks.TryAdd(number, row))
                {
                    faults.Add($"Request {number} was issued twice: tasks {tasks[number].TaskId} and {row.TaskId}.");
                }

                if (row.Unsatisfied > 0)
                {
                    faults.Add($"Task {row.TaskId}: its check did not find the row of the register.");
                }
            }

            return true;
        }, cancel);
        foreach (var each in sent.Where(each => each.Task is not null && tasks.GetValueOrDefault(each.Number)?.TaskId.Value != each.Task))
        {
            faults.Add($"Task {each.Task} of request {each.Number} was acknowledged, and is not there.");
        }

        faults.AddRange((await journal.VerifyAsync(cancel)).Faults);
        return faults;
    }

    /// <summary>Until the Workers answered, by what <see cref="FaultsAsync"/> has read; what none answered is a fault.</summary>
    /// <param name="measured">Those that are to have been answered.</param>
    public IEnumerable<double> Receipts(IEnumerable<Sent> measured)
    {
        foreach (var each in measured)
        {
            if (tasks.GetValueOrDefault(each.Number)?.At is { } at)
            {
                yield return Math.Max(0, at - each.Scheduled.ToUnixTimeMilliseconds()); // both are cut to whole milliseconds
            }
            else
            {
                faults.Add($"No Worker answered the task of request {each.Number}.");
            }
        }
    }

    private sealed class TaskRow
    {
        public string Request { get; init; } = "";

        public TaskId TaskId { get; init; }

        public long? At { get; init; }

        public long Unsatisfied { get; init; }
    }
}
