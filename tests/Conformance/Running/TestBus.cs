using System.Collections.Concurrent;
using System.Threading.Channels;
using MassTransit;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TaskManager.Bus;
using TaskManager.Contracts;
using TaskManager.Worker;
using TaskManager.Worker.Assignments;

namespace TaskManager.Tests.Conformance.Running;

/// <summary>
/// The service's own bus with a sender, a Worker for some lanes, and somebody who takes the answers. On a broker the
/// Worker is apart and has only its own rights; in memory all are one.
/// </summary>
internal sealed class TestBus : IAsyncDisposable
{
    private readonly List<IHost> hosts = [];
    private readonly Channel<FeedbackReported> answers = Channel.CreateUnbounded<FeedbackReported>();

    private TestBus()
    {
    }

    /// <summary>What a Worker does with a message before it asks the checks; throws, waits, or nothing.</summary>
    public Func<AssignmentsSent, Task> Before { get; set; } = _ => Task.CompletedTask;

    /// <summary>How often each message was delivered.</summary>
    public ConcurrentDictionary<Guid, int> Deliveries { get; } = [];

    public BusHealth Health => hosts[0].Services.GetRequiredService<BusHealth>();

    public BusSettings Settings => hosts[0].Services.GetRequiredService<BusSettings>();

    public Handover Handover => hosts[0].Services.GetRequiredService<Handover>();

    /// <summary>Starts it and waits until it is in order.</summary>
    /// <param name="dispatcher">Access of the sender; null: in memory.</param>
    /// <param name="worker">Access of the Worker; null: it lives with the sender.</param>
    /// <param name="lane">The lane the Worker serves.</param>
    public static async Task<TestBus> StartAsync(BusAccess? dispatcher, BusAccess? worker, string lane)
    {
        var bus = new TestBus();
        await bus.AddAsync(SettingsOf(dispatcher), services =>
        {
            if (dispatcher is not null)
            {
                services.AddSingleton<LanesNow>(() => [lane]);
                services.AddSingleton<QueueMade>(_ => Task.CompletedTask);
                services.AddHostedService<BusWatch>();
            }
        }, [BusEndpoint.For<AnswerConsumer>(Queues.Feedback), .. worker is null ? EndpointsOf(lane) : []]);
        await Until.AnswerAsync(() => Task.FromResult(bus.Health.Reasons), reasons => reasons.Count is 0, TimeSpan.FromSeconds(60), "a bus in order");
        if (worker is not null)
        {
            await bus.AddAsync(SettingsOf(worker), _ => { }, [.. EndpointsOf(lane)]);
        }

        return bus;
    }

    public static BusSettings SettingsOf(BusAccess? access) =>
        access is null ? new BusSettings() : BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(access.Settings).Build());

    /// <summary>A message with one task that names no check.</summary>
    public static AssignmentsSent Message(string number, string lane) =>
        new(Guid.CreateVersion7(), lane, [new SentAssignment(Guid.CreateVersion7(), number, "duty", "step", null, null, null, new Dictionary<string, string>())]);

    public async Task<AssignmentsSent> SendAsync(string queue, string lane)
    {
        var message = Message("RW-1", lane);
        (await TrySendAsync(queue, message)).ShouldBe(new Confirmed());
        return message;
    }

    public Task<PublishOutcome> TrySendAsync(string queue, AssignmentsSent message) => Handover.SendAsync(queue, message, message.Id);

    /// <summary>The next answer that arrives.</summary>
    public async Task<FeedbackReported> AnswerAsync()
    {
        using var longest = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        longest.CancelAfter(TimeSpan.FromSeconds(60));
        return await answers.Reader.ReadAsync(longest.Token);
    }

    /// <summary>The answers to so many messages, by the message they answer.</summary>
    public async Task<IReadOnlyList<Guid>> AnswersAsync(int count)
    {
        var answered = new List<Guid>();
        while (answered.Count < count)
        {
            answered.Add((await AnswerAsync()).AnswerTo);
        }

        return answered;
    }

    /// <summary>Whether another answer is there already.</summary>
    public bool HasMore => answers.Reader.TryPeek(out _);

    public async ValueTask DisposeAsync()
    {
        foreach (var host in Enumerable.Reverse(hosts))
        {
            await host.StopAsync(CancellationToken.None);
            host.Dispose();
        }
    }

    private static IEnumerable<BusEndpoint> EndpointsOf(string lane) => WorkerSetup.EndpointsOf(lane).Select(each => BusEndpoint.For<WatchedConsumer>(each.Queue) with { AtOnceMax = each.AtOnceMax });

    private async Task AddAsync(BusSettings settings, Action<IServiceCollection> more, IReadOnlyList<BusEndpoint> endpoints)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.SetMinimumLevel(LogLevel.None);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(this);
        builder.Services.AddSingleton<AssignmentsSentConsumer>();
        builder.Services.AddWorker(builder.Configuration);
        more(builder.Services);
        builder.Services.AddBus(settings, consumers =>
        {
            consumers.AddConsumer<AnswerConsumer>();
            consumers.AddConsumer<WatchedConsumer>();
        }, _ => endpoints);
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        var host = builder.Build();
        hosts.Add(host);
        await host.StartAsync(TestContext.Current.CancellationToken);
    }

    private sealed class WatchedConsumer(TestBus bus, AssignmentsSentConsumer worker) : IConsumer<AssignmentsSent>
    {
        public async Task Consume(ConsumeContext<AssignmentsSent> context)
        {
            bus.Deliveries.AddOrUpdate(context.Message.Id, 1, (_, before) => before + 1);
            await bus.Before(context.Message);
            await worker.Consume(context);
        }
    }

    private sealed class AnswerConsumer(TestBus bus) : IConsumer<FeedbackReported>
    {
        public async Task Consume(ConsumeContext<FeedbackReported> context)
        {
            context.Message.Findings.ShouldNotBeNull("as the Dispatcher's own consumer asks");
            await bus.answers.Writer.WriteAsync(context.Message);
        }
    }
}
