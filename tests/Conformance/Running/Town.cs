using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using TaskManager.Bus;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance.Running;

/// <summary>A clock that moves a second at every look, so that no two acts fall on one instant.</summary>
internal sealed class TickingClock : TimeProvider
{
    private long seconds;

    public override DateTimeOffset GetUtcNow() => new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.Zero).AddSeconds(Interlocked.Increment(ref seconds));
}

/// <summary>Makes a live state that runs on a town's clock.</summary>
internal delegate ILiveState LiveMaker(TimeProvider clock);

/// <summary>A small town with the service's real parts on a real database; no bus, so a test decides when an answer comes.</summary>
internal sealed class Town : IAsyncDisposable
{
    private readonly ServiceProvider services;
    private bool joined;

    private Town(Store store, Database database, TimeProvider clock, ILiveState live)
    {
        Store = store;
        Database = database;
        Clock = clock;
        services = Parts(database, clock, live).BuildServiceProvider();
    }

    public Store Store { get; }

    public TimeProvider Clock { get; }

    public Database Database { get; }

    public Catalogue Catalogue => Part<CurrentCatalogue>().Value;

    public static async Task<Town> BuildAsync(StoreMaker make, LiveMaker? makeLive = null)
    {
        var clock = new TickingClock();
        var store = await make(clock);
        var town = new Town(store, store.Database, clock, makeLive?.Invoke(clock) ?? new InProcessLiveState());
        await town.Part<CurrentCatalogue>().LoadAsync(Files, CancellationToken.None);
        await town.Part<CurrentCatalogue>().StartAsync(CancellationToken.None);
        await town.Part<MemberLoads>().RebuildAsync(CancellationToken.None);
        return town;
    }

    /// <summary>The same town as a second Dispatcher has it: parts of its own on the same database.</summary>
    public static async Task<Town> JoinAsync(Town first, Database database, LiveMaker? makeLive = null)
    {
        var town = new Town(first.Store, database, first.Clock, makeLive?.Invoke(first.Clock) ?? new InProcessLiveState());
        town.joined = true;
        await town.Part<CurrentCatalogue>().StartAsync(CancellationToken.None);
        await town.Part<MemberLoads>().RebuildAsync(CancellationToken.None);
        return town;
    }

    public T Part<T>()
        where T : notnull => services.GetRequiredService<T>();

    public static MatterRequest Request(string duty, string? grid = null, string? externalId = null) =>
        new() { Source = "api", Duty = duty, Grid = grid, ExternalId = externalId, Channel = "test" };

    public async Task<IReadOnlyList<DutyTask>> IssueAsync(params MatterRequest[] requests)
    {
        var issued = (Issued)await Part<Issuer>().IssueAsync(requests, "test", Scope.Everything, alongside: null, CancellationToken.None);
        return issued.Matters.SelectMany(matter => matter.Tasks).ToList();
    }

    /// <summary>Puts a further duty in force and issues it once.</summary>
    public async Task<IReadOnlyList<DutyTask>> LoadDutyAsync(Duty duty)
    {
        await Part<CurrentCatalogue>().LoadAsync(Files with { Duties = [.. Files.Duties, duty] }, CancellationToken.None);
        return await IssueAsync(Request(duty.Code));
    }

    /// <summary>Puts another catalogue in force, made from the town's.</summary>
    public Task LoadAsync(Func<CatalogueFiles, CatalogueFiles> change) => Part<CurrentCatalogue>().LoadAsync(change(Files), CancellationToken.None);

    /// <summary>Records a Worker's answer to some tasks, as the consumer does.</summary>
    public Task RecordAsync(MessageId message, FindingOutcome outcome, params IEnumerable<DutyTask> tasks)
    {
        var at = Clock.GetUtcNow();
        var results = tasks.Select(task => new ReportedResult(message, new Feedback(task.Id, outcome, Automatic: true, "worker/check", at, "", new Dictionary<string, string>()))).ToList();
        return Database.WriteAsync(session => (Task)Part<Recorder>().RecordAsync(session, results), CancellationToken.None);
    }

    public Task<WorkResult> AcceptAsync(TaskId task, string member) => Part<MemberWork>().AcceptAsync(task, Catalogue.FindMember(member)!, Scope.Everything, CancellationToken.None);

    public Task<WorkResult> ReportAsync(TaskId task, string member) =>
        Part<MemberWork>().ReportAsync(task, Catalogue.FindMember(member)!, Scope.Everything, new MemberReport("done", new Dictionary<string, string>()), CancellationToken.None);

    public Task<WorkResult> ReturnAsync(TaskId task, string member, string reason = "不在本人职责", Guid? act = null) =>
        Part<PassingOn>().ReturnAsync(task, Catalogue.FindMember(member)!, Scope.Everything, reason, act, CancellationToken.None);

    public Task<WorkResult> TransferAsync(TaskId task, string member, string? to, string reason = "他更熟悉", Guid? act = null) =>
        Part<PassingOn>().TransferAsync(task, Catalogue.FindMember(member)!, Scope.Everything, to, reason, act, CancellationToken.None);

    public async Task<IReadOnlyList<DutyTask>> TasksAsync(IEnumerable<TaskId> ids) => await Database.WriteAsync(session => Part<Ledger>().LockAsync(session, ids), CancellationToken.None);

    /// <summary>Issues, accepts, returns, transfers, answers and reports by chance for a while; gives the tasks made.</summary>
    public async Task<IReadOnlyList<TaskId>> LiveAsync(Random random, int acts)
    {
        string[] duties = ["plain", "checked", "steps", "skilled"];
        string?[] grids = ["g1", "g2", "g3", null];
        var ids = new List<TaskId>();
        for (var i = 0; i < acts; i++)
        {
            if (ids.Count is 0 || random.Next(4) is 0)
            {
                var requests = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Request(duties[random.Next(duties.Length)], grids[random.Next(grids.Length)])).ToArray();
                ids.AddRange((await IssueAsync(requests)).Select(task => task.Id));
                continue;
            }

            var task = (await TasksAsync([ids[random.Next(ids.Count)]])).Single();
            var member = random.Next(3) is 0 ? Files.Members[random.Next(Files.Members.Count)].Code : task.Member ?? Files.Members[random.Next(Files.Members.Count)].Code;
            await (random.Next(7) switch
            {
                0 => AcceptAsync(task.Id, member),
                1 => ReportAsync(task.Id, member),
                2 => ReturnAsync(task.Id, member),
                3 => TransferAsync(task.Id, member, random.Next(3) is 0 ? null : Files.Members[random.Next(Files.Members.Count)].Code),
                4 => RecordAsync(MessageId.New(Clock.GetUtcNow()), FindingOutcome.NotYet, [task]),
                _ => RecordAsync(MessageId.New(Clock.GetUtcNow()), FindingOutcome.Satisfied, [task]),
            });
        }

        return ids;
    }

    public async ValueTask DisposeAsync()
    {
        await services.DisposeAsync();
        if (!joined)
        {
            await Store.DisposeAsync();
        }
    }

    private static ServiceCollection Parts(Database database, TimeProvider clock, ILiveState live)
    {
        var parts = new ServiceCollection();
        parts.AddLogging();
        parts.AddSingleton(clock);
        parts.AddSingleton(database); // an instance, so that the container leaves closing it to the store
        parts.AddSingleton<Ledger>();
        parts.AddSingleton<JournalCheck>();
        parts.AddSingleton<PeopleStore>();
        parts.AddDuties();
        parts.AddIssuing();
        parts.AddMemberRouting();
        parts.AddLive(new ConfigurationBuilder().Build());
        parts.AddSingleton(live); // the last one counts; whoever made it ends it
        parts.AddPublishing();
        parts.AddPhotos();
        parts.AddFeedback();
        parts.AddFigures();
        parts.AddTasks();
        parts.AddSingleton(new BusSettings());
        parts.AddSingleton(new BusPromise(Durable: false));
        parts.AddSingleton<BusHealth>();
        parts.AddDeadLetters();
        return parts;
    }

    public static readonly CatalogueFiles Files = new(
        new City("town", "小城", "Town", "Asia/Shanghai"),
        [new OrgUnit("root", "市委", null, null, "city"), new OrgUnit("a", "甲", null, "root", null), new OrgUnit("b", "乙", null, "root", "lane-b"), new OrgUnit("a-1", "甲一", null, "a", null), new OrgUnit("empty", "空", null, "root", null)],
        [new Grid("g1", "一", null, "a-1"), new Grid("g2", "二", null, "b"), new Grid("g3", "三", null, "empty")],
        [
            new Member("M1", "a-1", ["g1"], ["visiting"], 3, true),
            new Member("M2", "a-1", ["g1"], [], 5, true),
            new Member("M3", "a", [], ["visiting"], 4, true),
            new Member("M4", "b", ["g2"], ["visiting"], 7, true),
            new Member("M5", "b", [], [], 2, true),
        ],
        [
            new Duty("plain", 1, "普通", null, "test", [new Step("do", "办", null)]),
            new Duty("checked", 1, "核验", null, "test", [new Step("do", "办", null) { Check = new StepCheck("some-check", new Dictionary<string, string>()), Within = TimeSpan.FromHours(8) }]),
            new Duty("steps", 1, "多步", null, "test", [new Step("one", "一", null), new Step("two", "二", null) { After = ["one"], Unit = "b", Within = TimeSpan.FromDays(1) }, new Step("three", "三", null) { After = ["one", "two"] }]),
            new Duty("skilled", 1, "技能", null, "test", [new Step("do", "办", null) { Skill = "visiting" }]),
        ]);
}
