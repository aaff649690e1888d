using System.Globalization;
using System.Text.Json;
using System.Threading.Channels;
using StackExchange.Redis;
using TaskManager.Telemetry;

namespace TaskManager.Dispatcher.Live;

/// <summary>Where Redis is, and under which prefix this city keeps its keys.</summary>
/// <param name="ConnectionString">In the form of StackExchange.Redis: <c>host:port,password=…,ssl=true</c>.</param>
/// <param name="Prefix">Of every key and of the channel; two systems on one Redis need two.</param>
public sealed record RedisPlace(string ConnectionString, string Prefix);

/// <summary>
/// Live state in Redis. Commits only put their change into a bounded queue; one loop empties it, many changes a call.
/// Another looks every second whether Redis is there and still has what was kept.
/// </summary>
public sealed partial class RedisLiveState(RedisPlace place, LiveCalls calls, TimeProvider clock, ILoggerFactory logs) : BackgroundService, ILiveState
{
    private const int QueuedMax = 10_000;

    /// <summary>Most changes a call: a script holds up everybody else's while it runs.</summary>
    private const int AtOnceMax = 200;

    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    private readonly Channel<LiveChange> told = Channel.CreateBounded<LiveChange>(QueuedMax);
    private readonly string origin = Guid.CreateVersion7(clock.GetUtcNow()).ToString();
    private readonly string prefix = $"{{{place.Prefix}}}:";
    private readonly RedisChannel channel = RedisChannel.Literal($"{{{place.Prefix}}}:changes");
    private readonly ConfigurationOptions options = Options(place);
    private readonly ILogger log = logs.CreateLogger<RedisLiveState>();
    private readonly List<Action<LiveChange>> heard = [];
    private volatile ConnectionMultiplexer? connection;
    private volatile bool subscribed;

    public bool HearsOthers => subscribed && !calls.IsOpen && connection is { } redis && redis.GetSubscriber().IsConnected(channel);

    public bool IsLost { get; private set; }

    public void Listen(Action<LiveChange> heard) => this.heard.Add(heard);

    public void Tell(LiveChange change)
    {
        if (!told.Writer.TryWrite(change))
        {
            Signals.LiveFailures.Add(1);
        }
    }

    public async Task KeepAsync(CityCount count, CancellationToken cancel)
    {
        var text = JsonSerializer.Serialize(count, LiveJson.Default.CityCount);
        if (await RunAsync(RedisScripts.Keep, [prefix, text, LiveChange.MinuteOf(clock.GetUtcNow())], cancel) is { Answered: true, Answer: { } kept })
        {
            IsLost = (long)kept < 0;
        }
    }

    public async Task<CityCount?> ReadAsync(long fromMinute, CancellationToken cancel)
    {
        var (answered, answer) = await RunAsync(RedisScripts.Read, [prefix, fromMinute, LiveChange.MinuteOf(clock.GetUtcNow())], cancel);
        if (!answered || answer is not { IsNull: false } || (RedisResult[]?)answer is not [var counted, var open, var loads, var minutes])
        {
            return null;
        }

        var places = Numbers(open);
        return new CityCount(
            (long)counted,
            fromMinute,
            ((RedisResult[])minutes!).Select(each => (RedisResult[])each!).ToDictionary(each => (long)each[0], each => TallyOf(Numbers(each[1]))),
            new OpenTasks(places.GetValueOrDefault("waiting"), places.GetValueOrDefault("atDesks"), places.GetValueOrDefault("withMembers")),
            Numbers(loads).Where(load => load.Value is not 0).ToDictionary());
    }

    public override void Dispose()
    {
        connection?.Dispose();
        base.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.WhenAll(GoOnAsync(LookAsync, stoppingToken), GoOnAsync(EmptyAsync, stoppingToken));
    }

    /// <summary>Whatever goes wrong with a hint, the service goes on, and so does this.</summary>
    private async Task GoOnAsync(Func<CancellationToken, Task> loop, CancellationToken cancel)
    {
        while (!cancel.IsCancellationRequested)
        {
            try
            {
                await loop(cancel);
            }
            catch (Exception e) when (!cancel.IsCancellationRequested)
            {
                LoopFailed(log, e);
                await Task.Delay(LookAgain, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>Connects, subscribes, and notices what was lost; the client itself connects again when it was cut off.</summary>
    private async Task LookAsync(CancellationToken cancel)
    {
        connection ??= await ConnectionMultiplexer.ConnectAsync(options).WaitAsync(cancel);
        using var pace = new PeriodicTimer(LookAgain, clock);
        var wasAway = false;
        do
        {
            if (!subscribed)
            {
                (subscribed, _) = await calls.TryAsync(async () =>
                {
                    await connection.GetSubscriber().SubscribeAsync(channel, (_, message) => Hear(message));
                    return true;
                }, cancel);
            }

            var (answered, isCounted) = await calls.TryAsync(() => connection.GetDatabase().HashExistsAsync(prefix + "counted", "to"), cancel);
            if (answered && (wasAway || !isCounted))
            {
                // A server that comes back may have forgotten the last minutes, or all.
                IsLost = true;
            }

            wasAway = !answered;
        }
        while (await pace.WaitForNextTickAsync(cancel));
    }

    private async Task EmptyAsync(CancellationToken cancel)
    {
        var name = JsonSerializer.Serialize(origin, LiveJson.Default.String);
        while (await told.Reader.WaitToReadAsync(cancel))
        {
            // The client puts a channel prefix only before those of its own commands.
            var values = new List<RedisValue> { prefix, (string?)options.ChannelPrefix + (string?)channel, name };
            while (values.Count < AtOnceMax && told.Reader.TryRead(out var change))
            {
                values.Add(JsonSerializer.Serialize(change, LiveJson.Default.LiveChange));
            }

            if (await RunAsync(RedisScripts.Tell, [.. values], cancel) is { Answered: true, Answer: { } added } && (long)added is 0)
            {
                IsLost = true;
            }
        }
    }

    private async Task<(bool Answered, RedisResult? Answer)> RunAsync(string script, RedisValue[] values, CancellationToken cancel) =>
        connection is { } redis
            ? await calls.TryAsync(() => redis.GetDatabase().ScriptEvaluateAsync(script, [prefix + "counted"], values), cancel)
            : (false, null);

    private void Hear(RedisValue message)
    {
        if (JsonSerializer.Deserialize((string)message!, LiveJson.Default.LiveBatch) is not { } batch || batch.Origin == origin)
        {
            return;
        }

        foreach (var change in batch.Changes)
        {
            foreach (var listener in heard)
            {
                listener(change);
            }
        }
    }

    private static ConfigurationOptions Options(RedisPlace place)
    {
        var parsed = ConfigurationOptions.Parse(place.ConnectionString);
        parsed.AbortOnConnectFail = false;
        parsed.BacklogPolicy = BacklogPolicy.FailFast; // what cannot be told now is counted from the database later
        parsed.ReconnectRetryPolicy = new LinearRetry(1000);
        parsed.AsyncTimeout = 1000; // the pipeline has given up long before
        parsed.IncludeDetailInExceptions = false; // the message is for the log's reader, and says it once; the client itself would say it every second
        return parsed;
    }

    private static Dictionary<string, int> Numbers(RedisResult hash) => ((RedisResult[])hash!)
        .Chunk(2)
        .ToDictionary(pair => (string)pair[0]!, pair => int.Parse((string)pair[1]!, CultureInfo.InvariantCulture));

    private static Tally TallyOf(Dictionary<string, int> did) => new(
        did.GetValueOrDefault("issued"), did.GetValueOrDefault("dispatched"), did.GetValueOrDefault("closed"), did.GetValueOrDefault("automatic"));

    [LoggerMessage(EventId = 604, Level = LogLevel.Error, Message = "Live state failed and begins again in a second.")]
    private static partial void LoopFailed(ILogger log, Exception e);
}
