using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What callers who share a transaction may rely on, on every database.</summary>
public abstract class IssuingTogetherFacts(StoreMaker make)
{
    [Fact]
    public async Task Calls_at_once_share_transactions_and_each_gets_its_own_answer()
    {
        await using var town = await Town.BuildAsync(make);
        var store = town.Part<MatterStore>();
        var calls = await Task.WhenAll(Enumerable.Range(0, 200).Select(i => Task.Run(async () =>
        {
            var request = (i % 50) switch
            {
                1 or 2 => Town.Request("plain", "g1", "same"),
                3 => Town.Request("no such duty"),
                _ => Town.Request("plain", "g1", $"{i}"),
            };
            Func<Session, Issued, Task>? alongside = (i % 50) switch
            {
                4 => (session, _) => store.KeepAnswerAsync(session, "owner", "key", [1], $"{i}"),
                5 => (_, _) => throw new InvalidOperationException($"{i}"),
                _ => null,
            };
            try
            {
                return (Call: i, Issuance: await town.Part<Issuer>().IssueAsync([request], $"caller-{i}", Scope.Everything, alongside, CancellationToken.None), Failure: (Exception?)null);
            }
            catch (Exception e)
            {
                return (i, null!, e);
            }
        })));

        calls.Where(each => each.Call % 50 is 3).ShouldAllBe(each => each.Issuance is NotIssued);
        calls.Where(each => each.Call % 50 is 5).ShouldAllBe(each => each.Failure is InvalidOperationException && each.Failure.Message == $"{each.Call}");
        calls.Where(each => each.Call % 50 is 4).Count(each => each.Failure is AnswerKeptMeanwhileException).ShouldBe(3);
        var same = calls.Where(each => each.Call % 50 is 1 or 2).Select(each => ((Issued)each.Issuance).Matters.Single()).ToList();
        same.Count(matter => !matter.IsDuplicate).ShouldBe(1);
        same.Select(matter => matter.Matter).Distinct().ShouldHaveSingleItem();
        var alone = calls.Where(each => each.Call % 50 is 0 or > 5).Select(each => ((Issued)each.Issuance).Matters.Single()).ToList();
        alone.ShouldAllBe(matter => !matter.IsDuplicate && matter.Tasks.Count == 1);

        var contents = town.Store.Contents();
        contents["task"].Count.ShouldBe(alone.Count + 1 + 1);
        var rows = contents["journal"].Select(row => row.Split('|')).ToList();
        rows.Select(row => row[6]).Distinct().Count().ShouldBe(rows.Count, "each row names its own caller");
        rows.Select(row => row[5]).Distinct().Count().ShouldBeLessThan(rows.Count / 2, "a transaction writes its rows at one instant");
        (await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
        town.Part<TaskManager.Dispatcher.Routing.MemberLoads>().Open.ShouldAllBe(load => load.Value <= town.Catalogue.FindMember(load.Key)!.Capacity);
    }

    [Fact]
    public async Task Who_has_left_before_the_transaction_is_left_out()
    {
        await using var town = await Town.BuildAsync(make);
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => town.Part<Issuer>().IssueAsync([Town.Request("plain", "g1")], "test", Scope.Everything, null, gone.Token));
        (await town.IssueAsync(Town.Request("plain", "g1"))).ShouldHaveSingleItem();

        town.Store.Contents()["task"].ShouldHaveSingleItem();
    }
}

public sealed class IssuingTogetherOnSqlite() : IssuingTogetherFacts(SqliteStore.CreateAsync);

public sealed class IssuingTogetherOnPostgres() : IssuingTogetherFacts(PostgresStore.CreateAsync);
