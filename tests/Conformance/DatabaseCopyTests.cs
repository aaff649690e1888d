using Microsoft.Extensions.Logging.Abstractions;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>A city that outgrows its one file moves to PostgreSQL with everything it has.</summary>
public class DatabaseCopyTests
{
    [Fact]
    public async Task Every_row_of_every_table_arrives_as_it_was_and_work_goes_on()
    {
        await using var town = await Town.BuildAsync(SqliteStore.CreateAsync);
        await town.Part<CurrentCatalogue>().LoadAsync(CatalogueFacts.Files, CancellationToken.None); // with shifts, rosters, days and versions
        var ids = await town.LiveAsync(new Random(77), 150);
        await using var store = (PostgresStore)await PostgresStore.CreateAsync(town.Clock);
        await using var target = store.Open(town.Clock);

        var copied = await CopyAsync(town, target);

        copied.Journal.Faults.ShouldBeEmpty();
        copied.Journal.Tasks.ShouldBe(ids.Count);
        var (before, after) = (town.Store.Contents(), store.Contents());
        foreach (var (table, rows) in before.Where(table => table.Key is not ("schema_version" or "outbox")))
        {
            after[table].ShouldBe((IReadOnlyList<string>)[.. rows.Order(StringComparer.Ordinal)], table);
        }

        after["outbox"].Count.ShouldBe(before["outbox"].Count);
        store.Read("SELECT COUNT(*) FROM task_default").ShouldBe(["0"], "the past has its partitions too");

        await using var moved = await Town.JoinAsync(town, target);
        var issued = await moved.IssueAsync(Town.Request("plain", "g1"));
        await moved.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, issued);
        (await moved.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_database_that_has_rows_is_refused_and_keeps_them()
    {
        await using var town = await Town.BuildAsync(SqliteStore.CreateAsync);
        await using var inhabited = await Town.BuildAsync(PostgresStore.CreateAsync);
        await inhabited.IssueAsync(Town.Request("plain"));
        var before = inhabited.Store.Contents();

        (await Should.ThrowAsync<VerbException>(() => CopyAsync(town, (PostgresDatabase)inhabited.Database))).Message.ShouldContain("not empty");

        inhabited.Store.Contents()["journal"].ShouldBe(before["journal"]);
        inhabited.Store.Contents()["journal_head"].ShouldBe(before["journal_head"]);
    }

    private static Task<CopiedDatabase> CopyAsync(Town from, PostgresDatabase to) =>
        new DatabaseCopy((SqliteDatabase)from.Database, to, new JournalCheck(to)).RunAsync(CancellationToken.None);
}
