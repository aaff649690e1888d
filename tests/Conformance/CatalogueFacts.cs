using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.Issuing.Replaying;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Tests.Conformance;

/// <summary>What a catalogue says of hours, people and events is saved and read back, and each version can be read as it was.</summary>
public abstract class CatalogueFacts(StoreMaker make)
{
    internal static readonly CatalogueFiles Files = Town.Files with
    {
        Members =
        [
            .. Town.Files.Members.Skip(1),
            new Member("M1", "a-1", ["g1"], ["visiting"], 3, true)
            {
                SkillLevels = new Dictionary<string, int> { ["visiting"] = 5 },
                Shift = "night",
                Leave = [new Leave(new DateOnly(2026, 11, 25), new DateOnly(2026, 11, 30))],
                Chains = ["textile"],
                Exclusions = [new Exclusion("plain", null, null), new Exclusion(null, "subject", "张某")],
            },
        ],
        Shifts = [new Shift("night", "夜班", "Night", [new ShiftHours(ShiftDays.Every, new TimeOnly(20, 0), new TimeOnly(8, 0))]), new Shift("office", "机关", null, [new ShiftHours(ShiftDays.Working, new TimeOnly(8, 30), new TimeOnly(12, 0)), new ShiftHours(ShiftDays.Working, new TimeOnly(14, 0), new TimeOnly(17, 30))])],
        Rosters = [new Roster("flood", "防汛", "Flood", ["plain", "checked"], At(1), At(9), ["g1"], ["M1", "M2"])],
        CalendarDays = new Dictionary<DateOnly, bool> { [new DateOnly(2026, 10, 1)] = false, [new DateOnly(2026, 10, 10)] = true },
        Shapes = [Square("g1", 120, 32), Square("g2", 121, 32)],
    };

    [Fact]
    public async Task Everything_a_catalogue_says_is_read_back()
    {
        await using var town = await Town.BuildAsync(make);
        await LoadAsync(town, Files);

        var read = town.Catalogue;
        Same(read.FindMember("M1"), Files.Members[^1]);
        Same(read.FindMember("M2"), Files.Members[0]);
        Same(read.Shifts, Files.Shifts);
        Same(read.Rosters, Files.Rosters);
        Same(read.Calendar.Exceptions, Files.CalendarDays);
        read.Places.GridAt(new Position(121.5, 32.5)).ShouldBe("g2");
        read.Places.Middles.Keys.ShouldBe(["g1", "g2"], ignoreOrder: true);
    }

    [Fact]
    public async Task Shifts_and_days_that_are_left_out_stay_and_rosters_go()
    {
        await using var town = await Town.BuildAsync(make);
        await LoadAsync(town, Files);
        await LoadAsync(town, Files with { Shifts = [Files.Shifts[0] with { Name = "大夜班" }], Rosters = [], CalendarDays = new Dictionary<DateOnly, bool>() });
        town.Catalogue.Shifts.Select(shift => shift.Name).ShouldBe(["大夜班", "机关"]);
        town.Catalogue.Rosters.ShouldBeEmpty();
        town.Catalogue.Calendar.Exceptions.Count.ShouldBe(2);

        await LoadAsync(town, Files with { CalendarDays = new Dictionary<DateOnly, bool> { [new DateOnly(2027, 1, 1)] = false } });
        town.Catalogue.Calendar.Exceptions.Keys.ShouldBe([new DateOnly(2027, 1, 1)]);
        town.Catalogue.Rosters.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Each_change_makes_a_version_that_can_be_read_as_it_was()
    {
        await using var town = await Town.BuildAsync(make);
        var first = town.Catalogue;
        first.Version.ShouldBe(1);
        await LoadAsync(town, Files);
        var second = town.Catalogue;
        second.Version.ShouldBe(2);
        await LoadAsync(town, Files); // nothing differs
        town.Catalogue.Version.ShouldBe(2);
        var published = await PublishAsync(town, town.Catalogue.FindDuty("plain")! with { Name = "改" });
        published.ShouldBeOfType<Published>();
        town.Catalogue.Version.ShouldBe(3);

        foreach (var (version, was) in ((int, Catalogue)[])[(1, first), (2, second), (3, town.Catalogue)])
        {
            var read = (await AtAsync(town, version)).ShouldNotBeNull();
            read.Version.ShouldBe(version);
            Same(read.Units.OrderBy(unit => unit.Code), was.Units.OrderBy(unit => unit.Code));
            Same(read.Grids.OrderBy(grid => grid.Code), was.Grids.OrderBy(grid => grid.Code));
            Same(read.ActiveMembersUnder("root"), was.ActiveMembersUnder("root"));
            Same(read.Shifts, was.Shifts);
            Same(read.Rosters, was.Rosters);
            Same(read.Calendar.Exceptions, was.Calendar.Exceptions);
            Same(read.Places.Middles.OrderBy(middle => middle.Key), was.Places.Middles.OrderBy(middle => middle.Key));
            read.FindDuty("plain")!.Version.ShouldBe(was.FindDuty("plain")!.Version);
            read.DutyVersions.Count.ShouldBe(town.Catalogue.DutyVersions.Count); // a task may name a later one
        }

        (await AtAsync(town, 4)).ShouldBeNull();
        (await AtAsync(town, 0)).ShouldBeNull();
    }

    [Fact]
    public async Task Retired_members_of_a_history_make_no_version_and_new_units_make_one()
    {
        await using var town = await Town.BuildAsync(make);
        var missing = town.Part<MissingParts>();
        await missing.CreateAsync([Case("plain", null, "老张"), Case("plain", null, "老李")], CancellationToken.None);
        (town.Catalogue.Version, town.Catalogue.FindMember("老张")?.Active).ShouldBe((1, false));
        await missing.CreateAsync([Case("plain", "新单位", null)], CancellationToken.None);
        town.Catalogue.Version.ShouldBe(2);
        await missing.CreateAsync([Case("new-duty", null, null)], CancellationToken.None);
        town.Catalogue.Version.ShouldBe(3);
        (await town.Database.ReadAsync(session => town.Part<CatalogueStore>().FindAsync(session), CancellationToken.None))!.Version.ShouldBe(3);
    }

    [Fact]
    public async Task Two_who_publish_at_once_make_two_versions()
    {
        await using var town = await Town.BuildAsync(make);
        var names = town.Catalogue.Duties.Select(duty => duty.Code).ToList();
        var results = await Task.WhenAll(names.Select(code => Task.Run(() => PublishAsync(town, town.Catalogue.FindDuty(code)! with { Name = "改" }))));
        results.ShouldAllBe(result => result is Published);
        town.Catalogue.Version.ShouldBe(1 + names.Count);
        (await AtAsync(town, 1 + names.Count))!.Duties.ShouldAllBe(duty => duty.Name == "改");
    }

    [Fact]
    public async Task What_routing_asks_of_a_matter_is_read_back()
    {
        await using var town = await Town.BuildAsync(make);
        await LoadAsync(town, Files);
        var tasks = await town.IssueAsync(
            Town.Request("plain", "g1") with { Subject = "张某", Place = "桥东", Latitude = 32.5, Longitude = 120.5, Parameters = new Dictionary<string, string> { ["a"] = "b" }, Excluded = ["M1", "M3"] },
            Town.Request("plain"));

        var found = await town.Database.ReadAsync(session => MatterStore.FindAsync(session, tasks.Select(task => task.MatterId)), CancellationToken.None);

        var (named, bare) = (found[tasks[0].MatterId], found[tasks[1].MatterId]);
        (named.Subject, named.Place, named.Latitude, named.Longitude, named.Grid).ShouldBe(("张某", "桥东", 32.5, 120.5, "g1"));
        named.Parameters.ShouldBe(new Dictionary<string, string> { ["a"] = "b" });
        named.Excluded.ShouldBe(["M1", "M3"]);
        (bare.Subject, bare.Place, bare.Latitude, bare.Grid).ShouldBe(("", null, null, null));
        bare.Excluded.ShouldBeEmpty();
        var keys = town.Store.Contents()["matter"];
        keys.Count(row => row.Contains(SameKey.Of(town.Catalogue.FindDuty("plain")!, "张某")!.Value.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal)).ShouldBe(1);
    }

    [Fact]
    public async Task A_place_without_a_grid_gets_the_one_it_lies_in_and_history_does_not()
    {
        await using var town = await Town.BuildAsync(make);
        await LoadAsync(town, Files);
        var inside = (await town.IssueAsync(Town.Request("plain") with { Latitude = 32.5, Longitude = 121.5 })).Single();
        (inside.Grid, inside.Unit).ShouldBe(("g2", "b"));

        // Outside of all: the nearest within 50 km.
        var outside = await town.IssueAsync(Town.Request("steps") with { Latitude = 32.5, Longitude = 122.1 });
        outside.Select(task => (task.Step, task.Grid)).ShouldBe([("one", "g2"), ("two", "g2"), ("three", "g2")], ignoreOrder: true);
        (await town.IssueAsync(Town.Request("steps") with { Latitude = 32.5, Longitude = 129 })).ShouldAllBe(task => task.Grid == null);

        var history = (await town.IssueAsync(Town.Request("plain") with { Latitude = 32.5, Longitude = 121.5, History = new History(null, null, null, null, false) })).Single();
        history.Grid.ShouldBeNull();
    }

    [Fact]
    public async Task A_place_in_somebody_elses_grid_is_refused_as_the_grid_is()
    {
        await using var town = await Town.BuildAsync(make);
        await LoadAsync(town, Files);
        var scope = new Caller("here", Role.Committee, null, "a").ScopeIn(town.Catalogue);
        var inside = Town.Request("plain") with { Latitude = 32.5, Longitude = 120.5 };
        var issued = (Issued)await town.Part<Issuer>().IssueAsync([inside], "here", scope, null, CancellationToken.None);
        issued.Matters.Single().Tasks.Single().Grid.ShouldBe("g1");
        var refused = (NotIssued)await town.Part<Issuer>().IssueAsync([inside, inside with { Longitude = 121.5 }], "here", scope, null, CancellationToken.None);
        refused.Errors.ShouldBe([new RequestError(1, "latitude", "The place 32.5, 121.5 lies in no grid of yours.", "GET /api/v1/grids lists them; leave latitude and longitude out when the place is not known.")]);

        // Outside of all areas, the unit that holds the caller has it, as without a place.
        issued = (Issued)await town.Part<Issuer>().IssueAsync([inside with { Longitude = 122.1 }], "here", scope, null, CancellationToken.None);
        issued.Matters.Single().Tasks.Select(task => (task.Grid, task.Unit)).ShouldBe([(null, "a")]);
    }

    [Fact]
    public async Task Excluded_members_must_be_known_and_few()
    {
        await using var town = await Town.BuildAsync(make);
        var refused = (NotIssued)await town.Part<Issuer>().IssueAsync(
            [Town.Request("plain") with { Excluded = ["M1", "M9", ""] }, Town.Request("plain") with { Excluded = [.. Enumerable.Repeat("M1", 21)] }], "test", Scope.Everything, null, CancellationToken.None);
        refused.Errors.ShouldBe(
        [
            new RequestError(0, "exclude", "No member has the number 'M9'.", "Numbers of members, for example M00001."),
            new RequestError(0, "exclude", "No member has the number ''.", "Numbers of members, for example M00001."),
            new RequestError(1, "exclude", "21 members are excluded.", "At most 20."),
        ]);
        var outside = (NotIssued)await town.Part<Issuer>().IssueAsync([Town.Request("plain") with { Excluded = ["M4"] }], "here", new Caller("here", Role.Committee, null, "a").ScopeIn(town.Catalogue), null, CancellationToken.None);
        outside.Errors.ShouldHaveSingleItem().Problem.ShouldBe("No member has the number 'M4'.");
    }

    private static DateTimeOffset At(int day) => new(2026, 12, day, 0, 0, 0, TimeSpan.Zero);

    private static GridShape Square(string grid, double west, double south) => new(
        grid, [[[new Position(west, south), new Position(west + 1, south), new Position(west + 1, south + 1), new Position(west, south + 1), new Position(west, south)]]], IsSchematic: true);

    private static CaseRow Case(string duty, string? unit, string? member) => new(1, "1", At(1), CaseStatus.Open) { Duty = duty, Unit = unit, Member = member };

    private static Task LoadAsync(Town town, CatalogueFiles files) => town.Part<CurrentCatalogue>().LoadAsync(files, CancellationToken.None);

    private static Task<Catalogue?> AtAsync(Town town, int version) => town.Database.ReadAsync(session => town.Part<CatalogueStore>().AtVersionAsync(session, version), CancellationToken.None);

    private static Task<PublishResult> PublishAsync(Town town, Duty duty)
    {
        var good = (GoodDuties)DutyPublishing.Check(System.Text.Encoding.UTF8.GetBytes(DutyYaml.Write(duty)), "x", town.Catalogue);
        return town.Part<DutyPublishing>().PublishAsync(good, good.Basis, "test", "because", CancellationToken.None);
    }

    /// <summary>Records hold lists, which are equal only to themselves; their texts tell.</summary>
    private static void Same<T>(T read, T saved) => System.Text.Json.JsonSerializer.Serialize(read, SqlValues.Json).ShouldBe(System.Text.Json.JsonSerializer.Serialize(saved, SqlValues.Json));
}

public sealed class CatalogueOnSqlite() : CatalogueFacts(SqliteStore.CreateAsync);

public sealed class CatalogueOnPostgres() : CatalogueFacts(PostgresStore.CreateAsync);
