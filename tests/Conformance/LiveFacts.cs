using System.Diagnostics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using StackExchange.Redis;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Tests.Conformance;

/// <summary>What every live state must keep to: it may make the city's figures fresher, never wrong.</summary>
public abstract class LiveFacts(StoreMaker make) : IAsyncLifetime
{
    private readonly List<ILiveState> made = [];
    private readonly List<PostgresDatabase> opened = [];

    private protected StoreMaker MakeStore => make;

    [Fact]
    public async Task What_is_counted_as_it_happens_equals_the_database_though_it_is_counted_again_meanwhile()
    {
        await using var town = await Town.BuildAsync(make, MakeLive);
        await StartAsync();

        var counts = 0;
        var living = Task.Run(async () =>
        {
            for (var seed = 0; Volatile.Read(ref counts) < 10; seed++)
            {
                await town.LiveAsync(new Random(seed), 10);
            }
        }, TestContext.Current.CancellationToken);
        while (!living.IsCompleted)
        {
            await town.Part<CityNow>().RecountAsync(CancellationToken.None);
            Interlocked.Increment(ref counts);
        }

        await living;
        Text(Known(town)).ShouldBe(Text(await InDatabaseAsync(town)));
    }

    [Fact]
    public async Task Two_Dispatchers_that_work_at_once_know_of_each_other_what_the_database_has()
    {
        await using var town = await Town.BuildAsync(make, MakeLive);
        await using var other = await JoinAsync(town);
        await StartAsync();

        await Task.WhenAll(Task.Run(() => town.LiveAsync(new Random(5), 100)), Task.Run(() => other.LiveAsync(new Random(6), 100)));

        await BothKnowAsync(town, other);
        town.Part<MemberLoads>().Open.Values.Sum().ShouldBe((await InDatabaseAsync(town)).Open.WithMembers);
    }

    [Fact]
    public async Task Telling_never_waits()
    {
        await using var town = await Town.BuildAsync(make, MakeLive);
        await StartAsync();

        // More than any queue holds.
        LongestTell(town, 30_000).ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var service in made.OfType<BackgroundService>())
        {
            await service.StopAsync(CancellationToken.None);
            service.Dispose();
        }

        foreach (var database in opened)
        {
            await database.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    protected abstract ILiveState Make(TimeProvider clock);

    private protected ILiveState MakeLive(TimeProvider clock)
    {
        var live = Make(clock);
        made.Add(live);
        return live;
    }

    /// <summary>Starts what runs by itself, and waits until it hears, if it ever does.</summary>
    private protected async Task StartAsync()
    {
        foreach (var service in made.OfType<BackgroundService>())
        {
            await service.StartAsync(CancellationToken.None);
            await Until.TrueAsync(() => ((ILiveState)service).HearsOthers, TimeSpan.FromSeconds(10), "the live state hears others");
        }
    }

    private protected Task<Town> JoinAsync(Town town)
    {
        if (town.Store is not PostgresStore postgres)
        {
            return Town.JoinAsync(town, town.Database, MakeLive);
        }

        opened.Add(postgres.Open(town.Clock));
        return Town.JoinAsync(town, opened[^1], MakeLive);
    }

    /// <summary>Both know what the database has: within 2 seconds when they hear each other, else at their next count.</summary>
    private protected static async Task BothKnowAsync(params Town[] towns)
    {
        var wanted = Text(await InDatabaseAsync(towns[0]));
        foreach (var town in towns)
        {
            if (town.Part<ILiveState>().HearsOthers)
            {
                await Until.AnswerAsync(() => Task.FromResult(Text(Known(town))), known => known == wanted, TimeSpan.FromSeconds(2), wanted);
            }
            else
            {
                await town.Part<CityNow>().RecountAsync(CancellationToken.None);
                Text(Known(town)).ShouldBe(wanted);
            }
        }
    }

    private protected static TimeSpan LongestTell(Town town, int times)
    {
        var live = town.Part<ILiveState>();
        var change = new LiveChange(0, 0, Tally.Zero, OpenTasks.None, new Dictionary<string, int> { ["M1"] = 1 });
        var longest = TimeSpan.Zero;
        for (var i = 0; i < times; i++)
        {
            var clock = Stopwatch.StartNew();
            live.Tell(change);
            longest = clock.Elapsed > longest ? clock.Elapsed : longest;
        }

        return longest;
    }

    private protected static CityCount Known(Town town) => town.Part<CityNow>().From(0);

    private protected static Task<CityCount> InDatabaseAsync(Town town) => town.Part<CityQueries>().CountAsync(town.Clock.GetUtcNow() - CityNow.Kept, CancellationToken.None);

    private protected static string Text(CityCount? city) => city is null
        ? "nothing"
        : string.Join('\n', [
            $"{city.Open}",
            .. city.Loads.Where(load => load.Value is not 0).Select(load => $"{load.Key}={load.Value}").Order(StringComparer.Ordinal),
            .. city.Minutes.OrderBy(minute => minute.Key).Select(minute => $"{minute.Key}: {minute.Value}"),
        ]);
}

public sealed class LiveInProcess() : LiveFacts(SqliteStore.CreateAsync)
{
    protected override ILiveState Make(TimeProvider clock) => new InProcessLiveState();
}

/// <summary>What only Redis can do, and what must not matter when it stops doing it.</summary>
public abstract class LiveInRedis(StoreMaker make) : LiveFacts(make)
{
    private static readonly TimeSpan RightAgain = TimeSpan.FromSeconds(30);

    private OwnRedis? redis;
    private LiveCalls? calls;

    [Fact]
    public async Task What_is_kept_in_Redis_is_right_again_after_FLUSHALL()
    {
        await using var town = await Town.BuildAsync(MakeStore, MakeLive);
        await using var other = await JoinAsync(town);
        await StartAsync();
        using var counting = await CountAgainAsync(town);
        using var countingToo = await CountAgainAsync(other);
        await Task.WhenAll(Task.Run(() => town.LiveAsync(new Random(7), 60)), Task.Run(() => other.LiveAsync(new Random(8), 60)));
        await KeptIsRightAsync(town);

        using (var admin = await ConnectionMultiplexer.ConnectAsync(redis!.ConnectionString + ",allowAdmin=true"))
        {
            await admin.GetServers().Single().FlushAllDatabasesAsync();
        }

        await Task.WhenAll(Task.Run(() => town.LiveAsync(new Random(9), 40)), Task.Run(() => other.LiveAsync(new Random(10), 40)));
        await KeptIsRightAsync(town);
        await BothKnowAsync(town, other);
    }

    [Fact]
    public async Task Work_goes_on_while_Redis_is_killed_and_all_is_right_again_afterwards()
    {
        await using var town = await Town.BuildAsync(MakeStore, MakeLive);
        await using var other = await JoinAsync(town);
        await StartAsync();
        using var counting = await CountAgainAsync(town);
        using var countingToo = await CountAgainAsync(other);
        await town.LiveAsync(new Random(11), 40);

        redis!.Kill();
        await Task.WhenAll(Task.Run(() => town.LiveAsync(new Random(12), 60)), Task.Run(() => other.LiveAsync(new Random(13), 60)));
        LongestTell(town, 1000).ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        await Until.TrueAsync(() => calls!.IsOpen, TimeSpan.FromSeconds(15), "the breaker opens");
        LongestTell(town, 1000).ShouldBeLessThan(TimeSpan.FromMilliseconds(50));
        var asked = Stopwatch.StartNew();
        (await other.Part<ILiveState>().ReadAsync(0, CancellationToken.None)).ShouldBeNull();
        asked.Elapsed.ShouldBeLessThan(TimeSpan.FromMilliseconds(50), "an open breaker does not even ask");
        await town.LiveAsync(new Random(14), 30);
        await town.Part<CityNow>().RecountAsync(CancellationToken.None);
        Text(Known(town)).ShouldBe(Text(await InDatabaseAsync(town)));

        await redis.StartAgainAsync();
        await Until.TrueAsync(() => !calls!.IsOpen && town.Part<ILiveState>().HearsOthers && other.Part<ILiveState>().HearsOthers, RightAgain, "both hear each other again");
        await KeptIsRightAsync(town);
        await other.LiveAsync(new Random(15), 30);
        await KeptIsRightAsync(town);
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        redis?.Dispose();
        GC.SuppressFinalize(this);
    }

    protected override ILiveState Make(TimeProvider clock)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/redis-server"), "Needs redis-server.");
        redis ??= OwnRedis.StartAsync().GetAwaiter().GetResult();

        // Breakers run on real time: the town's clock leaps.
        calls = new LiveCalls(TimeProvider.System, NullLogger<LiveCalls>.Instance);
        return new RedisLiveState(new RedisPlace(redis.ConnectionString, "town"), calls, clock, NullLoggerFactory.Instance);
    }

    private static async Task<CountingAgain> CountAgainAsync(Town town)
    {
        var counting = new CountingAgain(town.Part<CityNow>(), town.Part<ILiveState>(), town.Database, TimeProvider.System, NullLogger<CountingAgain>.Instance);
        await counting.StartAsync(CancellationToken.None);
        return counting;
    }

    private static async Task KeptIsRightAsync(Town town)
    {
        var wanted = Text(await InDatabaseAsync(town));
        await Until.AnswerAsync(
            async () => Text(await town.Part<ILiveState>().ReadAsync(LiveChange.MinuteOf(town.Clock.GetUtcNow() - CityNow.Kept), CancellationToken.None)),
            kept => kept == wanted,
            RightAgain,
            wanted);
    }
}

public sealed class LiveInRedisOnSqlite() : LiveInRedis(SqliteStore.CreateAsync);

public sealed class LiveInRedisOnPostgres() : LiveInRedis(PostgresStore.CreateAsync);
