using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>The list of tasks holds what a plain filter over all tasks holds, whatever is asked and whoever asks, page by page.</summary>
public abstract class TaskListFacts(StoreMaker make)
{
    private static readonly string[] Subjects = ["三楼漏水", "Broken Lamp", "lamp 漏水", ""];

    [Fact]
    public async Task Every_filter_and_pairs_of_them_list_what_a_plain_filter_does()
    {
        await using var town = await Town.BuildAsync(make);
        var random = new Random(11);
        var ids = (await town.LiveAsync(random, 150)).ToList();
        foreach (var i in Enumerable.Range(0, 12))
        {
            var request = Town.Request(i % 2 is 0 ? "checked" : "steps", i % 3 is 0 ? null : "g1") with { Subject = Subjects[i % 4], Channel = $"channel-{i % 3}", DeadlineAt = i % 4 is 0 ? new DateTimeOffset(2026, 11, 22, 0, 1, i, TimeSpan.Zero) : null };
            ids.AddRange((await town.IssueAsync(request)).Select(task => task.Id));
        }

        var all = await town.TasksAsync(ids);
        var subjects = new Dictionary<string, string>();
        foreach (var task in all)
        {
            subjects[task.Number] = (await town.Part<TaskQueries>().FindAsync(task.Number, new Caller("eye", Role.Supervisor, null), town.Catalogue, CancellationToken.None))!.Matter!.Subject;
        }

        var asked = Filters(all).ToList();
        asked.AddRange(Enumerable.Range(0, 60).Select(_ => Both(asked[random.Next(asked.Count)], asked[random.Next(asked.Count)])));
        foreach (var caller in (Caller[])[new("eye", Role.Supervisor, null), new("half", Role.Committee, null, "a"), new("other", Role.Reviewer, null, "b"), new("m", Role.Member, "M2"), new("m4", Role.Member, "M4")])
        {
            var scope = caller.ScopeIn(town.Catalogue);
            foreach (var fields in asked)
            {
                var (filter, errors) = FilterText.Read(name => fields.GetValueOrDefault(name), town.Catalogue, scope);
                if (errors.Count > 0)
                {
                    continue;
                }

                var now = town.Clock.GetUtcNow();
                var plain = all.Where(task => TaskQueries.MaySee(task, caller, town.Catalogue) && Fits(task, subjects[task.Number], filter, town.Catalogue, now))
                    .Select(task => task.Number).OrderDescending(StringComparer.Ordinal).ToList();
                var text = $"{caller.Name}: {FilterText.Address(filter)}";
                var (numbers, count) = await PagesAsync(town, town.Part<TaskList>(), filter, caller);
                numbers.ShouldBe(plain, text);
                count.ShouldBe(new TaskCount(plain.Count, true), text);

                // With so low a bound nothing is read whole: every page goes over an index in order and is cut.
                var (inSteps, atLeast) = await PagesAsync(town, new TaskList(town.Database, town.Clock, lookedAtMax: 40), filter, caller);
                inSteps.ShouldBe(plain, text);
                (atLeast.AtLeast <= plain.Count && (!atLeast.IsExact || atLeast.AtLeast == plain.Count)).ShouldBeTrue($"{text}: {atLeast} of {plain.Count}");
            }
        }
    }

    [Fact]
    public async Task Channels_are_told_once_each()
    {
        await using var town = await Town.BuildAsync(make);
        await town.IssueAsync(Town.Request("plain") with { Channel = "热线" }, Town.Request("plain") with { Channel = "" }, Town.Request("plain") with { Channel = "热线" }, Town.Request("plain"));
        (await town.Part<TaskList>().ChannelsAsync(CancellationToken.None)).ShouldBe(["test", "热线"], ignoreOrder: true);
    }

    private static bool Fits(DutyTask task, string subject, TaskFilter filter, Catalogue catalogue, DateTimeOffset now) =>
        (filter.State is null || (filter.State is TaskFilter.Open ? task.State.IsOpen() : task.State.ToString() == filter.State))
        && (filter.Duty is null || task.Duty == filter.Duty)
        && (filter.Unit is null || catalogue.UnitsUnder(filter.Unit).Contains(task.Unit))
        && (filter.Member is null || task.Member == filter.Member)
        && (filter.Grid is null || task.Grid == filter.Grid)
        && (filter.Channel is null || task.Channel == filter.Channel)
        && (filter.IssuedFrom is not { } issuedFrom || task.IssuedAt >= issuedFrom.At)
        && (filter.IssuedTo is not { } issuedTo || task.IssuedAt < issuedTo.At)
        && (filter.ClosedFrom is not { } closedFrom || task.ClosedAt >= closedFrom.At)
        && (filter.ClosedTo is not { } closedTo || task.ClosedAt < closedTo.At)
        && (filter.DueFrom is not { } dueFrom || task.DeadlineAt >= dueFrom.At)
        && (filter.DueBefore is not { } dueBefore || task.DeadlineAt < dueBefore.At)
        && (!filter.Overdue || (task.State.IsOpen() && task.DeadlineAt < now))
        && (filter.Automatic is null || task.ClosedAutomatically == filter.Automatic)
        && (filter.OnTime is null || (filter.OnTime.Value ? task.ClosedAt <= task.DeadlineAt : task.ClosedAt > task.DeadlineAt || (task.ClosedAt is null && task.DeadlineAt < now)))
        && (filter.NumberBeginning is not { } number || task.Number.StartsWith(number, StringComparison.Ordinal))
        && filter.Words.All(word => subject.Contains(word, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Dictionary<string, string?>> Filters(IReadOnlyList<DutyTask> all)
    {
        var middle = all[all.Count / 2].IssuedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
        (string Name, string[] Values)[] values =
        [
            ("q", ["漏水", "LAMP", "lamp 漏水", "nothing", all[3].Number, "RW2026", "rw20261122-00000"]),
            ("state", [TaskFilter.Open, .. Enum.GetNames<TaskState>()]),
            ("duty", ["plain", "checked", "steps", "skilled"]),
            ("unit", ["root", "a", "a-1", "b", "empty"]),
            ("member", ["M1", "M2", "M3", "M4", "M5"]),
            ("grid", ["g1", "g2", "g3"]),
            ("channel", ["test", "channel-1", "none"]),
            ("issuedFrom", ["2026-11-22", "2026-11-23", middle]), ("issuedTo", ["2026-11-22", "2026-11-21", middle]),
            ("closedFrom", ["2026-11-22", middle]), ("closedTo", ["2026-11-22", middle]),
            ("dueFrom", ["2026-11-22", middle]), ("dueBefore", ["2026-11-23", middle]),
            ("overdue", ["true"]), ("automatic", ["true", "false"]), ("onTime", ["true", "false"]),
        ];
        return values.SelectMany(each => each.Values.Select(value => new Dictionary<string, string?> { [each.Name] = value })).Prepend([]);
    }

    private static Dictionary<string, string?> Both(Dictionary<string, string?> one, Dictionary<string, string?> other)
    {
        var both = new Dictionary<string, string?>(one);
        foreach (var (name, value) in other)
        {
            both[name] = value;
        }

        return both;
    }

    private static async Task<(List<string> Numbers, TaskCount Count)> PagesAsync(Town town, TaskList list, TaskFilter filter, Caller caller)
    {
        var numbers = new List<string>();
        TaskCount? count = null;
        filter = filter with { Limit = 7 };
        do
        {
            var page = await list.PageAsync(filter, caller, town.Catalogue, CancellationToken.None, withCount: count is null);
            numbers.AddRange(page.Items.Select(task => task.Number));
            count ??= page.Count;
            filter = filter with { After = page.Next };
        }
        while (filter.After is not null);
        return (numbers, count!.Value);
    }
}

public sealed class TaskListOnSqlite() : TaskListFacts(SqliteStore.CreateAsync);

public sealed class TaskListOnPostgres() : TaskListFacts(PostgresStore.CreateAsync);
