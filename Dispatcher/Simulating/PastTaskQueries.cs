using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>There are more past tasks than may be simulated.</summary>
public sealed class TooManyTasksException(int max) : Exception($"More than {max} tasks.")
{
    public int Max => max;
}

/// <summary>Past tasks from the database.</summary>
public sealed class PastTaskQueries(Database database, CurrentCatalogue current)
{
    /// <summary>Tasks issued on the given days, by the city's clock, within a scope.</summary>
    /// <param name="from">First day; null: since ever.</param>
    /// <param name="to">Last day; null: until now.</param>
    /// <param name="scope">Whose.</param>
    /// <param name="rowsMax">How many at most; null: any number.</param>
    /// <param name="cancel">Stops the query.</param>
    /// <exception cref="TooManyTasksException">There are more.</exception>
    public async Task<PastTasks> InAsync(DateOnly? from, DateOnly? to, Scope scope, int? rowsMax, CancellationToken cancel)
    {
        var catalogue = current.Value;
        var rows = await database.ReadAsync(session => session.QueryAsync<Row>("past-tasks-for-simulation", new
        {
            From = from is { } first ? Midnight(first, catalogue.Zone) : DateTimeOffset.UnixEpoch,
            To = to is { } last && last < DateOnly.MaxValue ? Midnight(last.AddDays(1), catalogue.Zone) : DateTimeOffset.MaxValue,
            Units = scope.Units is { } units ? SqlValues.ToList(units) : null,
            Limit = rowsMax is { } max ? max + 1L : long.MaxValue,
        }), cancel);
        if (rows.Count > rowsMax)
        {
            throw new TooManyTasksException(rowsMax.Value);
        }

        return Of(rows, catalogue);
    }

    /// <summary>The catalogue with the members of a scope alone.</summary>
    public static Catalogue Within(Catalogue catalogue, Scope scope) => scope.Units is null
        ? catalogue
        : new Catalogue(catalogue.City, [.. catalogue.Units], [.. catalogue.Grids], [.. catalogue.Members.Where(member => scope.Holds(member.Unit))], [.. catalogue.DutyVersions])
        {
            Version = catalogue.Version,
            Calendar = catalogue.Calendar,
            Shifts = catalogue.Shifts,
            Rosters = catalogue.Rosters,
            Places = catalogue.Places,
        };

    private static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(local, zone.GetUtcOffset(local));
    }

    private static PastTasks Of(IReadOnlyList<Row> rows, Catalogue catalogue)
    {
        int automatic = 0, cancelled = 0, unusable = 0;
        var kept = new List<(Row Row, Duty Duty, Step Step)>(rows.Count);
        foreach (var row in rows)
        {
            if (row.CancelledAt is not null)
            {
                cancelled++;
            }
            else if (row.ClosedAutomatically is 1)
            {
                automatic++;
            }
            else if (DutyOf(row, catalogue) is { } duty && duty.Steps.FirstOrDefault(step => step.Code == row.Step) is { } step && catalogue.FindUnit(row.Unit) is not null)
            {
                kept.Add((row, duty, step));
            }
            else
            {
                unusable++;
            }
        }

        var guessed = Guessed(kept.ConvertAll(each => each.Row));
        var recorded = 0;
        var tasks = kept.Select((each, i) =>
        {
            var worked = each.Row is { AcceptedAt: { } accepted, SubmittedAt: { } submitted } && submitted > accepted ? submitted - accepted : (TimeSpan?)null;
            recorded += worked is null ? 0 : 1;
            return new PastTask(Task(each.Row, each.Duty, each.Step, catalogue), each.Row.ClosedAt - Ready(each.Row)) { Worked = worked ?? guessed[i] };
        }).OrderBy(task => task.Task.At).ToList();
        return new PastTasks(tasks, recorded, tasks.Count(task => task.Worked is not null) - recorded, automatic, cancelled, unusable);
    }

    /// <summary>The version it was issued under, where that is in memory; else the newest, which has the same steps more often than not.</summary>
    private static Duty? DutyOf(Row row, Catalogue catalogue) => catalogue.FindDuty(row.Duty, (int)row.DutyVersion) ?? catalogue.FindDuty(row.Duty);

    private static DateTimeOffset Ready(Row row) => row.ReadyAt is { } at && at > row.IssuedAt ? at : row.IssuedAt;

    private static TimeSpan?[] Guessed(List<Row> rows)
    {
        var closed = Enumerable.Range(0, rows.Count).Where(i => rows[i] is { Member: not null, ClosedAt: not null }).ToList();
        var gaps = WorkTimes.Guess(closed.ConvertAll(i => (rows[i].Member!, rows[i].ClosedAt!.Value, rows[i].ClosedAt!.Value - Ready(rows[i]))));
        var guessed = new TimeSpan?[rows.Count];
        for (var each = 0; each < closed.Count; each++)
        {
            guessed[closed[each]] = gaps[each];
        }

        return guessed;
    }

    /// <summary>What routing is asked, by the same rules as when it was issued, as far as the task and its matter alone tell them.</summary>
    private static TaskToRoute Task(Row row, Duty duty, Step step, Catalogue catalogue)
    {
        var task = new DutyTask(new TaskId(Guid.Empty), "", new MatterId(Guid.Empty), duty.Code, duty.Version, row.Step, row.Unit, "", TaskState.Unassigned, row.IssuedAt) { Grid = row.Grid, DeadlineAt = row.DeadlineAt };
        var matter = new Matter(task.MatterId, "", null, duty.Code, duty.Version, row.Subject, "", row.IssuedAt)
        {
            Grid = row.Grid,
            Place = row.Place,
            Latitude = row.Latitude,
            Longitude = row.Longitude,
            Parameters = row.Parameters,
            Excluded = row.Excluded ?? [],
        };
        return RoutingFacts.Of(new ReadyTask(task, step, matter, null, null, Ready(row)), catalogue);
    }

    private sealed class Row
    {
        public string Duty { get; init; } = "";

        public long DutyVersion { get; init; }

        public string Step { get; init; } = "";

        public string Unit { get; init; } = "";

        public string? Grid { get; init; }

        public string? Member { get; init; }

        public DateTimeOffset IssuedAt { get; init; }

        public DateTimeOffset? DeadlineAt { get; init; }

        public DateTimeOffset? AcceptedAt { get; init; }

        public DateTimeOffset? SubmittedAt { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }

        public DateTimeOffset? CancelledAt { get; init; }

        public long? ClosedAutomatically { get; init; }

        public string Subject { get; init; } = "";

        public string? Place { get; init; }

        public double? Latitude { get; init; }

        public double? Longitude { get; init; }

        public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>(0);

        public IReadOnlyList<string>? Excluded { get; init; }

        public DateTimeOffset? ReadyAt { get; init; }
    }
}
