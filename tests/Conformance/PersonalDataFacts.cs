using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What tells who a person is: masked for whoever only oversees, plain for whoever works on it, and shown to an overseer only together with a row in the journal.</summary>
public abstract class PersonalDataFacts(StoreMaker make)
{
    private const string Subject = "王小明 13812345678";
    private static readonly Caller Eye = new("eye", Role.Supervisor, null);
    private static readonly Caller Other = new("other", Role.Committee, null);

    [Fact]
    public async Task An_overseer_sees_it_after_a_reason_and_the_journal_says_so()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town)).Single();
        var member = new Caller(task.Member!, Role.Member, task.Member);
        (await SubjectAsync(town, task, member)).ShouldBe((Subject, false));
        (await SubjectAsync(town, task, Eye)).ShouldBe(("王＊＊", true));

        (await RevealAsync(town, task, Eye, "  x ")).ShouldBe(Reveal.BadReason);
        (await RevealAsync(town, task, new Caller("far", Role.Supervisor, null, "no-such-unit"), "复核本人情况")).ShouldBe(Reveal.NoSuchTask);
        (await SubjectAsync(town, task, Eye)).ShouldBe(("王＊＊", true));

        (await RevealAsync(town, task, Eye, "复核 13812345678 的情况")).ShouldBe(Reveal.Done);
        (await SubjectAsync(town, task, Eye)).ShouldBe((Subject, false));
        (await SubjectAsync(town, task, Other)).ShouldBe(("王＊＊", true), "it was revealed to one person");
        var row = (await StoryAsync(town, task, Other)).Journal[^1];
        (row.Kind, row.Actor, row.Path, row.ReadFacts().Note).ShouldBe(("revealed", "eye", nameof(TaskState.Assigned), "复核 138＊＊78 的情况"));
    }

    [Fact]
    public async Task Looking_changes_neither_the_task_nor_a_figure()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town)).Single();
        await RevealAsync(town, task, Eye, "复核本人情况");
        (await town.TasksAsync([task.Id])).Single().ShouldBe(task);
        (await town.Part<JournalCheck>().VerifyAsync(CancellationToken.None)).Faults.ShouldBeEmpty();
        var now = town.Part<CityNow>().From(0);
        await town.Part<CityNow>().RecountAsync(CancellationToken.None);
        var counted = town.Part<CityNow>().From(0);
        (counted.Open, counted.Minutes.Values.Aggregate(Tally.Zero, (sum, each) => sum + each)).ShouldBe((now.Open, now.Minutes.Values.Aggregate(Tally.Zero, (sum, each) => sum + each)));
    }

    [Fact]
    public async Task A_search_by_words_does_not_tell_whom_a_task_is_about()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town)).Single();
        var filter = new TaskFilter { Q = "王小明" };
        (await town.Part<TaskList>().PageAsync(filter, Eye, town.Catalogue, CancellationToken.None)).Items.ShouldBeEmpty();
        (await town.Part<TaskList>().PageAsync(filter, new Caller(task.Member!, Role.Member, task.Member), town.Catalogue, CancellationToken.None)).Items.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_masked_note_is_not_told_by_the_hash_of_its_row()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town)).Single();
        await RevealAsync(town, task, Eye, "复核 13812345678 的情况");
        var plain = (await StoryAsync(town, task, Eye)).Journal;
        JournalChain.HashOf(plain[^2].Hash, plain[^1]).ShouldBe(plain[^1].Hash);

        var seen = (await StoryAsync(town, task, Other)).Journal[^1];
        var guessed = seen.Facts.Replace("138＊＊78", "13812345678", StringComparison.Ordinal);
        guessed.ShouldContain("复核 13812345678 的情况");
        JournalChain.HashOf(plain[^2].Hash, new JournalRow
        {
            Seq = seen.Seq,
            TaskId = seen.TaskId,
            Kind = seen.Kind,
            Path = seen.Path,
            At = seen.At,
            RecordedAt = seen.RecordedAt,
            Actor = seen.Actor,
            Facts = guessed,
        }).ShouldNotBe(seen.Hash);
    }

    [Theory]
    [InlineData("积水 13812345678 来电", "1381")]
    [InlineData("积水 138 1234 5678 来电", "1234")]
    [InlineData("积水 138-12345678 来电", "2345")]
    [InlineData("积水 1381234-5678 来电", "234-5")]
    [InlineData("积水 0513-88812345 来电", "8881")]
    [InlineData("积水 32068519800101123X 来电", "1980")]
    [InlineData("积水 320685800101123 来电", "8001")]
    public async Task A_search_does_not_tell_the_digits_of_a_masked_number(string subject, string digits)
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town, [], subject)).Single();
        (await FoundAsync(Eye, digits)).ShouldBe(0);
        (await FoundAsync(Eye, $"积水 {digits}")).ShouldBe(0);
        (await FoundAsync(Eye, "积水")).ShouldBe(1);
        (await FoundAsync(new Caller(task.Member!, Role.Member, task.Member), digits)).ShouldBe(1);

        await IssueAsync(town, [], "3 号楼 2026-11-25 积水");
        (await FoundAsync(Eye, "2026-11")).ShouldBe(1, "a number of nobody is found");

        async Task<int> FoundAsync(Caller caller, string words) =>
            (await town.Part<TaskList>().PageAsync(new TaskFilter { Q = words }, caller, town.Catalogue, CancellationToken.None)).Items.Count;
    }

    [Fact]
    public async Task What_was_revealed_to_somebody_is_not_revealed_to_one_of_the_same_name_in_a_unit()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await IssueAsync(town)).Single();
        (await RevealAsync(town, task, Eye, "复核本人情况")).ShouldBe(Reveal.Done);
        (await SubjectAsync(town, task, Eye with { Unit = task.Unit })).ShouldBe(("王＊＊", true));
    }

    private static Task<IReadOnlyList<DutyTask>> IssueAsync(Town town) => IssueAsync(town, ["subject"], Subject);

    private static async Task<IReadOnlyList<DutyTask>> IssueAsync(Town town, IReadOnlyList<string> personal, string subject)
    {
        await town.LoadDutyAsync(new Duty("about-somebody", 1, "关爱走访", null, "test", [new Step("visit", "走访", null)]) { Personal = personal });
        var issued = (Issued)await town.Part<Issuer>().IssueAsync(
            [new MatterRequest { Source = "api", Duty = "about-somebody", Subject = subject, Channel = "test" }], "test", Scope.Everything, alongside: null, CancellationToken.None);
        return issued.Matters.Single().Tasks;
    }

    private static Task<Reveal> RevealAsync(Town town, DutyTask task, Caller caller, string reason) =>
        town.Part<Revealing>().RevealAsync(task.Number, caller, reason, CancellationToken.None);

    private static async Task<TaskStory> StoryAsync(Town town, DutyTask task, Caller caller) =>
        (await town.Part<TaskQueries>().FindAsync(task.Number, caller, town.Catalogue, CancellationToken.None))!;

    private static async Task<(string Subject, bool IsMasked)> SubjectAsync(Town town, DutyTask task, Caller caller)
    {
        var story = await StoryAsync(town, task, caller);
        return (story.Matter!.Subject, story.IsMasked);
    }
}

public sealed class PersonalDataOnSqlite() : PersonalDataFacts(SqliteStore.CreateAsync);

public sealed class PersonalDataOnPostgres() : PersonalDataFacts(PostgresStore.CreateAsync);
