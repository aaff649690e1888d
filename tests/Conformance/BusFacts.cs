using TaskManager.Bus;

namespace TaskManager.Tests.Conformance;

/// <summary>What every bus must keep to, by the service's own sender and Worker.</summary>
public abstract class BusFacts
{
    protected const string Lane = "city";

    [Fact]
    public async Task A_message_that_is_sent_is_answered_once()
    {
        await using var bus = await StartAsync();
        var sent = new List<Guid>();
        for (var i = 0; i < 30; i++)
        {
            sent.Add((await bus.SendAsync(i % 3 is 0 ? Queues.Urgent(Lane) : Queues.Lane(Lane), Lane)).Id);
        }

        (await bus.AnswersAsync(30)).ShouldBe(sent, ignoreOrder: true);
        bus.Deliveries.Values.ShouldAllBe(count => count == 1);
        bus.HasMore.ShouldBeFalse();
    }

    [Fact]
    public async Task A_message_whose_consumer_throws_once_is_done_all_the_same()
    {
        await using var bus = await StartAsync();
        bus.Before = message => bus.Deliveries[message.Id] is 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        var sent = await bus.SendAsync(Queues.Lane(Lane), Lane);
        (await bus.AnswerAsync()).AnswerTo.ShouldBe(sent.Id);
        bus.Deliveries[sent.Id].ShouldBe(2);
    }

    [Fact]
    public async Task A_message_that_always_fails_keeps_no_other_out()
    {
        await using var bus = await StartAsync();
        bus.Before = message => message.Assignments[0].Number is "RW-bad" ? throw new InvalidOperationException("always") : Task.CompletedTask;
        var good = await bus.SendAsync(Queues.Lane(Lane), Lane);
        (await bus.TrySendAsync(Queues.Lane(Lane), TestBus.Message("RW-bad", Lane))).ShouldBe(new Confirmed());
        var after = new List<Guid> { good.Id };
        for (var i = 0; i < 10; i++)
        {
            after.Add((await bus.SendAsync(Queues.Lane(Lane), Lane)).Id);
        }

        (await bus.AnswersAsync(after.Count)).ShouldBe(after, ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_urgent_overtakes_the_backlog_of_its_lane()
    {
        await using var bus = await StartAsync();
        var gate = new TaskCompletionSource();
        bus.Before = message => message.Assignments[0].Number is "RW-urgent" ? Task.CompletedTask : gate.Task;
        var backlog = new List<Guid>();
        for (var i = 0; i < 40; i++)
        {
            backlog.Add((await bus.SendAsync(Queues.Lane(Lane), Lane)).Id);
        }

        var urgent = TestBus.Message("RW-urgent", Lane);
        (await bus.TrySendAsync(Queues.Urgent(Lane), urgent)).ShouldBe(new Confirmed());

        (await bus.AnswerAsync()).AnswerTo.ShouldBe(urgent.Id);
        bus.HasMore.ShouldBeFalse("the backlog stands still");
        gate.SetResult();
        (await bus.AnswersAsync(40)).ShouldBe(backlog, ignoreOrder: true);
    }

    private protected abstract Task<TestBus> StartAsync();
}

public sealed class BusInMemory : BusFacts
{
    private protected override Task<TestBus> StartAsync() => TestBus.StartAsync(dispatcher: null, worker: null, Lane);
}
