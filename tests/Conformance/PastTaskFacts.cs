using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Simulating;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What a simulation reads of past tasks, on every database.</summary>
public abstract class PastTaskFacts(StoreMaker make)
{
    [Fact]
    public async Task Past_tasks_are_those_of_the_scope_with_what_routing_asks_and_how_long_they_took()
    {
        await using var town = await Town.BuildAsync(make);
        var reported = (await town.IssueAsync(Town.Request("skilled", "g1") with { Latitude = 32.5, Longitude = 120.5 })).Single();
        await town.AcceptAsync(reported.Id, reported.Member!);
        await town.ReportAsync(reported.Id, reported.Member!);
        var answered = (await town.IssueAsync(Town.Request("checked", "g1"))).Single();
        await town.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, answered);
        await town.IssueAsync(Town.Request("plain", "g2"));
        var queries = new PastTaskQueries(town.Database, town.Part<CurrentCatalogue>());

        var all = await queries.InAsync(null, null, Scope.Everything, null, CancellationToken.None);
        (all.Tasks.Count, all.Automatic, all.Cancelled, all.Unusable, all.WorkRecorded).ShouldBe((2, 1, 0, 0, 1));
        var first = all.Tasks.Single(each => each.Task.Duty.Code is "skilled");
        (first.Task.Grid, first.Task.Place, first.Task.Step.Skill).ShouldBe(("g1", new Position(120.5, 32.5), "visiting"));
        first.Turnaround!.Value.ShouldBeGreaterThan(TimeSpan.Zero);
        first.Worked!.Value.ShouldBeGreaterThan(TimeSpan.Zero);

        var part = await queries.InAsync(null, null, Scope.Of("b", town.Catalogue.UnitsUnder("b")), null, CancellationToken.None);
        part.Tasks.ShouldHaveSingleItem().Task.Unit.ShouldBe("b");
        (await queries.InAsync(new DateOnly(2000, 1, 1), new DateOnly(2000, 1, 2), Scope.Everything, null, CancellationToken.None)).Tasks.ShouldBeEmpty();
        await Should.ThrowAsync<TooManyTasksException>(() => queries.InAsync(null, null, Scope.Everything, 2, CancellationToken.None));
    }
}

public sealed class PastTasksOnSqlite() : PastTaskFacts(SqliteStore.CreateAsync);

public sealed class PastTasksOnPostgres() : PastTaskFacts(PostgresStore.CreateAsync);
