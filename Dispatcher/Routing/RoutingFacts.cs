using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing;

/// <summary>Finds out what routing must know of ready tasks. At most two queries for a list, and none where nothing asks for them.</summary>
public static class RoutingFacts
{
    public static async Task<IReadOnlyList<TaskToRoute>> OfAsync(Session session, IReadOnlyList<ReadyTask> ready, Catalogue catalogue)
    {
        var tasks = ready.Select(each => Of(each, catalogue)).ToList();
        await AddEarlierDoersAsync(session, ready, tasks);
        await AddSameMembersAsync(session, ready, tasks);
        return tasks;
    }

    /// <summary>What can be said without asking the database.</summary>
    public static TaskToRoute Of(ReadyTask ready, Catalogue catalogue)
    {
        var (task, matter, step) = (ready.Task, ready.Matter, ready.Step);
        return new TaskToRoute(catalogue.DutyAt(task.Duty, task.DutyVersion), step, task.Unit, ready.At)
        {
            Grid = task.Grid,
            Place = matter is { Longitude: { } longitude, Latitude: { } latitude } ? new Position(longitude, latitude) : null,
            DeadlineAt = task.DeadlineAt,
            NamedMember = ready.NamedMember,
            HadBy = ready.HadBy ?? new HashSet<string>(0),
            Conflicted = Conflicted(matter, catalogue),
            Holders = step.Holder is { } holder ? HoldersOf(holder, matter, catalogue) : null,
        };
    }

    private static HashSet<string> Conflicted(Matter matter, Catalogue catalogue)
    {
        HashSet<string> conflicted = [.. matter.Excluded];
        foreach (var member in catalogue.MembersWithExclusions)
        {
            if (member.Exclusions.Any(each => (each.Duty is null || each.Duty == matter.Duty) && (each.Of is null || matter.ValueOf(each.Of) == each.Value)))
            {
                conflicted.Add(member.Code);
            }
        }

        return conflicted;
    }

    private static HashSet<string> HoldersOf(Holder holder, Matter matter, Catalogue catalogue) => holder switch
    {
        { Member: { } member } => [member],
        { Parameter: { } parameter } => matter.Parameters.TryGetValue(parameter, out var named) ? [named] : [],
        { Chain: { } parameter } => matter.Parameters.TryGetValue(parameter, out var chain) ? [.. catalogue.SpecialistsOf(chain).Select(member => member.Code)] : [],
        _ => [],
    };

    private static async Task AddEarlierDoersAsync(Session session, IReadOnlyList<ReadyTask> ready, List<TaskToRoute> tasks)
    {
        var asked = ready.Where(each => each.Step.NotBy is not null && each.NamedMember is null).Select(each => each.Matter.Id).Distinct().ToList();
        if (asked.Count is 0)
        {
            return;
        }

        var doers = (await session.QueryAsync<DoerRow>("doers-of-matters", new { Ids = SqlValues.ToList(asked.Select(id => new TaskId(id.Value))) })).ToLookup(row => row.MatterId);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (ready[i].Step.NotBy is { } steps)
            {
                tasks[i] = tasks[i] with { EarlierBy = doers[ready[i].Matter.Id].Where(row => steps.Contains(row.Step)).Select(row => row.Member).ToHashSet() };
            }
        }
    }

    private static async Task AddSameMembersAsync(Session session, IReadOnlyList<ReadyTask> ready, List<TaskToRoute> tasks)
    {
        var keys = ready.Select((each, i) => each.NamedMember is null && AsksForSame(tasks[i]) ? SameKey.Of(tasks[i].Duty, each.Matter) : null).ToList();
        var asked = keys.Select((key, i) => (Key: key, Step: tasks[i].Step.Code)).Where(each => each.Key is not null).Distinct().Select(each => new { key = each.Key, step = each.Step }).ToList();
        if (asked.Count is 0)
        {
            return;
        }

        var last = (await session.QueryAsync<SameRow>("last-members-of-subjects", new { Subjects = JsonSerializer.Serialize(asked) }))
            .Where(row => row.Member is not null)
            .ToDictionary(row => (row.SameKey, row.Step), row => row.Member);
        for (var i = 0; i < tasks.Count; i++)
        {
            if (keys[i] is { } key && last.TryGetValue((key, tasks[i].Step.Code), out var member))
            {
                tasks[i] = tasks[i] with { SameMember = member };
            }
        }
    }

    private static bool AsksForSame(TaskToRoute task) => task.Step.Paired || (task.Duty.Weights ?? RoutingWeights.Default).Continuity > 0;

    private sealed class DoerRow
    {
        public MatterId MatterId { get; init; }

        public string Step { get; init; } = "";

        public string Member { get; init; } = "";
    }

    private sealed class SameRow
    {
        public long SameKey { get; init; }

        public string Step { get; init; } = "";

        public string? Member { get; init; }
    }
}
