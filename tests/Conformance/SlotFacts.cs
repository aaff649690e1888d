using Microsoft.Extensions.Logging.Abstractions;
using TaskManager.Dispatcher.Schedules;

namespace TaskManager.Tests.Conformance;

/// <summary>A due time is done once, whoever is woken for it and however often.</summary>
public abstract class SlotFacts(StoreMaker make)
{
    private static readonly DateTimeOffset Morning = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task However_often_two_processes_are_woken_at_once_a_slot_is_swept_once()
    {
        var clock = new SetClock { Now = Morning };
        await using var store = await make(clock);
        var swept = new CountingSweeper(new Every(TimeSpan.FromSeconds(1)));
        Sweeping[] processes = [Process(store, "one", clock, swept), Process(store, "other", clock, swept)];

        for (var second = 0; second < 12; second++)
        {
            clock.Now = Morning.AddSeconds(second);
            await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => processes[i % 2].WakeAsync(i % 3 is 0 ? null : swept.Name, clock.Now, CancellationToken.None))));
        }

        swept.Slots.ShouldBe(Enumerable.Range(0, 12).Select(second => Morning.AddSeconds(second)));
    }

    [Fact]
    public async Task A_slot_whose_claimer_died_is_taken_over_and_the_dead_ones_finish_is_refused()
    {
        var clock = new SetClock { Now = Morning };
        await using var store = await make(clock);
        var (one, other) = (Slots(store, "one", clock), Slots(store, "other", clock));
        var lease = TimeSpan.FromMinutes(10);

        (await one.ClaimAsync("x", Morning, lease, CancellationToken.None)).ShouldBe(1);
        clock.Now = Morning.AddMinutes(9);
        (await other.ClaimAsync("x", Morning, lease, CancellationToken.None)).ShouldBeNull("its claimer may still be at work");
        (await other.ClaimAsync("x", Morning.AddMinutes(9), lease, CancellationToken.None)).ShouldBeNull("another slot of the schedule is running");
        clock.Now = Morning.AddMinutes(10);
        (await other.ClaimAsync("x", Morning, lease, CancellationToken.None)).ShouldBe(2);

        (await one.FinishAsync("x", Morning, 1, CancellationToken.None)).ShouldBeFalse();
        (await other.FinishAsync("x", Morning, 2, CancellationToken.None)).ShouldBeTrue();
        (await one.FinishAsync("x", Morning, 1, CancellationToken.None)).ShouldBeFalse();
        clock.Now = Morning.AddHours(1);
        (await one.ClaimAsync("x", Morning, lease, CancellationToken.None)).ShouldBeNull("it is done");
        var slot = (await one.LastSlotsAsync(10, CancellationToken.None)).ShouldHaveSingleItem();
        (slot.ClaimedBy, slot.Token, slot.Outcome, slot.FinishedAt).ShouldBe(("other", 2, "done", Morning.AddMinutes(10)));
    }

    [Fact]
    public async Task After_a_downtime_the_newest_slot_is_caught_up_and_the_missed_ones_are_not()
    {
        var clock = new SetClock { Now = Morning };
        await using var store = await make(clock);
        var swept = new CountingSweeper(new DailyAt(new TimeOnly(3, 30)));
        await Process(store, "before", clock, swept).WakeAsync(null, clock.Now, CancellationToken.None);

        clock.Now = Morning.AddDays(9);
        var after = Process(store, "after", clock, swept);
        await after.WakeAsync(null, clock.Now, CancellationToken.None);
        await after.WakeAsync(null, clock.Now, CancellationToken.None);

        swept.Slots.ShouldBe([Morning.AddHours(-4.5), Morning.AddDays(9).AddHours(-4.5)]);
    }

    [Fact]
    public async Task A_sweep_that_fails_is_tried_again_but_not_for_ever()
    {
        var clock = new SetClock { Now = Morning };
        await using var store = await make(clock);
        var swept = new CountingSweeper(new Every(TimeSpan.FromHours(1))) { Fails = true };
        var process = Process(store, "one", clock, swept);

        for (var minute = 0; minute < 20; minute++)
        {
            clock.Now = Morning.AddMinutes(minute);
            await process.WakeAsync(null, clock.Now, CancellationToken.None);
        }

        swept.Slots.ShouldBe(Enumerable.Repeat(Morning, DueSlots.TokenMax));
        swept.Fails = false;
        clock.Now = Morning.AddHours(1);
        await process.WakeAsync(null, clock.Now, CancellationToken.None);
        swept.Slots[^1].ShouldBe(Morning.AddHours(1));
    }

    [Fact]
    public async Task Old_slots_are_forgotten_but_never_the_newest_of_a_schedule()
    {
        var clock = new SetClock { Now = Morning };
        await using var store = await make(clock);
        var slots = Slots(store, "one", clock);
        foreach (var (schedule, day) in new[] { ("x", 0), ("x", 1), ("y", 0), ("y", 5) })
        {
            var token = await slots.ClaimAsync(schedule, Morning.AddDays(day), TimeSpan.FromMinutes(1), CancellationToken.None);
            await slots.FinishAsync(schedule, Morning.AddDays(day), token!.Value, CancellationToken.None);
        }

        (await slots.ForgetAsync(Morning.AddDays(3), CancellationToken.None)).ShouldBe(2);

        (await slots.LastSlotsAsync(10, CancellationToken.None)).Select(slot => $"{slot.Schedule} {slot.DueAt.Day}").ShouldBe(["y 27", "x 23"]);
    }

    private static DueSlots Slots(Store store, string by, TimeProvider clock) => new(store.Database, new SlotClaimer(by), clock);

    private static Sweeping Process(Store store, string by, TimeProvider clock, ISweeper sweeper) =>
        new([sweeper], Slots(store, by, clock), clock, NullLogger<Sweeping>.Instance);
}

public sealed class SlotsOnSqlite() : SlotFacts(SqliteStore.CreateAsync);

public sealed class SlotsOnPostgres() : SlotFacts(PostgresStore.CreateAsync);

/// <summary>A clock that stands until it is set.</summary>
internal sealed class SetClock : TimeProvider
{
    public DateTimeOffset Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now;
}

/// <summary>Remembers which slots it was sweeped for.</summary>
internal sealed class CountingSweeper(Rhythm rhythm) : ISweeper
{
    private readonly Lock gate = new();
    private readonly List<DateTimeOffset> slots = [];

    public string Name => "count";

    public Rhythm Rhythm => rhythm;

    public TimeSpan Lease => TimeSpan.FromSeconds(3);

    public bool Fails { get; set; }

    public IReadOnlyList<DateTimeOffset> Slots
    {
        get
        {
            lock (gate)
            {
                return [.. slots];
            }
        }
    }

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel)
    {
        lock (gate)
        {
            slots.Add(dueAt);
        }

        return Fails ? Task.FromException(new InvalidOperationException("as the test wants")) : Task.CompletedTask;
    }
}
