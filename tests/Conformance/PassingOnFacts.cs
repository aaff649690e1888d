using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>退回 and 转派 on every database: who has the task then, what the journal says, and what the Worker's late answer does.</summary>
public abstract class PassingOnFacts(StoreMaker make)
{
    [Fact]
    public async Task A_returned_task_goes_to_somebody_who_has_not_had_it_and_at_last_to_the_desk()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("plain", "g2"))).Single();
        var messages = town.Store.Contents()["outbox"].Count;
        var holders = new List<string?> { task.Member };
        await town.AcceptAsync(task.Id, task.Member!);

        while (holders[^1] is { } holder)
        {
            holders.Add((await town.ReturnAsync(task.Id, holder)).ShouldBeOfType<Done>().Task.Member);
        }

        holders.Take(holders.Count - 1).ShouldBeUnique();
        holders.Count.ShouldBe(3, "two members in the unit, then its duty desk");
        (await town.TasksAsync([task.Id])).Single().State.ShouldBe(TaskState.Assigned);
        town.Store.Contents()["outbox"].Count.ShouldBe(messages, "the lane hears of a task once");
        (await AssignmentsAsync(town, task.Id)).Select(each => each.Sequence).ShouldBe([1, 2, 3]);
        await ShouldBeSoundAsync(town, [task.Id]);
        (await KindsAsync(town, task.Id)).ShouldBe(["issued Waiting>Unassigned>Assigned", "accepted Assigned>Accepted", "returned Accepted>Unassigned", "assigned Unassigned>Assigned", "returned Assigned>Unassigned", "assigned Unassigned>Assigned"]);
    }

    [Fact]
    public async Task A_task_is_transferred_within_the_own_unit_or_to_the_desk()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("plain", "g1"))).Single();
        var (from, to) = task.Member is "M1" ? ("M1", "M2") : ("M2", "M1");

        (await town.TransferAsync(task.Id, from, "M3")).ShouldBeOfType<BadReport>().Errors.Single().Field.ShouldBe("to", "M3 is of the unit above");
        (await town.TransferAsync(task.Id, from, from)).ShouldBeOfType<BadReport>();
        (await town.TransferAsync(task.Id, from, to, "")).ShouldBeOfType<BadReport>().Errors.Single().Field.ShouldBe("reason");
        var done = (await town.TransferAsync(task.Id, from, to)).ShouldBeOfType<Done>().Task;
        (done.Member, done.State, done.AcceptedAt).ShouldBe((to, TaskState.Assigned, null));
        (await town.TransferAsync(task.Id, from, to)).ShouldBeOfType<NotNow>("it is not his any more");
        (await town.TransferAsync(task.Id, "M4", to)).ShouldBeOfType<NoSuchTask>("it never was his");
        (await town.TransferAsync(task.Id, to, null)).ShouldBeOfType<Done>().Task.Member.ShouldBeNull();
        (await town.TransferAsync(task.Id, to, null)).ShouldBeOfType<NotNow>("it is at the desk");
        (await town.AcceptAsync(task.Id, from)).ShouldBeOfType<Done>();

        (await AssignmentsAsync(town, task.Id)).Skip(1).Select(each => each.Reason.Rule).ShouldBe([AssignmentRule.Transferred, AssignmentRule.Transferred, AssignmentRule.TakenFromDesk]);
        await ShouldBeSoundAsync(town, [task.Id]);
    }

    [Fact]
    public async Task A_transfer_needs_the_skill_and_room()
    {
        await using var town = await Town.BuildAsync(make);
        var skilled = (await town.IssueAsync(Town.Request("skilled", "g1"))).Single();
        skilled.Member.ShouldBe("M1");
        (await town.TransferAsync(skilled.Id, "M1", "M2")).ShouldBeOfType<BadReport>("M2 lacks the skill");

        var tasks = await town.IssueAsync([.. Enumerable.Range(0, 9).Select(_ => Town.Request("plain", "g2"))]);
        var mine = tasks.First(task => task.Member is "M4");
        var full = town.Part<MemberLoads>().Open["M5"];
        full.ShouldBe(2, "M5 is full");
        (await town.TransferAsync(mine.Id, "M4", "M5")).ShouldBeOfType<BadReport>().Errors.Single().English.ShouldContain("full load");
    }

    [Fact]
    public async Task The_same_act_twice_is_one_and_another_act_at_once_loses()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("plain", "g1"))).Single();
        var act = Guid.CreateVersion7(town.Clock.GetUtcNow());

        var results = await Task.WhenAll(Enumerable.Range(0, 12).Select(i => Task.Run(() => (i % 2) switch
        {
            0 => town.ReturnAsync(task.Id, task.Member!, act: act),
            _ => town.TransferAsync(task.Id, task.Member!, null),
        })));

        results.ShouldAllBe(result => result is Done || result is NotNow);
        var kinds = await KindsAsync(town, task.Id);
        kinds.Count(kind => kind.StartsWith("returned", StringComparison.Ordinal) || kind.StartsWith("transferred", StringComparison.Ordinal)).ShouldBe(1, string.Join(", ", kinds));
        results.Count(result => result is Done).ShouldBe(kinds.Exists(kind => kind.StartsWith("returned", StringComparison.Ordinal)) ? 6 : 1, "the same return is answered as done, whichever came first");
        await ShouldBeSoundAsync(town, [task.Id]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_late_answer_of_the_register_still_closes_a_task_that_was_passed_on(bool wasAccepted)
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("checked", "g1"))).Single();
        if (wasAccepted)
        {
            await town.AcceptAsync(task.Id, task.Member!);
        }

        var next = (await town.ReturnAsync(task.Id, task.Member!)).ShouldBeOfType<Done>().Task;
        next.DeadlineAt.ShouldBe(task.DeadlineAt, "passing on buys no time");

        await town.RecordAsync(MessageId.New(town.Clock.GetUtcNow()), FindingOutcome.Satisfied, [task]);

        var closed = (await town.TasksAsync([task.Id])).Single();
        (closed.State, closed.ClosedAutomatically, closed.Member).ShouldBe((TaskState.Closed, true, next.Member));
        (await town.ReturnAsync(task.Id, closed.Member!)).ShouldBeOfType<NotNow>();
        await ShouldBeSoundAsync(town, [task.Id]);
    }

    [Fact]
    public async Task A_report_with_an_id_counts_once_and_another_after_it_is_told_so()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("plain", "g1"))).Single();
        var report = new MemberReport("done", new Dictionary<string, string>()) { Act = Guid.CreateVersion7(town.Clock.GetUtcNow()) };
        var work = town.Part<MemberWork>();
        Task<WorkResult> ReportAsync(MemberReport each) => work.ReportAsync(task.Id, town.Catalogue.FindMember(task.Member!)!, Scope.Everything, each, CancellationToken.None);

        (await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ReportAsync(report))))).ShouldAllBe(result => result is Done);
        (await ReportAsync(report with { Note = "something else" })).ShouldBeOfType<NotNow>();
        (await ReportAsync(report with { Act = Guid.CreateVersion7(town.Clock.GetUtcNow()) })).ShouldBeOfType<NotNow>();

        town.Store.Contents()["feedback"].ShouldHaveSingleItem();
        town.Store.Contents()["journal"].Count(row => row.Contains("Closed|", StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task Photos_are_saved_with_their_report_once_and_byte_for_byte()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.LoadDutyAsync(new Duty("photographed", 1, "拍照", null, "test", [new Step("do", "办", null) { Photo = Asked.Required }]))).Single();
        CleanPhoto[] sent = [new("image/jpeg", 4, 3, [0xFF, 0, 1, 2]), new("image/png", 5, 6, [.. Enumerable.Range(0, 70_000).Select(i => (byte)i)])];
        var member = town.Catalogue.FindMember(task.Member ?? "M1")!;
        var report = new MemberReport("", new Dictionary<string, string>()) { Act = Guid.CreateVersion7(town.Clock.GetUtcNow()) };

        (await town.Part<MemberWork>().ReportAsync(task.Id, member, Scope.Everything, report, CancellationToken.None)).ShouldBeOfType<BadReport>().Errors.Single().Field.ShouldBe("photos");
        town.Store.Contents()["photo"].ShouldBeEmpty();
        for (var times = 0; times < 2; times++)
        {
            (await town.Part<MemberWork>().ReportAsync(task.Id, member, Scope.Everything, report with { Photos = sent }, CancellationToken.None)).ShouldBeOfType<Done>();
        }

        var store = town.Part<PhotoStore>();
        var kept = await town.Database.ReadAsync(session => store.OfTaskAsync(session, task.Id), CancellationToken.None);
        kept.Select(photo => (photo.Type, photo.Width, photo.Height)).ShouldBe([("image/jpeg", 4, 3), ("image/png", 5, 6)]);
        foreach (var (photo, i) in kept.Select((photo, i) => (photo, i)))
        {
            var found = await town.Database.ReadAsync(session => store.FindAsync(session, photo.Id), CancellationToken.None);
            found!.Value.Bytes.ShouldBe(sent[i].Bytes);
            found.Value.Photo.TaskId.ShouldBe(task.Id);
        }

        (await town.Database.ReadAsync(session => store.FindAsync(session, Guid.AllBitsSet), CancellationToken.None)).ShouldBeNull();
    }

    private static async Task ShouldBeSoundAsync(Town town, IReadOnlyList<TaskId> ids)
    {
        (await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
        var open = (await town.TasksAsync(ids)).Where(task => task.State.IsOpen() && task.Member is not null).CountBy(task => task.Member!).ToDictionary();
        town.Part<MemberLoads>().Open.Where(each => each.Value is not 0).ToDictionary().ShouldBe(open, ignoreOrder: true);

        var before = town.Part<CityNow>().From(0);
        await town.Part<CityNow>().RecountAsync(CancellationToken.None);
        town.Part<CityNow>().From(0).Open.ShouldBe(before.Open, "what was added up as it happened is what is counted");
    }

    private static Task<IReadOnlyList<Assignment>> AssignmentsAsync(Town town, TaskId task) =>
        town.Database.ReadAsync(session => town.Part<AssignmentStore>().OfTaskAsync(session, task), CancellationToken.None);

    private static async Task<List<string>> KindsAsync(Town town, TaskId task) =>
        [.. (await town.Database.ReadAsync(session => session.QueryAsync<JournalRow>("journal-of-task", new { Id = task }), CancellationToken.None)).Select(row => $"{row.Kind} {row.Path}")];
}

public sealed class PassingOnOnSqlite() : PassingOnFacts(SqliteStore.CreateAsync);

public sealed class PassingOnOnPostgres() : PassingOnFacts(PostgresStore.CreateAsync);
