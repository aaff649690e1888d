using System.Text;
using RabbitMQ.Client;
using TaskManager.Bus;

namespace TaskManager.Tests.Conformance;

/// <summary>The facts on a real broker, with a Worker that has only its own rights, and what only a broker can do.</summary>
public sealed class BusOnRabbitMq(Servers servers) : BusFacts
{
    private BusAccess access = null!; // set by the first start

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_always_fails_ends_among_the_dead_letters_once_and_in_no_queue_of_the_library()
    {
        await using var bus = await StartAsync();
        bus.Before = message => message.Assignments[0].Number is "RW-bad" ? throw new InvalidOperationException("always") : Task.CompletedTask;
        var bad = TestBus.Message("RW-bad", Lane);
        (await bus.TrySendAsync(Queues.Lane(Lane), bad)).ShouldBe(new Confirmed());
        await PublishAsync(Queues.Lane(Lane), "{ this is no JSON", "malformed", "urn:message:TaskManager.Contracts:AssignmentsSent");
        await PublishAsync(Queues.Lane(Lane), """{"colour":"red"}""", "unknown", "urn:message:Somebody.Elses:Message");
        await PublishAsync(Queues.Feedback, """{"colour":"red"}""", "unknown answer", "urn:message:Somebody.Elses:Message");
        var good = await bus.SendAsync(Queues.Lane(Lane), Lane);

        (await bus.AnswerAsync()).AnswerTo.ShouldBe(good.Id);
        (await DeadLettersAsync(4)).ShouldBe([(bad.Id.ToString(), Queues.Lane(Lane)), ("malformed", Queues.Lane(Lane)), ("unknown", Queues.Lane(Lane)), ("unknown answer", Queues.Feedback)], ignoreOrder: true);
        // The broker counts what its queues hold only every few seconds.
        var queues = await Until.AnswerAsync(QueuesAsync, counted => counted.Values.All(count => count == 0), TimeSpan.FromSeconds(60), "queues that advance");
        queues.Keys.ShouldBe([Queues.DeadLetters, Queues.Feedback, Queues.Probe, Queues.Lane(Lane), Queues.Urgent(Lane)], ignoreOrder: true);
        (await DeadLettersAsync(0)).ShouldBeEmpty("each came once");
        (await bus.SendAsync(Queues.Lane(Lane), Lane)).Id.ShouldBe((await bus.AnswerAsync()).AnswerTo, "the Worker goes on");
    }

    [Fact]
    public async Task A_message_that_no_queue_takes_is_refused()
    {
        await using var bus = await StartAsync();
        var refused = (await bus.TrySendAsync("lane.nowhere", TestBus.Message("RW-1", Lane))).ShouldBeOfType<Refused>();
        refused.Reason.ShouldContain("lane.nowhere");
    }

    [Fact]
    public async Task A_message_for_a_full_queue_is_refused_at_once_and_taken_again_when_there_is_room()
    {
        await using var bus = await StartAsync();
        await (await servers.RunningAsync()).RabbitAsync("set_policy", "-p", access.VirtualHost, "--priority", "5", "--apply-to", "queues", "full", "^lane[.]city[.]urgent$", """{"max-length":1,"overflow":"reject-publish"}""");
        var gate = new TaskCompletionSource();
        bus.Before = _ => gate.Task;
        PublishOutcome outcome = new Confirmed();
        for (var i = 0; i < 40 && outcome is not Refused; i++)
        {
            outcome = await bus.TrySendAsync(Queues.Urgent(Lane), TestBus.Message($"RW-{i}", Lane));
        }

        outcome.ShouldBeOfType<Refused>($"{outcome}").Reason.ShouldContain("full");
        gate.SetResult();
        await Until.AnswerAsync(
            () => bus.TrySendAsync(Queues.Urgent(Lane), TestBus.Message("RW-later", Lane)), later => later is Confirmed, TimeSpan.FromSeconds(30), "room in the queue");
    }

    [Fact]
    public async Task A_bus_that_was_started_anew_goes_on()
    {
        await using var bus = await StartAsync();
        for (var times = 0; times < 2; times++)
        {
            await bus.Handover.RestartAsync();
            var sent = await bus.SendAsync(Queues.Lane(Lane), Lane);
            (await bus.AnswerAsync()).AnswerTo.ShouldBe(sent.Id);
        }
    }

    [Fact]
    public async Task A_queue_that_was_deleted_is_made_again_and_one_of_another_form_is_told()
    {
        await using var bus = await StartAsync();
        await using var topology = new BusTopology(bus.Settings, TimeProvider.System);
        (await topology.EnsureAsync(["new-lane"])).Reasons.ShouldBeEmpty();
        await WithChannelAsync(async channel =>
        {
            await channel.QueueDeleteAsync("lane.new-lane", cancellationToken: Cancel);
            await channel.QueueDeleteAsync("lane.new-lane.urgent", cancellationToken: Cancel);
            await channel.QueueDeclareAsync("lane.new-lane.urgent", durable: true, exclusive: false, autoDelete: false, cancellationToken: Cancel);
        });

        var seen = await topology.EnsureAsync(["new-lane"]);

        seen.Made.ShouldBe([("lane.new-lane", HadGone: true)]);
        seen.Reasons.ShouldHaveSingleItem().ShouldContain("'lane.new-lane.urgent' is on the broker in another form");
        (await bus.TrySendAsync("lane.new-lane", TestBus.Message("RW-1", Lane))).ShouldBe(new Confirmed());
    }

    [Fact]
    public async Task Without_the_policy_the_probe_says_that_failing_messages_would_be_lost()
    {
        await using var bus = await StartAsync();
        await using var topology = new BusTopology(bus.Settings, TimeProvider.System);
        (await topology.ProbeAsync(bus.Health)).ShouldBeTrue();
        await (await servers.RunningAsync()).RabbitAsync("clear_policy", "-p", access.VirtualHost, "taskmanager");
        (await topology.ProbeAsync(bus.Health)).ShouldBeFalse();
    }

    private protected override async Task<TestBus> StartAsync()
    {
        access = await servers.NewVirtualHostAsync();
        return await TestBus.StartAsync(access, await servers.AsWorkerAsync(access, Lane), Lane);
    }

    private Task PublishAsync(string queue, string body, string id, string type) => WithChannelAsync(channel => channel.BasicPublishAsync(
        queue,
        "",
        mandatory: true,
        new BasicProperties { MessageId = id, ContentType = "application/json", Persistent = true, Headers = new Dictionary<string, object?> { ["MT-MessageType"] = type } },
        Encoding.UTF8.GetBytes(body),
        Cancel).AsTask());

    /// <summary>The dead letters but for probes, once there are so many: message id and the queue where each died.</summary>
    private async Task<IReadOnlyList<(string Id, string Queue)>> DeadLettersAsync(int count)
    {
        var found = new List<(string, string)>();
        await WithChannelAsync(channel => Until.AnswerAsync(
            async () =>
            {
                while (await channel.BasicGetAsync(Queues.DeadLetters, autoAck: true, Cancel) is { } letter)
                {
                    var queue = Encoding.UTF8.GetString((byte[])letter.BasicProperties.Headers!["x-first-death-queue"]!);
                    if (queue != Queues.Probe)
                    {
                        found.Add((letter.BasicProperties.MessageId!, queue));
                    }
                }

                return found.Count;
            },
            got => got >= count,
            TimeSpan.FromSeconds(60),
            $"{count} dead letters"));
        return found;
    }

    private async Task<Dictionary<string, int>> QueuesAsync()
    {
        var listed = await (await servers.RunningAsync()).RabbitAsync("list_queues", "-p", access.VirtualHost, "--formatter", "csv", "name", "messages");
        return listed.Split('\n').Skip(1).Select(line => line.Replace("\"", "", StringComparison.Ordinal).Trim().Split(',')).ToDictionary(parts => parts[0], parts => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    private async Task WithChannelAsync(Func<IChannel, Task> work)
    {
        var settings = TestBus.SettingsOf(access);
        await using var connection = await new ConnectionFactory { HostName = settings.Hosts[0].Name, Port = settings.Hosts[0].Port, VirtualHost = settings.VirtualHost, UserName = settings.User, Password = settings.Password }.CreateConnectionAsync(Cancel);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true), Cancel);
        await work(channel);
    }
}
