using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Routing;
using TaskManager.Dispatcher.Routing.Why;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;
using TaskManager.Tests.Conformance.Running;

namespace TaskManager.Tests.Conformance;

/// <summary>What routing asks the database, and what it leaves there, on any store.</summary>
public abstract class RoutingFacts(StoreMaker make)
{
    private static readonly Member[] Five = [.. Enumerable.Range(1, 5).Select(i => new Member($"M{i}", "b", ["g2"], ["visiting"], 40, true))];

    [Fact]
    public async Task Every_assignment_is_explained_and_choosing_again_gives_the_same_though_the_catalogue_has_changed()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LiveAsync(new Random(5), 60);
        var tasks = await town.IssueAsync([.. Enumerable.Range(0, 12).Select(i => Town.Request(i % 2 is 0 ? "plain" : "skilled", $"g{1 + (i % 3)}"))]);
        var version = town.Catalogue.Version;
        await town.LoadAsync(files => files with { Members = [.. files.Members.Select(member => member with { Capacity = 1, Skills = [] })], Duties = [.. files.Duties.Where(duty => duty.Code is not "skilled")] });
        town.Catalogue.Version.ShouldBe(version + 1);

        foreach (var task in tasks)
        {
            var why = await WhyAsync(town, task.Id);
            why.Record!.CatalogueVersion.ShouldBe(version);
            why.Record.Tasks[why.Place].Member.ShouldBe(task.Member);
            why.Agrees.ShouldBe(true);
            (why.Again as ToMember)?.Member.ShouldBe(task.Member);
            why.Explanation!.Best.Take(task.Member is null ? 0 : 1).Select(offer => offer.Member).ShouldBe(task.Member is null ? [] : [task.Member]);
        }
    }

    [Fact]
    public async Task A_batch_is_one_row_and_spreads_over_equals()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LoadAsync(files => files with { Members = Five });
        var tasks = await town.IssueAsync([.. Enumerable.Range(0, 15).Select(_ => Town.Request("plain", "g2"))]);
        tasks.CountBy(task => task.Member!).Select(each => each.Value).ShouldBe([3, 3, 3, 3, 3]);
        (await WhyAsync(town, tasks[14].Id)).Record!.Tasks.Count.ShouldBe(15);
    }

    [Fact]
    public async Task Who_did_a_step_does_not_get_the_one_it_excludes_and_cannot_be_given_it_by_hand()
    {
        await using var town = await Town.BuildAsync(make);
        var two = Five.Take(2).ToList();
        await town.LoadAsync(files => files with
        {
            Members = two,
            Duties = [.. files.Duties, new Duty("checked-by-others", 1, "双人", null, "test", [new Step("do", "办", null) { Unit = "b" }, new Step("review", "复核", null) { Unit = "b", After = ["do"], NotBy = ["do"] }])],
        });
        for (var i = 0; i < 4; i++)
        {
            var issued = await town.IssueAsync(Town.Request("checked-by-others"));
            var first = issued.Single(task => task.Step is "do");
            await town.AcceptAsync(first.Id, first.Member!);
            (await town.ReportAsync(first.Id, first.Member!)).ShouldBeOfType<Done>();
            var second = (await town.TasksAsync([issued.Single(task => task.Step is "review").Id])).Single();
            second.Member.ShouldBe(two.Single(member => member.Code != first.Member).Code);

            // Returned, it finds nobody and lies at the desk; there the doer still may not take it.
            (await town.TransferAsync(second.Id, second.Member!, first.Member)).ShouldBeOfType<BadReport>().Errors.Single().Problem.ShouldContain("did an earlier step");
            await town.ReturnAsync(second.Id, second.Member!);
            (await town.TasksAsync([second.Id])).Single().Member.ShouldBeNull();
            (await town.AcceptAsync(second.Id, first.Member!)).ShouldBeOfType<NotNow>().English.ShouldContain("did an earlier step");
        }
    }

    [Fact]
    public async Task A_pair_stays_together_over_days_and_within_one_list()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LoadAsync(files => files with
        {
            Members = Five,
            Duties = [.. files.Duties, new Duty("paired", 1, "结对", null, "test", [new Step("visit", "看望", null) { Unit = "b", Paired = true }])],
        });
        MatterRequest Of(string child) => Town.Request("paired") with { Subject = child };
        var first = await town.IssueAsync([.. Enumerable.Range(0, 20).Select(i => Of($"孩子{i % 10}"))]);
        first.Select((task, i) => (Child: i % 10, task.Member)).Distinct().Count().ShouldBe(10, "two tasks of a child in one list go to one member");
        first.Select(task => task.Member).Distinct().Count().ShouldBe(5);
        for (var round = 0; round < 3; round++)
        {
            var later = await town.IssueAsync([.. Enumerable.Range(0, 10).Select(i => Of($"孩子{i}"))]);
            later.Select(task => task.Member).ShouldBe(first.Take(10).Select(task => task.Member));
        }

        (await WhyAsync(town, (await town.IssueAsync(Of("孩子3"))).Single().Id)).Assignment.Reason.Rule.ShouldBe(AssignmentRule.Paired);
    }

    [Fact]
    public async Task Whom_a_request_excludes_gets_neither_its_first_step_nor_a_later_one_nor_may_take_it()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LoadAsync(files => files with
        {
            Members = [.. Five.Take(2)],
            Duties = [.. files.Duties, new Duty("complaint", 1, "投诉", null, "test", [new Step("do", "办", null) { Unit = "b" }, new Step("call", "回访", null) { Unit = "b", After = ["do"] }])],
        });
        for (var i = 0; i < 4; i++)
        {
            var issued = await town.IssueAsync(Town.Request("complaint") with { Excluded = ["M1"] });
            var first = issued.Single(task => task.Step is "do");
            first.Member.ShouldBe("M2");
            await town.ReportAsync(first.Id, "M2");
            (await town.TasksAsync([issued.Single(task => task.Step is "call").Id])).Single().Member.ShouldBe("M2");
        }
    }

    [Fact]
    public async Task A_named_holder_and_the_specialists_of_a_chain_get_what_is_theirs_or_the_desk_has_it()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LoadAsync(files => files with
        {
            Members = [.. Five.Select(member => member.Code is "M4" ? member with { Chains = ["textile"] } : member)],
            Duties =
            [
                .. files.Duties,
                new Duty("named", 1, "专人", null, "test", [new Step("do", "办", null) { Unit = "b", Holder = new Holder { Parameter = "contact" } }]),
                new Duty("chain", 1, "产业链", null, "test", [new Step("do", "办", null) { Unit = "b", Holder = new Holder { Chain = "chain" } }]),
            ],
        });
        async Task<string?> OneAsync(string duty, string parameter, string value) =>
            (await town.IssueAsync(Town.Request(duty) with { Parameters = new Dictionary<string, string> { [parameter] = value } })).Single().Member;

        (await OneAsync("named", "contact", "M3")).ShouldBe("M3");
        (await OneAsync("named", "contact", "M99")).ShouldBeNull();
        (await OneAsync("named", "other", "M3")).ShouldBeNull();
        (await OneAsync("chain", "chain", "textile")).ShouldBe("M4");
        (await OneAsync("chain", "chain", "magnets")).ShouldBeNull();
    }

    [Fact]
    public async Task The_same_subject_goes_to_the_same_member_where_nothing_else_differs()
    {
        await using var town = await Town.BuildAsync(make);
        await town.LoadAsync(files => files with { Members = Five });
        var first = (await town.IssueAsync(Town.Request("plain", "g2") with { Subject = "河滨路积水" })).Single();
        await town.ReportAsync(first.Id, first.Member!);
        var again = (await town.IssueAsync(Town.Request("plain", "g2") with { Subject = "河滨路积水" })).Single();
        again.Member.ShouldBe(first.Member);
        (await WhyAsync(town, again.Id)).Assignment.Reason.Because.ShouldContain("Continuity");
    }

    [Fact]
    public async Task Long_lists_at_once_use_all_room_and_no_more_though_each_is_routed_before_its_transaction()
    {
        await using var town = await Town.BuildAsync(make);
        Member[] members = [.. Enumerable.Range(1, 40).Select(i => new Member($"M{i:D2}", "b", [], [], 5 + (i % 7), true))];
        await town.LoadAsync(files => files with { Members = members });
        var room = members.Sum(member => member.Capacity);

        var issued = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Task.Run(() => town.IssueAsync([.. Enumerable.Range(0, 120).Select(_ => Town.Request("plain", "g2"))]))));

        var given = issued.SelectMany(list => list).Where(task => task.Member is not null).CountBy(task => task.Member!).ToDictionary();
        given.ShouldAllBe(each => each.Value <= members.Single(member => member.Code == each.Key).Capacity);
        given.Values.Sum().ShouldBe(room);
        town.Part<MemberLoads>().Open.Where(each => each.Value > 0).ToDictionary().ShouldBe(given, ignoreOrder: true);
        (await town.IssueAsync([.. Enumerable.Range(0, 120).Select(_ => Town.Request("plain", "g2"))])).ShouldAllBe(task => task.Member == null);
    }

    [Fact]
    public async Task What_was_chosen_ahead_is_load_only_until_its_transaction_is_over()
    {
        await using var town = await Town.BuildAsync(make);
        var loads = town.Part<MemberLoads>();
        await Should.ThrowAsync<InvalidOperationException>(() => town.Part<Issuer>().IssueAsync(
            [.. Enumerable.Range(0, 120).Select(_ => Town.Request("plain", "g1"))], "test", Scope.Everything, (_, _) => throw new InvalidOperationException("no"), CancellationToken.None));
        town.Catalogue.Members.ShouldAllBe(member => loads.Counted(member.Code) == 0);

        var tasks = await town.IssueAsync([.. Enumerable.Range(0, 120).Select(_ => Town.Request("plain", "g1"))]);
        tasks.ShouldContain(task => task.Member != null);
        town.Catalogue.Members.ShouldAllBe(member => loads.Counted(member.Code) == tasks.Count(task => task.Member == member.Code));
    }

    [Fact]
    public async Task The_past_of_members_who_have_closed_nothing_can_be_counted()
    {
        await using var town = await Town.BuildAsync(make);
        var task = (await town.IssueAsync(Town.Request("plain", "g1"))).Single();
        var pasts = town.Part<MemberPasts>();
        await pasts.RecountAsync(CancellationToken.None);
        pasts.Of(task.Member!).Recent.ShouldBe(1);
        pasts.Of(task.Member!).Pace.ShouldBeEmpty();
    }

    private static async Task<WhyAssigned> WhyAsync(Town town, TaskId task)
    {
        var assignments = await town.Database.ReadAsync(session => town.Part<AssignmentStore>().OfTaskAsync(session, task), CancellationToken.None);
        return await town.Part<WhyQueries>().OfAsync(assignments[^1], CancellationToken.None);
    }
}

public class RoutingOnSqlite() : RoutingFacts(SqliteStore.CreateAsync);

public class RoutingOnPostgres() : RoutingFacts(PostgresStore.CreateAsync)
{
    [Fact]
    public async Task Fifty_routers_at_once_on_a_thousand_tasks_never_exceed_a_capacity()
    {
        await using var town = await Town.BuildAsync(PostgresStore.CreateAsync);
        var random = new Random(8);
        Member[] members = [.. Enumerable.Range(1, 60).Select(i => new Member($"M{i:D2}", "b", [], [], random.Next(5, 26), true))];
        await town.LoadAsync(files => files with { Members = members });
        var routers = new List<Town> { town };
        try
        {
            for (var i = 1; i < 50; i++)
            {
                routers.Add(await Town.JoinAsync(town, town.Database)); // memory of its own, one pool of connections
            }

            await Task.WhenAll(routers.Select((router, i) => Task.Run(async () =>
            {
                for (var list = 0; list < 4; list++)
                {
                    await router.IssueAsync([.. Enumerable.Range(0, 5).Select(_ => Town.Request("plain", "g2"))]);
                }
            })));
        }
        finally
        {
            foreach (var router in routers.Skip(1))
            {
                await router.DisposeAsync();
            }
        }

        var loads = await town.Database.ReadAsync(session => MemberLoads.CountAsync(session, members.Select(member => member.Code)), CancellationToken.None);
        var room = members.Sum(member => member.Capacity);
        loads.ShouldAllBe(each => each.Value <= members.Single(member => member.Code == each.Key).Capacity);
        loads.Values.Sum().ShouldBe(Math.Min(room, 1_000), "as many as there is room for have somebody");
    }
}
