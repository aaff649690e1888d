using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What every database must keep to, by the service's own parts.</summary>
public abstract class RecordingFacts(StoreMaker make)
{
    [Fact]
    public async Task Recording_the_same_message_twice_changes_nothing()
    {
        await using var town = await Town.BuildAsync(make);
        var tasks = await town.IssueAsync(Town.Request("steps", "g1"), Town.Request("checked", "g2"), Town.Request("plain"));
        var (satisfied, notYet) = (MessageId.New(town.Clock.GetUtcNow()), MessageId.New(town.Clock.GetUtcNow()));
        var assigned = tasks.Where(task => task.State is TaskState.Assigned).ToList();
        await town.RecordAsync(notYet, FindingOutcome.NotYet, assigned[1..]);
        await town.RecordAsync(satisfied, FindingOutcome.Satisfied, assigned[..2]);
        var before = town.Store.Contents();

        await town.RecordAsync(satisfied, FindingOutcome.Satisfied, assigned[..2]);
        await town.RecordAsync(notYet, FindingOutcome.NotYet, assigned[1..]);
        await town.RecordAsync(satisfied, FindingOutcome.Satisfied, assigned[..2].Concat(assigned[..2]));

        ShouldEqual(town.Store.Contents(), before);
        before["journal"].Count(row => row.Contains(">Closed|", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public async Task Reports_at_once_on_one_task_close_it_once()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("checked", "g1"))).Single();

        await Task.WhenAll(Enumerable.Range(0, 24).Select(i => Task.Run(() => (i % 3) switch
        {
            0 => town.ReportAsync(task.Id, task.Member!),
            1 => town.AcceptAsync(task.Id, task.Member!),
            _ => town.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, [task]),
        })));

        town.Store.Contents()["journal"].Count(row => row.Contains("Closed|", StringComparison.Ordinal)).ShouldBe(1);
        town.Part<MemberLoads>().Open.GetValueOrDefault(task.Member!).ShouldBe(0);
    }

    [Fact]
    public async Task The_same_external_id_in_calls_at_once_is_issued_once()
    {
        await using var town = await Town.BuildAsync(make);
        var issued = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => Task.Run(() =>
            town.Part<Issuer>().IssueAsync([Town.Request("plain", "g1", "x"), Town.Request("plain", "g1", "x")], "test", Scope.Everything, null, CancellationToken.None))));

        issued.Cast<Issued>().SelectMany(each => each.Matters).Count(matter => !matter.IsDuplicate).ShouldBe(1);
        issued.Cast<Issued>().SelectMany(each => each.Matters).Select(matter => matter.Matter).Distinct().ShouldHaveSingleItem();
        town.Store.Contents()["task"].ShouldHaveSingleItem();
    }

    [Fact]
    public async Task What_fails_halfway_leaves_nothing_behind()
    {
        await using var town = await Town.BuildAsync(make);
        await town.IssueAsync(Town.Request("plain", "g1"));
        var before = town.Store.Contents();
        var loads = town.Part<MemberLoads>().Open.ToDictionary();

        await Should.ThrowAsync<InvalidOperationException>(() => town.Part<Issuer>().IssueAsync(
            [Town.Request("steps", "g1"), Town.Request("checked", "g2")], "test", Scope.Everything, (_, _) => throw new InvalidOperationException("halfway"), CancellationToken.None));

        ShouldEqual(town.Store.Contents(), before);
        town.Part<MemberLoads>().Open.ToDictionary().ShouldBe(loads, ignoreOrder: true);
        (await town.IssueAsync(Town.Request("plain", "g1"))).Single().Number.ShouldEndWith("-000002", Case.Sensitive, "not even a number is lost");
    }

    [Fact]
    public async Task Every_task_saved_has_its_message_in_the_same_transaction()
    {
        await using var town = await Town.BuildAsync(make);
        await town.IssueAsync([.. Enumerable.Range(0, 450).Select(i => Town.Request("plain", i % 2 is 0 ? "g1" : "g2"))]);

        town.Store.Contents()["outbox"].Count.ShouldBe(2 + 2, "225 a lane, at most 200 in a message");
        (await town.Database.ReadAsync(Outbox.CountAsync, CancellationToken.None)).ShouldBe(4);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task After_any_work_loads_equal_the_tasks_and_the_journal_is_sound(int seed)
    {
        await using var town = await Town.BuildAsync(make);
        var ids = await town.LiveAsync(new Random(seed), 300);

        var tasks = await town.TasksAsync(ids);
        var open = tasks.Where(task => task.State.IsOpen() && task.Member is not null).CountBy(task => task.Member!).ToDictionary();
        var kept = town.Part<MemberLoads>();
        kept.Open.Where(each => each.Value > 0).ToDictionary().ShouldBe(open, ignoreOrder: true);
        await kept.RebuildAsync(CancellationToken.None);
        kept.Open.ToDictionary().ShouldBe(open, ignoreOrder: true);

        var verdict = await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None);
        verdict.Faults.ShouldBeEmpty();
        verdict.Tasks.ShouldBe(ids.Count);
        tasks.Select(task => task.Number).Distinct().Count().ShouldBe(ids.Count);
        tasks.Count(task => task.State is TaskState.Closed).ShouldBeGreaterThan(20, "the work must have come to something");
    }

    [Theory]
    [InlineData(11)]
    [InlineData(12)]
    public async Task Nobody_gets_more_than_a_full_load_and_the_rest_goes_to_the_desk(int seed)
    {
        await using var town = await Town.BuildAsync(make);
        var random = new Random(seed);
        for (var batch = 0; batch < 4; batch++)
        {
            await town.IssueAsync([.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Town.Request(random.Next(2) is 0 ? "plain" : "skilled", random.Next(2) is 0 ? "g1" : "g2"))]);
            foreach (var (member, load) in town.Part<MemberLoads>().Open)
            {
                load.ShouldBeLessThanOrEqualTo(town.Catalogue.FindMember(member)!.Capacity, member);
            }
        }

        var byRule = town.Store.Contents()["assignment"].CountBy(row => row.Split('|')[5]).ToDictionary();
        byRule.Keys.ShouldContain("DutyDesk");
        byRule.Keys.ShouldContain("Grid");
    }

    private static void ShouldEqual(IReadOnlyDictionary<string, IReadOnlyList<string>> now, IReadOnlyDictionary<string, IReadOnlyList<string>> before)
    {
        foreach (var (table, rows) in before)
        {
            now[table].ShouldBe(rows, table);
        }
    }
}

public sealed class RecordingOnSqlite() : RecordingFacts(SqliteStore.CreateAsync);

public sealed class RecordingOnPostgres() : RecordingFacts(PostgresStore.CreateAsync);
