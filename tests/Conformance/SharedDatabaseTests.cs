using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>Several Dispatchers on one PostgreSQL database, each with parts and a memory of its own.</summary>
public class SharedDatabaseTests
{
    [Fact]
    public async Task Dispatchers_that_live_side_by_side_leave_a_sound_journal_and_close_nothing_twice()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        var store = (PostgresStore)town.Store;
        await using var second = store.Open(town.Clock);
        await using var third = store.Open(town.Clock);
        await using var b = await Town.JoinAsync(town, second);
        await using var c = await Town.JoinAsync(town, third);

        var ids = (await Task.WhenAll(new[] { town, b, c }.Select((each, i) => Task.Run(() => each.LiveAsync(new Random(31 + i), 120))))).SelectMany(each => each).ToList();
        await HammerAsync([town, b, c], ids);

        var contents = store.Contents();
        var verdict = await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None);
        verdict.Faults.ShouldBeEmpty();
        verdict.Tasks.ShouldBe(ids.Count);
        var tasks = await town.TasksAsync(ids);
        tasks.Select(task => task.Number).Distinct().Count().ShouldBe(ids.Count, "a number is given once");
        contents["journal"].Count(row => row.Contains(">Closed|", StringComparison.Ordinal)).ShouldBe(tasks.Count(task => task.State is TaskState.Closed));
    }

    [Fact]
    public async Task Fifty_routers_at_once_never_exceed_a_full_load()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        await using var other = ((PostgresStore)town.Store).Open(town.Clock);
        await using var b = await Town.JoinAsync(town, other);

        var issued = (await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => (i % 2 is 0 ? town : b).IssueAsync([.. Enumerable.Range(0, 20).Select(n => Town.Request("plain", n % 2 is 0 ? "g1" : "g2"))]))))).SelectMany(each => each).ToList();

        issued.Count.ShouldBe(1000);
        var loads = (await town.TasksAsync(issued.Select(task => task.Id))).Where(task => task.Member is not null).CountBy(task => task.Member!).ToDictionary();
        foreach (var (member, load) in loads)
        {
            load.ShouldBe(town.Catalogue.FindMember(member)!.Capacity, $"{member}: with 1,000 tasks everybody is full, and nobody more than that");
        }
    }

    [Fact]
    public async Task The_same_external_id_at_two_Dispatchers_is_issued_once()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        await using var other = ((PostgresStore)town.Store).Open(town.Clock);
        await using var b = await Town.JoinAsync(town, other);

        var issued = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 2 is 0 ? town : b).Part<Issuer>().IssueAsync(
            [Town.Request("plain", "g1", "x"), Town.Request("plain", "g1", $"y{i % 3}")], "test", Scope.Everything, null, CancellationToken.None))));

        issued.Cast<Issued>().SelectMany(each => each.Matters).Count(matter => !matter.IsDuplicate).ShouldBe(4);
        town.Store.Contents()["task"].Count.ShouldBe(4);
    }

    [Fact]
    public async Task Backends_that_die_at_any_moment_lose_nothing_and_double_nothing()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        var store = (PostgresStore)town.Store;
        using var done = new CancellationTokenSource();
        var killed = 0;
        var killing = Task.Run(async () =>
        {
            // Mostly close together, and now and then far enough apart for a transaction on a slow machine.
            var random = new Random(3);
            while (!done.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1 + (250 * Math.Pow(random.NextDouble(), 4))), TestContext.Current.CancellationToken);
                Interlocked.Add(ref killed, store.Read("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND state <> 'idle'").Count);
            }
        }, TestContext.Current.CancellationToken);

        var answered = new List<DutyTask>();
        for (var i = 0; i < 60 || (Volatile.Read(ref killed) < 20 && i < 2_000); i++)
        {
            answered.AddRange(await town.IssueAsync(Town.Request("plain", "g1"), Town.Request("steps", "g2"), Town.Request("checked")));
        }

        await done.CancelAsync();
        await killing;
        killed.ShouldBeGreaterThanOrEqualTo(20, "the test must have hurt");
        var tasks = store.Contents()["task"];
        tasks.Count.ShouldBe(answered.Count, "every task that was answered is there, and no other");
        (await town.TasksAsync(answered.Select(task => task.Id))).Count.ShouldBe(answered.Count);
        (await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task Migrations_started_at_once_run_once()
    {
        var connectionString = await (await Servers.CurrentAsync()).NewDatabaseAsync();
        var databases = Enumerable.Range(0, 4).Select(_ => new PostgresDatabase(connectionString, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLoggerFactory.Instance)).ToList();
        var versions = await Task.WhenAll(databases.Select(each => Task.Run(() => each.MigrateAsync(CancellationToken.None))));

        versions.Count(each => each.Before is 0).ShouldBe(1);
        versions.Select(each => each.After).Distinct().ShouldHaveSingleItem().ShouldBeGreaterThan(1);
        foreach (var database in databases)
        {
            await database.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_catalogue_loaded_by_one_Dispatcher_is_in_force_at_the_others()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        await using var other = ((PostgresStore)town.Store).Open(town.Clock);
        await using var b = await Town.JoinAsync(town, other);
        var issuedUnderNew = new Duty("brand-new", 1, "新", null, "test", [new Step("do", "办", null), new Step("then", "再", null) { After = ["do"] }]);

        var task = (await b.LoadDutyAsync(issuedUnderNew)).Single(each => each.State is TaskState.Assigned);
        await town.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, [task]);

        (await town.TasksAsync([task.Id])).Single().State.ShouldBe(TaskState.Closed);
        town.Catalogue.FindDuty("brand-new").ShouldNotBeNull();
    }

    [Fact]
    public async Task A_row_lies_in_the_partition_of_its_month_and_the_next_months_have_theirs()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        await town.IssueAsync(Town.Request("plain", "g1"));
        var store = (PostgresStore)town.Store;

        store.Read("SELECT DISTINCT tableoid::regclass::text FROM task").ShouldBe(["task_2026_11"]);
        store.Read("SELECT DISTINCT tableoid::regclass::text FROM journal").ShouldBe(["journal_2026_11"]);
        store.Read("SELECT DISTINCT tableoid::regclass::text FROM assignment").ShouldBe(["assignment_2026_11"]);
        store.Read("SELECT relname FROM pg_class WHERE relname LIKE 'journal_2027%' AND relkind = 'r' ORDER BY 1").ShouldBe(["journal_2027_01", "journal_2027_02"]);

        // Months later the sweep goes on where the start ended; a month that came without one keeps its rows where they are.
        await using var later = store.Open(new FixedClock(new DateTimeOffset(2027, 2, 10, 0, 0, 0, TimeSpan.Zero)));
        (await later.MakePartitionsAsync(CancellationToken.None)).ShouldBe(5 * 3, "March, April and May for five tables");
        (await later.MakePartitionsAsync(CancellationToken.None)).ShouldBe(0);
    }

    [Fact]
    public async Task The_database_itself_refuses_to_change_or_delete_journal_rows()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        await town.IssueAsync(Town.Request("plain"));
        foreach (var statement in (string[])["UPDATE journal SET actor = 'x'", "DELETE FROM journal", "TRUNCATE journal"])
        {
            Should.Throw<Npgsql.PostgresException>(() => ((PostgresStore)town.Store).Read(statement)).Message.ShouldContain("journal rows are never");
        }
    }

    private sealed class FixedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    /// <summary>Everybody records, accepts and reports the same tasks at once.</summary>
    private static Task HammerAsync(IReadOnlyList<Town> towns, IReadOnlyList<TaskId> ids) => Task.WhenAll(ids.Take(40).SelectMany(id => towns.Select(town => Task.Run(async () =>
    {
        var task = (await town.TasksAsync([id])).Single();
        await town.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, [task]);
        if (task.Member is { } member)
        {
            await town.ReportAsync(id, member);
        }
    }))));
}
