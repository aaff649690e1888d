using FsCheck;
using FsCheck.Fluent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Tasks;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Tasks;

public class FilterTextTests
{
    private static readonly Catalogue Town = new(
        new City("town", "小城", "Town", "Asia/Shanghai"),
        [new OrgUnit("root", "市委", null, null, "city"), new OrgUnit("a", "甲", null, "root", null), new OrgUnit("b", "乙", null, "root", null)],
        [new Grid("g1", "一", null, "a"), new Grid("g2", "二", null, "b")],
        [new Member("M1", "a", [], [], 3, true), new Member("M2", "b", [], [], 3, true)],
        [new Duty("plain", 1, "普通", null, "test", [new Step("do", "办", null)]), new Duty("of-b", 1, "乙的", null, "test", [new Step("do", "办", null) { Unit = "b" }])]);

    /// <summary>Some right values of each filter.</summary>
    private static readonly IReadOnlyDictionary<string, string[]> Right = new Dictionary<string, string[]>
    {
        ["q"] = ["RW20261122-000001", "rw2026", "漏水 三楼", "a&b=c", "100%"],
        ["state"] = ["open", .. Enum.GetNames<TaskState>()],
        ["duty"] = ["plain", "of-b"],
        ["unit"] = ["root", "a"],
        ["member"] = ["M1", "M2"],
        ["grid"] = ["g1", "g2"],
        ["channel"] = ["hotline", "热线 + 网页"],
        ["issuedFrom"] = ["2026-01-01", "2026-01-01T08:00:00+08:00"],
        ["issuedTo"] = ["2026-11-22", "2026-11-22T08:00:00.123Z"],
        ["closedFrom"] = ["2026-01-01"],
        ["closedTo"] = ["2026-12-31"],
        ["dueFrom"] = ["2026-01-01"],
        ["dueBefore"] = ["2026-12-31", "2027-01-01T00:00Z"],
        ["overdue"] = ["true"],
        ["automatic"] = ["true", "false"],
        ["onTime"] = ["true", "false"],
    };

    [Fact]
    public void Every_filter_has_its_example() => Right.Keys.ShouldBe(FilterText.Names, ignoreOrder: true);

    [Fact]
    public void What_an_address_says_is_what_it_is_written_as_again() => Prop.ForAll(
        Gen.CollectToList(FilterText.Names, name => Gen.OneOf(Gen.Constant((Name: name, Value: (string?)null)), Gen.Elements(Right[name]).Select(value => (Name: name, Value: (string?)value)))).ToArbitrary(),
        fields =>
        {
            var given = fields.Where(field => field.Value is not null).ToDictionary(field => field.Name, field => field.Value);
            var (filter, errors) = Read(given);
            errors.ShouldBeEmpty();
            FilterText.Write(filter).ToDictionary(field => field.Name, field => (string?)field.Value).ShouldBe(given, ignoreOrder: true);
            Read(Parsed(FilterText.Address(filter))).Filter.ShouldBe(filter);
            foreach (var name in given.Keys)
            {
                FilterText.Write(FilterText.Without(filter, name)).Select(field => field.Name).ShouldBe(given.Keys.Where(each => each != name), ignoreOrder: true);
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    [Theory]
    [InlineData("state", "Opened")]
    [InlineData("duty", "plane")]
    [InlineData("unit", "c")]
    [InlineData("member", "M3")]
    [InlineData("grid", "g9")]
    [InlineData("issuedFrom", "22.11.2026")]
    [InlineData("closedTo", "2026-11-22T08:00:00")]
    [InlineData("dueBefore", "2026-02-30")]
    [InlineData("overdue", "false")]
    [InlineData("automatic", "yes")]
    [InlineData("onTime", "1")]
    [InlineData("after", "x")]
    [InlineData("limit", "0")]
    [InlineData("limit", "201")]
    [InlineData("q", "a b c d e f")]
    public void A_wrong_value_is_told_by_name_and_left_out(string name, string value)
    {
        var (filter, errors) = Read(new Dictionary<string, string?> { [name] = value });
        var error = errors.ShouldHaveSingleItem();
        error.Name.ShouldBe(name);
        (error.Problem.Chinese.Length * error.Problem.English.Length * error.Remedy.Chinese.Length * error.Remedy.English.Length).ShouldBeGreaterThan(0);
        filter.ShouldBe(new TaskFilter());
    }

    [Fact]
    public void A_range_that_ends_before_it_begins_is_wrong() =>
        Read(new Dictionary<string, string?> { ["issuedFrom"] = "2026-11-23", ["issuedTo"] = "2026-11-22" }).Errors.ShouldHaveSingleItem().Name.ShouldBe("issuedTo");

    [Theory]
    [InlineData("unit", "b")]
    [InlineData("unit", "root")]
    [InlineData("member", "M2")]
    [InlineData("grid", "g2")]
    [InlineData("duty", "of-b")]
    public void What_lies_outside_the_callers_unit_is_as_unknown_as_what_is_not_there(string name, string code)
    {
        var scope = new Caller("a", Role.Committee, null, "a").ScopeIn(Town);
        var outside = FilterText.Read(each => each == name ? code : null, Town, scope).Errors.ShouldHaveSingleItem();
        var unknown = FilterText.Read(each => each == name ? "nowhere" : null, Town, scope).Errors.ShouldHaveSingleItem();
        outside.Problem.English.Replace(code, "nowhere", StringComparison.Ordinal).ShouldBe(unknown.Problem.English);
    }

    [Fact]
    public void A_day_is_the_citys_day()
    {
        var (filter, _) = Read(new Dictionary<string, string?> { ["issuedFrom"] = "2026-11-22", ["issuedTo"] = "2026-11-22" });
        filter.IssuedFrom!.Value.At.ShouldBe(new DateTimeOffset(2026, 11, 22, 0, 0, 0, TimeSpan.FromHours(8)));
        filter.IssuedTo!.Value.At.ShouldBe(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.FromHours(8)));
    }

    private static FilterReading Read(IReadOnlyDictionary<string, string?> fields) => FilterText.Read(name => fields.GetValueOrDefault(name), Town, Scope.Everything);

    private static Dictionary<string, string?> Parsed(string address) => address.Contains('?', StringComparison.Ordinal)
        ? address.Split('?')[1].Split('&').Select(field => field.Split('=')).ToDictionary(field => field[0], field => (string?)Uri.UnescapeDataString(field[1]))
        : [];
}
