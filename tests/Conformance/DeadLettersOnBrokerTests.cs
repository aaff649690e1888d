using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Configuration;
using RabbitMQ.Client;
using TaskManager.Bus;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>The way of a message that nobody can handle on a real broker: into the database, and back.</summary>
public class DeadLettersOnBrokerTests(Servers servers)
{
    private const string Lane = "lane.city";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_fails_too_often_is_kept_with_all_it_had_and_a_retry_brings_it_back_as_it_was()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var id = MessageId.New(TimeProvider.System.GetUtcNow());
        var headers = new Dictionary<string, object?> { ["MT-Host"] = "某机", ["n"] = 7L, ["list"] = new List<object?> { "a", true }, ["bytes"] = new byte[] { 255, 0 }, ["at"] = new AmqpTimestamp(1700000000) };
        await desk.PublishAsync(Lane, new BasicProperties { MessageId = id.ToString(), ContentType = "application/json", CorrelationId = "c", Type = "t", Persistent = true, Headers = headers }, """{"a":"值"}""");
        await desk.FailAsync(Lane);

        var letter = await desk.LetterAsync(id);
        (letter.Queue, letter.Reason, letter.Arrivals, letter.ContentType).ShouldBe((Lane, "delivery_limit", 1, "application/json"));
        Encoding.UTF8.GetString(letter.Body).ShouldBe("""{"a":"值"}""");

        (await desk.Decisions.RetryAsync([id], "anna", Cancel)).Done.ShouldBe([id]);

        var back = (await desk.Channel.BasicGetAsync(Lane, autoAck: true, Cancel)).ShouldNotBeNull();
        Encoding.UTF8.GetString(back.Body.Span).ShouldBe("""{"a":"值"}""");
        var properties = back.BasicProperties;
        (properties.MessageId, properties.ContentType, properties.CorrelationId, properties.Type, properties.Persistent).ShouldBe((id.ToString(), "application/json", "c", "t", true));
        string[] ofTheWay = ["x-delivery-count", "x-dotnet-pub-seq-no"];
        Sorted(properties.Headers!.Where(header => !ofTheWay.Contains(header.Key))).ShouldBe(Sorted(headers.Where(header => !ofTheWay.Contains(header.Key))));
        (await desk.LetterAsync(id)).State.ShouldBe(DeadLetterState.Retried);
        (await desk.Decisions.RetryAsync([id], "anna", Cancel)).Done.ShouldBeEmpty("twice is once");
        (await desk.Channel.BasicGetAsync(Lane, autoAck: true, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task The_dead_letters_are_exactly_the_poison_that_was_put_in()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var ids = Enumerable.Range(0, 250).Select(_ => MessageId.New(TimeProvider.System.GetUtcNow())).ToList();
        foreach (var id in ids.Concat(ids[..50])) // some of them twice
        {
            await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = id.ToString(), Persistent = true, Headers = Died }, "{}");
        }

        for (var i = 0; i < 5; i++)
        {
            await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = "no id of ours", Persistent = true, ContentType = "a\u0000b", Headers = Died }, "\u0000");
        }

        // The last to be sent is the last to be saved.
        var items = await desk.ItemsAsync(all => all.Count(item => item.ContentType is "ab") is 5);
        (await desk.LeftOnBrokerAsync()).ShouldBe(0u);
        items.Where(item => item.Bytes is 2).Select(item => item.Id).ShouldBe(ids, ignoreOrder: true);
        items.Count.ShouldBe(255);
    }

    [Fact]
    public async Task Of_a_retry_and_a_discard_at_once_one_decides_and_nothing_discarded_is_sent()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var ids = Enumerable.Range(0, 40).Select(_ => MessageId.New(TimeProvider.System.GetUtcNow())).ToList();
        foreach (var id in ids)
        {
            await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = id.ToString(), Persistent = true, Headers = Died }, "{}");
        }

        await desk.ItemsAsync(all => all.Count is 40);
        var decisions = ids.Chunk(4).SelectMany(few => new[] { Task.Run(() => desk.Decisions.RetryAsync(few, "anna", Cancel)), Task.Run(() => desk.Decisions.DiscardAsync(few, "bert", Cancel)) }).ToList();
        await Task.WhenAll(decisions);

        var retried = (await desk.ItemsAsync(all => all.All(item => item.State is not DeadLetterState.Waiting))).Where(item => item.State is DeadLetterState.Retried).Select(item => item.Id.ToString()).ToList();
        var sent = new List<string>();
        while (await desk.Channel.BasicGetAsync(Lane, autoAck: true, Cancel) is { } message)
        {
            sent.Add(message.BasicProperties.MessageId!);
        }

        sent.ShouldBe(retried, ignoreOrder: true);
    }

    [Fact]
    public async Task A_message_of_the_outbox_leaves_it_when_it_dies_and_a_retry_puts_it_back_there()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var tasks = await desk.Town.IssueAsync(Town.Request("plain", "g1"));
        tasks.ShouldHaveSingleItem();
        var row = (await desk.OutboxAsync()).ShouldHaveSingleItem();
        await desk.PublishAsync(row.Queue, new BasicProperties { MessageId = row.Id.ToString(), Persistent = true }, Encoding.UTF8.GetString(row.Body));
        await desk.FailAsync(row.Queue);

        (await desk.LetterAsync(row.Id)).FromOutbox.ShouldBeTrue();
        (await desk.OutboxAsync()).ShouldBeEmpty("or it would be sent again whatever an operator decides");

        await desk.Decisions.RetryAsync([row.Id], "anna", Cancel);
        var back = (await desk.OutboxAsync()).ShouldHaveSingleItem();
        (back.Id, back.Queue, back.Attempts).ShouldBe((row.Id, row.Queue, 0));
        back.Body.ShouldBe(row.Body);
    }

    [Fact]
    public async Task A_retry_to_a_queue_that_is_gone_leaves_the_letter_waiting_and_says_why()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var (gone, none) = (MessageId.New(TimeProvider.System.GetUtcNow()), MessageId.New(TimeProvider.System.GetUtcNow()));
        await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = gone.ToString(), Headers = new Dictionary<string, object?> { ["x-first-death-queue"] = "lane.closed" } }, "{}");
        await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = none.ToString() }, "{}");
        await desk.LetterAsync(gone);
        await desk.LetterAsync(none);

        var result = await desk.Decisions.RetryAsync([gone, none], "anna", Cancel);

        result.Done.ShouldBeEmpty();
        result.Left.Single(left => left.Id == gone).Why.ShouldContain("no queue lane.closed");
        result.Left.Single(left => left.Id == none).Why.ShouldContain("can only be discarded");
        (await desk.LetterAsync(gone)).State.ShouldBe(DeadLetterState.Waiting);
    }

    [Fact]
    public async Task A_probe_is_told_and_not_kept()
    {
        await using var desk = await Desk.OpenAsync(servers);
        var arrived = desk.Health.ProbeSent("nonce");
        await desk.PublishAsync(Queues.DeadLetters, new BasicProperties { MessageId = "nonce", Headers = new Dictionary<string, object?> { ["x-first-death-queue"] = Queues.Probe } }, "");
        await arrived.WaitAsync(TimeSpan.FromSeconds(30), Cancel);
        (await desk.LeftOnBrokerAsync()).ShouldBe(0u);
        (await desk.ItemsAsync(_ => true)).ShouldBeEmpty();
    }

    private static string Sorted(IEnumerable<KeyValuePair<string, object?>> headers) => AmqpHeaders.ToJson(headers.OrderBy(header => header.Key, StringComparer.Ordinal).ToDictionary());

    private static Dictionary<string, object?> Died => new() { ["x-first-death-queue"] = Lane, ["x-first-death-reason"] = "rejected" };

    /// <summary>A town whose dead letters come from a virtual host of its own, and an operator who decides on them.</summary>
    private sealed class Desk : IAsyncDisposable
    {
        private readonly DeadLetterIntake intake;
        private readonly IConnection connection;

        private Desk(Town town, BusSettings settings, IConnection connection, IChannel channel)
        {
            (Town, this.connection, Channel) = (town, connection, channel);
            var (broker, promise) = (new Broker(settings), new BusPromise(Durable: true));
            intake = new DeadLetterIntake(broker, promise, Health, town.Database, Store, town.Part<Outbox>(), TimeProvider.System, NullLogger<DeadLetterIntake>.Instance);
            Decisions = new DeadLetterDecisions(town.Database, Store, town.Part<Outbox>(), new DeadLetterSending(broker), promise, TimeProvider.System, NullLogger<DeadLetterDecisions>.Instance);
        }

        public Town Town { get; }

        public IChannel Channel { get; }

        public BusHealth Health { get; } = new();

        public DeadLetterDecisions Decisions { get; }

        private DeadLetterStore Store => Town.Part<DeadLetterStore>();

        public static async Task<Desk> OpenAsync(Servers servers)
        {
            var access = await servers.NewVirtualHostAsync();
            var settings = BusSettings.Read(new ConfigurationBuilder().AddInMemoryCollection(access.Settings).Build());
            await using (var topology = new BusTopology(settings, TimeProvider.System))
            {
                (await topology.EnsureAsync(["city", "lane-b"])).Reasons.ShouldBeEmpty();
            }

            var opened = await new Broker(settings).ConnectAsync("test", Cancel);
            var channel = await opened.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancel);
            var desk = new Desk(await Town.BuildAsync(SqliteStore.CreateAsync), settings, opened, channel);
            await desk.intake.StartAsync(Cancel);
            return desk;
        }

        public async Task PublishAsync(string queue, BasicProperties properties, string body) =>
            await Channel.BasicPublishAsync("", queue, mandatory: true, properties, Encoding.UTF8.GetBytes(body), Cancel);

        /// <summary>Gives a message back until the broker has had enough.</summary>
        public async Task FailAsync(string queue)
        {
            var last = await SoonAsync(async () => await Channel.BasicGetAsync(queue, autoAck: false, Cancel), message => message is not null);
            while (last is { } message)
            {
                await Channel.BasicNackAsync(message.DeliveryTag, multiple: false, requeue: true, Cancel);
                last = await Channel.BasicGetAsync(queue, autoAck: false, Cancel);
            }
        }

        public async Task<DeadLetter> LetterAsync(MessageId id) =>
            (await SoonAsync(() => Town.Database.ReadAsync(session => Store.FindAsync(session, id), Cancel), letter => letter is not null))!;

        public Task<IReadOnlyList<DeadLetterItem>> ItemsAsync(Func<IReadOnlyList<DeadLetterItem>, bool> fits) => SoonAsync(ItemsAsync, fits);

        private async Task<IReadOnlyList<DeadLetterItem>> ItemsAsync()
        {
            var (items, after) = (new List<DeadLetterItem>(), (DeadLetterPlace?)null);
            do
            {
                var page = await Town.Database.ReadAsync(session => Store.PageAsync(session, new DeadLetterFilter { After = after, Limit = 200 }), Cancel);
                items.AddRange(page.Items);
                after = page.Next;
            }
            while (after is not null);

            return items;
        }

        public Task<IReadOnlyList<OutboxRow>> OutboxAsync() => Town.Database.ReadAsync(async session =>
        {
            var ids = Town.Store.Contents()["outbox"].Select(row => Convert.FromHexString(row.Split('|')[0])).ToList();
            return await session.QueryAsync<OutboxRow>("find-outbox-rows", new { Ids = ids });
        }, Cancel);

        /// <summary>Ends the intake, which gives back what it did not acknowledge.</summary>
        /// <returns>How many messages are on the broker then.</returns>
        public async Task<uint> LeftOnBrokerAsync()
        {
            await intake.StopAsync(CancellationToken.None);
            return (await Channel.QueueDeclarePassiveAsync(Queues.DeadLetters, Cancel)).MessageCount;
        }

        public async ValueTask DisposeAsync()
        {
            await intake.StopAsync(CancellationToken.None);
            intake.Dispose();
            await Channel.DisposeAsync();
            await connection.DisposeAsync();
            await Town.DisposeAsync();
        }

        private static async Task<T> SoonAsync<T>(Func<Task<T>> ask, Func<T, bool> fits)
        {
            var clock = Stopwatch.StartNew();
            using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            while (true)
            {
                var answer = await ask();
                if (fits(answer))
                {
                    return answer;
                }

                clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
                await pace.WaitForNextTickAsync(Cancel);
            }
        }
    }
}
