using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>Past tasks from a file of cases, read as its mapping says; the same rows that <c>replay</c> takes.</summary>
public static class PastTasksFile
{
    public const string NoUnit = "none";

    /// <param name="file">The opened file.</param>
    /// <param name="progress">Told the share of the file read.</param>
    /// <param name="cancel">Looked at between rows.</param>
    public static PastTasks Read(CaseFile file, Action<double> progress, CancellationToken cancel)
    {
        var cases = new List<CaseRow>();
        int automatic = 0, cancelled = 0, unusable = 0;
        foreach (var row in file.Rows())
        {
            cancel.ThrowIfCancellationRequested();
            switch (row)
            {
                case KeptRow { Case.Automatic: true }:
                    automatic++;
                    break;
                case KeptRow { Case.Status: CaseStatus.Cancelled }:
                    cancelled++;
                    break;
                case KeptRow kept:
                    cases.Add(kept.Case);
                    break;
                default:
                    unusable++;
                    break;
            }

            progress(file.Progress);
        }

        var duties = new Dictionary<string, Duty>();
        var guessed = Guessed(cases);
        var tasks = cases
            .Select((each, i) => new PastTask(Task(each, duties), each.EndedAt - each.OpenedAt) { Worked = guessed[i] })
            .OrderBy(task => task.Task.At)
            .ToList(); // stable: in the order of the file
        return new PastTasks(tasks, 0, guessed.Count(each => each is not null), automatic, cancelled, unusable);
    }

    private static TimeSpan?[] Guessed(List<CaseRow> cases)
    {
        var closed = Enumerable.Range(0, cases.Count).Where(i => cases[i] is { Member: not null, EndedAt: not null }).ToList();
        var gaps = WorkTimes.Guess(closed.ConvertAll(i => (cases[i].Member!, cases[i].EndedAt!.Value, cases[i].EndedAt!.Value - cases[i].OpenedAt)));
        var guessed = new TimeSpan?[cases.Count];
        for (var each = 0; each < closed.Count; each++)
        {
            guessed[closed[each]] = gaps[each];
        }

        return guessed;
    }

    private static TaskToRoute Task(CaseRow row, Dictionary<string, Duty> duties)
    {
        if (!duties.TryGetValue(row.Duty!, out var duty))
        {
            duties[row.Duty!] = duty = new Duty(row.Duty!, 1, row.Duty!, null, "history", [new Step("handle", "办理", "Handle")]);
        }

        return new TaskToRoute(duty, duty.Steps[0], row.Unit ?? NoUnit, row.OpenedAt)
        {
            Place = row is { Longitude: { } longitude, Latitude: { } latitude } ? new Position(longitude, latitude) : null,
            DeadlineAt = row.DeadlineAt,
        };
    }
}
