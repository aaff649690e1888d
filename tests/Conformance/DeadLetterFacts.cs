using System.Text;
using TaskManager.Dispatcher.DeadLetters;
using TaskManager.Dispatcher.Publishing;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What every database must keep to about dead letters.</summary>
public abstract class DeadLetterFacts(StoreMaker make)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_message_is_one_row_while_it_waits_and_waits_again_when_it_comes_back_after_a_decision()
    {
        await using var town = await Town.BuildAsync(make);
        var letter = Letter(town, "lane.city", "{}");
        await KeepAsync(town, letter, letter);
        await KeepAsync(town, letter);
        (await FindAsync(town, letter.Id))!.Arrivals.ShouldBe(1);

        await town.Part<DeadLetterDecisions>().DiscardAsync([letter.Id], "anna", Cancel);
        (await FindAsync(town, letter.Id))!.State.ShouldBe(DeadLetterState.Discarded);
        await KeepAsync(town, letter with { Reason = "expired" });

        var back = (await FindAsync(town, letter.Id))!;
        (back.State, back.Arrivals, back.Reason, back.DecidedAt, back.DecidedBy).ShouldBe((DeadLetterState.Waiting, 2, "expired", null, null));
        town.Store.Contents()["dead_letter"].ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Different_messages_under_one_id_are_all_kept()
    {
        await using var town = await Town.BuildAsync(make);
        var letter = Letter(town, "lane.city", "{}");
        await KeepAsync(town, letter, letter with { Body = [1] });
        await KeepAsync(town, letter with { Body = [2] });

        (await PageAsync(town, new DeadLetterFilter())).Items.Select(item => item.Bytes).ShouldBe([2, 1, 1], ignoreOrder: true);
    }

    [Fact]
    public async Task What_is_kept_is_read_as_it_was()
    {
        await using var town = await Town.BuildAsync(make);
        var letter = new DeadLetter
        {
            Id = MessageId.New(town.Clock.GetUtcNow()),
            Queue = "dispatcher.feedback",
            Reason = "rejected",
            Deliveries = 11,
            ContentType = "text/plain",
            Properties = new Dictionary<string, string> { ["message-id"] = "x\u0000y", ["type"] = "某" },
            Headers = """{"键":"值\u0000","n":[1,2.5,true,null]}""",
            Body = [0, 255, 10],
            ArrivedAt = Instant(town),
        };
        await KeepAsync(town, letter);

        var kept = (await FindAsync(town, letter.Id))!;
        kept.Body.ShouldBe(letter.Body);
        kept.Properties.ShouldBe(letter.Properties);
        (kept with { Body = letter.Body, Properties = letter.Properties }).ShouldBe(letter);
        (await FindAsync(town, MessageId.New(town.Clock.GetUtcNow()))).ShouldBeNull();
    }

    [Fact]
    public async Task Pages_go_through_all_of_them_once_last_arrived_first()
    {
        await using var town = await Town.BuildAsync(make);
        var at = Instant(town);
        var letters = Enumerable.Range(0, 23).Select(i => Letter(town, i % 3 is 0 ? "lane.city" : "lane.b", $"[{i}]") with { ArrivedAt = at.AddSeconds(i / 4) }).ToArray(); // four of an instant
        await KeepAsync(town, letters);
        await town.Part<DeadLetterDecisions>().DiscardAsync([letters[3].Id, letters[4].Id], "anna", Cancel);

        var seen = new List<DeadLetterItem>();
        for (DeadLetterPlace? after = null; ;)
        {
            var page = await PageAsync(town, new DeadLetterFilter { State = DeadLetterState.Waiting, Queue = "lane.b", After = after, Limit = 4 });
            seen.AddRange(page.Items);
            if (page.Next is not { } next)
            {
                break;
            }

            after = DeadLetterPlace.Read(next.ToString());
        }

        seen.Select(item => item.Id).ShouldBe(letters.Where((_, i) => i % 3 > 0 && i is not 4).Select(letter => letter.Id), ignoreOrder: true);
        seen.Select(item => item.ArrivedAt).ShouldBeInOrder(SortDirection.Descending);
        (await town.Database.ReadAsync(town.Part<DeadLetterStore>().WaitingByQueueAsync, Cancel)).Select(each => (each.Queue, each.Waiting)).ShouldBe([("lane.b", 14), ("lane.city", 7)]);
    }

    [Fact]
    public async Task A_decision_is_made_once_however_many_make_it_at_once()
    {
        await using var town = await Town.BuildAsync(make);
        var letters = Enumerable.Range(0, 40).Select(i => Letter(town, "lane.city", $"[{i}]") with { FromOutbox = true }).ToArray();
        await KeepAsync(town, letters);
        var ids = letters.Select(letter => letter.Id).ToList();
        var decisions = town.Part<DeadLetterDecisions>();

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => i % 2 is 0 ? decisions.RetryAsync(ids, $"o{i}", Cancel) : decisions.DiscardAsync(ids, $"o{i}", Cancel))));

        results.SelectMany(result => result.Done).Count().ShouldBe(40);
        results.ShouldAllBe(result => result.Done.Count + result.Left.Count == 40);
        var retried = (await PageAsync(town, new DeadLetterFilter { State = DeadLetterState.Retried })).Items.Count;
        (await town.Database.ReadAsync(Outbox.CountAsync, Cancel)).ShouldBe(retried);
        (await decisions.RetryAsync([ids[0], MessageId.New(town.Clock.GetUtcNow())], "late", Cancel)).Left.Select(left => left.Why[..6]).ShouldBe(["It was", "There "]);
    }

    [Fact]
    public async Task A_message_that_nobody_answers_leaves_the_outbox_for_the_dead_letters_and_goes_back_when_retried()
    {
        await using var town = await Town.BuildAsync(make);
        await town.IssueAsync(Town.Request("plain", "g1"), Town.Request("plain", "g2"));
        var giving = town.Part<OutboxGivingUp>();
        for (var attempt = 0; attempt < OutboxGivingUp.AttemptsMax; attempt++)
        {
            (await giving.GiveUpAsync(Cancel)).ShouldBe(0);
            await ClaimAsync(town);
        }

        (await giving.GiveUpAsync(Cancel)).ShouldBe(0, "the last attempt has its minute");
        for (var second = 0; second < 90; second++)
        {
            town.Clock.GetUtcNow(); // it moves at every look
        }

        (await giving.GiveUpAsync(Cancel)).ShouldBe(2);
        (await town.Database.ReadAsync(Outbox.CountAsync, Cancel)).ShouldBe(0);
        var letters = (await PageAsync(town, new DeadLetterFilter())).Items;
        letters.ShouldAllBe(letter => letter.Reason == "unanswered" && letter.Deliveries == OutboxGivingUp.AttemptsMax && letter.State == DeadLetterState.Waiting);

        await town.Part<DeadLetterDecisions>().RetryAsync([.. letters.Select(letter => letter.Id)], "anna", Cancel);
        var rows = await ClaimAsync(town);
        rows.Select(row => row.Id).ShouldBe(letters.Select(letter => letter.Id), ignoreOrder: true);
        rows.ShouldAllBe(row => row.Attempts == 1 && Encoding.UTF8.GetString(row.Body).Contains("\"assignments\"", StringComparison.Ordinal));
    }

    /// <summary>Claims all that there is, as the relay does at a start.</summary>
    private static Task<IReadOnlyList<OutboxRow>> ClaimAsync(Town town) => town.Database.WriteAsync(
        async session =>
        {
            await session.ExecuteAsync("release-outbox-rows");
            var now = town.Clock.GetUtcNow();
            return await session.QueryAsync<OutboxRow>("claim-outbox-rows", new { Claim = 1L, Now = now, Until = now.AddSeconds(60), Limit = 10, UrgentOnly = 0 });
        },
        Cancel);

    private static DateTimeOffset Instant(Town town) => DateTimeOffset.FromUnixTimeMilliseconds(town.Clock.GetUtcNow().ToUnixTimeMilliseconds());

    private static DeadLetter Letter(Town town, string queue, string body) => new()
    {
        Id = MessageId.New(town.Clock.GetUtcNow()), Queue = queue, Reason = "delivery_limit", Body = Encoding.UTF8.GetBytes(body), ArrivedAt = Instant(town),
    };

    private static Task KeepAsync(Town town, params DeadLetter[] letters) => town.Database.WriteAsync(session => town.Part<DeadLetterStore>().KeepAsync(session, letters), Cancel);

    private static Task<DeadLetter?> FindAsync(Town town, MessageId id) => town.Database.ReadAsync(session => town.Part<DeadLetterStore>().FindAsync(session, id), Cancel);

    private static Task<DeadLetterPage> PageAsync(Town town, DeadLetterFilter filter) => town.Database.ReadAsync(session => town.Part<DeadLetterStore>().PageAsync(session, filter), Cancel);
}

public sealed class DeadLettersOnSqlite() : DeadLetterFacts(SqliteStore.CreateAsync);

public sealed class DeadLettersOnPostgres() : DeadLetterFacts(PostgresStore.CreateAsync);
