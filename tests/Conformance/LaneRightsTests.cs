using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace TaskManager.Tests.Conformance;

/// <summary>What deploy/rabbitmq gives a Worker's user on a real broker: its own lane, and nothing of another department.</summary>
public class LaneRightsTests(Servers servers, LaneRightsTests.Lanes lanes) : IClassFixture<LaneRightsTests.Lanes>
{
    private static readonly Dictionary<string, object?> Quorum = new() { ["x-queue-type"] = "quorum" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("lane.housing")]
    [InlineData("lane.housing.urgent")]
    public async Task A_worker_reads_its_own_lane(string queue)
    {
        await using var worker = await OpenAsync(await servers.AsWorkerAsync(lanes.Bus, "housing"));
        await using var channel = await worker.CreateChannelAsync(cancellationToken: Cancel);
        (await channel.BasicGetAsync(queue, autoAck: false, Cancel)).ShouldNotBeNull().Body.ToArray().ShouldBe([7]);
    }

    [Theory]
    [InlineData("lane.city")]
    [InlineData("lane.city.urgent")]
    [InlineData("lane.housing-office")]
    [InlineData("dispatcher.feedback")]
    [InlineData("dead-letters")]
    public async Task A_worker_can_neither_read_nor_empty_what_is_not_its_lane(string queue)
    {
        await using var worker = await OpenAsync(await servers.AsWorkerAsync(lanes.Bus, "housing"));
        await ShouldBeRefusedAsync(worker, channel => channel.BasicGetAsync(queue, autoAck: false, Cancel));
        await ShouldBeRefusedAsync(worker, channel => channel.BasicConsumeAsync(queue, autoAck: false, new AsyncDefaultBasicConsumer(channel), Cancel));
        await ShouldBeRefusedAsync(worker, channel => channel.QueuePurgeAsync(queue, Cancel));
        await ShouldBeRefusedAsync(worker, channel => channel.QueueDeleteAsync(queue, cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_worker_cannot_have_another_lane_copied_to_its_own()
    {
        await using var worker = await OpenAsync(await servers.AsWorkerAsync(lanes.Bus, "housing"));
        await ShouldBeRefusedAsync(worker, channel => channel.QueueBindAsync("lane.housing", "lane.city", "", cancellationToken: Cancel));
    }

    [Fact]
    public async Task A_worker_answers_the_dispatcher_and_gives_no_orders_to_others()
    {
        await using var worker = await OpenAsync(await servers.AsWorkerAsync(lanes.Bus, "housing"));
        await PublishAsync(worker, "dispatcher.feedback");
        await ShouldBeRefusedAsync(worker, async channel =>
        {
            await channel.BasicPublishAsync("lane.city", "", new byte[] { 7 }, Cancel);
            await channel.ExchangeDeclarePassiveAsync("lane.housing", Cancel); // waits until the broker has looked at the message
        });
    }

    [Fact]
    public async Task The_policy_limits_every_lane()
    {
        var running = await servers.RunningAsync();
        var queues = await running.RabbitAsync("list_queues", "-p", lanes.Bus.VirtualHost, "--formatter", "csv", "name", "policy", "type");
        queues.Split('\n').Skip(1).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Trim()).Order(StringComparer.Ordinal).ShouldBe(
        [
            "dead-letters,,quorum",
            "dispatcher.feedback,taskmanager,quorum",
            "lane.city,taskmanager,quorum",
            "lane.city.urgent,taskmanager,quorum",
            "lane.housing,taskmanager,quorum",
            "lane.housing-office,taskmanager,quorum",
            "lane.housing.urgent,taskmanager,quorum",
        ]);
    }

    private static Task<IConnection> OpenAsync(BusAccess bus) => new ConnectionFactory
    {
        HostName = "127.0.0.1",
        Port = int.Parse(bus.Hosts.Split(',')[0].Split(':')[1], System.Globalization.CultureInfo.InvariantCulture),
        VirtualHost = bus.VirtualHost,
        UserName = bus.User,
        Password = bus.Password,
    }.CreateConnectionAsync(Cancel);

    /// <summary>Publishes and waits until the broker has the message.</summary>
    private static async Task PublishAsync(IConnection connection, string exchange)
    {
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancel);
        await channel.BasicPublishAsync(exchange, "", mandatory: true, new byte[] { 7 }, Cancel);
    }

    /// <summary>The broker closes the channel with ACCESS_REFUSED; each attempt has one of its own.</summary>
    private static async Task ShouldBeRefusedAsync(IConnection connection, Func<IChannel, Task> attempt)
    {
        await using var channel = await connection.CreateChannelAsync(cancellationToken: Cancel);
        var refused = await attempt(channel).ShouldThrowAsync<OperationInterruptedException>();
        refused.ShutdownReason.ShouldNotBeNull().ReplyCode.ShouldBe((ushort)403, refused.Message);
    }

    /// <summary>A virtual host with lanes, one whose name begins like another's, and a message in each queue. No test takes one for good.</summary>
    public sealed class Lanes(Servers servers) : IAsyncLifetime
    {
        public BusAccess Bus { get; private set; } = null!; // set before any test runs

        public async ValueTask InitializeAsync()
        {
            Bus = await servers.NewVirtualHostAsync();
            await using var dispatcher = await OpenAsync(Bus);
            await using var channel = await dispatcher.CreateChannelAsync(cancellationToken: Cancel);
            foreach (var name in new[] { "lane.city", "lane.city.urgent", "lane.housing", "lane.housing.urgent", "lane.housing-office", "dispatcher.feedback", "dead-letters" })
            {
                await channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: true, cancellationToken: Cancel);
                await channel.QueueDeclareAsync(name, durable: true, exclusive: false, autoDelete: false, Quorum, cancellationToken: Cancel);
                await channel.QueueBindAsync(name, name, "", cancellationToken: Cancel);
                await PublishAsync(dispatcher, name);
            }
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
