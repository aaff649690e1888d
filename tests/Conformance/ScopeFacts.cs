using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Live;
using TaskManager.Dispatcher.Metrics;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What lies outside a caller's subtree is not there, whatever is asked; what lies within is there whole.</summary>
public abstract class ScopeFacts(StoreMaker make)
{
    [Fact]
    public async Task Pages_stories_figures_and_the_live_city_hold_the_subtree_and_nothing_else()
    {
        await using var town = await Town.BuildAsync(make);
        var all = await town.TasksAsync(await town.LiveAsync(new Random(5), 120));
        all.Select(task => task.Unit).Distinct().Count().ShouldBeGreaterThan(2);
        foreach (var unit in town.Catalogue.Units)
        {
            foreach (var caller in (Caller[])[new("eye", Role.Supervisor, null, unit.Code), new("m", Role.Member, town.Catalogue.Members.First().Code, unit.Code)])
            {
                var within = all.Where(task => town.Catalogue.UnitsUnder(unit.Code).Contains(task.Unit)).ToList();
                var seen = within.Where(task => TaskQueries.MaySee(task, caller, town.Catalogue)).Select(task => task.Number).OrderDescending(StringComparer.Ordinal).ToList();
                (await PagesAsync(town, caller)).ShouldBe(seen, $"{caller}");
                foreach (var task in all)
                {
                    (await town.Part<TaskQueries>().FindAsync(task.Number, caller, town.Catalogue, CancellationToken.None) is not null).ShouldBe(seen.Contains(task.Number), $"{caller} {task.Number}");
                }

                if (caller.Oversees)
                {
                    seen.Count.ShouldBe(within.Count);
                    var report = await town.Part<FiguresQueries>().AsOfAsync(town.Clock.GetUtcNow(), caller.ScopeIn(town.Catalogue), CancellationToken.None);
                    report.Overall.Issued.ShouldBe(within.Count);
                    report.ByUnit.Select(group => group.Code).ShouldBe(within.Select(task => task.Unit).Distinct(), ignoreOrder: true);
                }

                if (caller.ScopeIn(town.Catalogue) is { Units: not null } scope)
                {
                    var now = await town.Part<SubtreesNow>().CountAsync(scope, town.Catalogue, CancellationToken.None);
                    (now.Open.Waiting + now.Open.AtDesks + now.Open.WithMembers).ShouldBe(within.Count(task => task.State.IsOpen()));
                    now.Minutes.Values.Sum(minute => minute.Issued).ShouldBeInRange(0, within.Count);
                }
            }
        }
    }

    [Fact]
    public async Task A_callers_matters_land_in_the_subtree_and_duties_and_grids_outside_are_unknown()
    {
        await using var town = await Town.BuildAsync(make);
        foreach (var unit in town.Catalogue.Units)
        {
            var scope = new Caller("here", Role.Committee, null, unit.Code).ScopeIn(town.Catalogue);
            foreach (var duty in town.Catalogue.Duties)
            {
                foreach (var grid in town.Catalogue.Grids.Select(grid => grid.Code).Prepend(null))
                {
                    var known = scope.Holds(duty) && (grid is null || scope.Holds(town.Catalogue.FindGrid(grid)!));
                    var issuance = await town.Part<Issuer>().IssueAsync([Town.Request(duty.Code, grid)], "here", scope, null, CancellationToken.None);
                    if (known)
                    {
                        issuance.ShouldBeOfType<Issued>().Matters.SelectMany(matter => matter.Tasks).ShouldAllBe(task => scope.Holds(task.Unit));
                    }
                    else
                    {
                        issuance.ShouldBeOfType<NotIssued>().Errors.ShouldAllBe(error => error.Problem.StartsWith("No "));
                    }
                }
            }
        }
    }

    private static async Task<List<string>> PagesAsync(Town town, Caller caller)
    {
        var numbers = new List<string>();
        string? after = null;
        do
        {
            var page = await town.Part<TaskList>().PageAsync(new TaskFilter { After = after, Limit = 7 }, caller, town.Catalogue, CancellationToken.None);
            numbers.AddRange(page.Items.Select(task => task.Number));
            after = page.Next;
        }
        while (after is not null);
        return numbers;
    }
}

public sealed class ScopeOnSqlite() : ScopeFacts(SqliteStore.CreateAsync);

public sealed class ScopeOnPostgres() : ScopeFacts(PostgresStore.CreateAsync);
