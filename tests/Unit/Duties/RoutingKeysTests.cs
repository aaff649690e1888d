using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;
using static TaskManager.Tests.Unit.Duties.CatalogueOnDisk;

namespace TaskManager.Tests.Unit.Duties;

/// <summary>What a catalogue says for routing: shifts, the calendar, rosters, and the keys of members, duties and steps.</summary>
public class RoutingKeysTests
{
    private const string Everything = """
        shifts:
          - code: office
            name: 机关
            nameEn: Office
            hours:
              - { days: working, from: "08:30", to: "12:00" }
              - { days: working, from: 14:00, to: 17:30 }
          - { code: night, name: 夜班, hours: [{ days: every, from: "20:00", to: "08:00" }] }
        calendar:
          worked: [2026-10-10]
          free: [2026-10-01, 2026-10-02]
        rosters:
          - code: flood
            name: 防汛
            nameEn: Flood season
            duties: [care, visit-firm]
            from: 2026-12-01T08:00
            to: 2026-12-03T20:00
            grids: [320685103]
            members: [M00001, M2]
        members:
          - number: M2
            unit: libao
            skills: [mediation, teaching]
            levels: { mediation: 5 }
            shift: office
            leave: [{ from: 2026-11-25, to: 2026-11-30 }, { from: 2026-12-24 }]
            chains: [textile]
            exclusions: [{ duty: care }, { of: subject, value: 张某 }, { duty: care, of: house, value: "3" }]
        duties:
          - code: visit-firm
            name: 走访企业
            area: market-supervision
            weights: { load: 2, distance: 0, continuity: 0.75 }
            sameBy: firm
            steps:
              - { code: visit, name: 走访, effort: 2h, holder: { chain: chain }, paired: true }
              - { code: record, name: 记录, after: [visit] }
              - { code: sample, name: 抽查, after: [record], notBy: [visit, record], effort: 5m, holder: { member: M2 } }
              - { code: tell, name: 告知, after: [record], effort: 3d, holder: { parameter: officer }, paired: false }
        """;

    [Fact]
    public void Every_key_is_read()
    {
        using var catalogue = new CatalogueOnDisk().Write("x.yaml", Everything);
        var files = catalogue.Files();

        files.Shifts.Select(shift => (shift.Code, shift.Name, shift.NameEn)).ShouldBe([("office", "机关", "Office"), ("night", "夜班", null)]);
        files.Shifts[0].Hours.ShouldBe([new ShiftHours(ShiftDays.Working, new TimeOnly(8, 30), new TimeOnly(12, 0)), new ShiftHours(ShiftDays.Working, new TimeOnly(14, 0), new TimeOnly(17, 30))]);
        files.Shifts[1].Hours.ShouldBe([new ShiftHours(ShiftDays.Every, new TimeOnly(20, 0), new TimeOnly(8, 0))]);
        files.CalendarDays.ShouldBe(new Dictionary<DateOnly, bool> { [new(2026, 10, 1)] = false, [new(2026, 10, 2)] = false, [new(2026, 10, 10)] = true });

        var roster = files.Rosters.ShouldHaveSingleItem();
        (roster.Code, roster.Name, roster.NameEn).ShouldBe(("flood", "防汛", "Flood season"));
        (roster.From, roster.To).ShouldBe((new DateTimeOffset(2026, 12, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 12, 3, 12, 0, 0, TimeSpan.Zero)));
        (roster.Duties, roster.Grids, roster.Members).ShouldSatisfyAllConditions(
            all => all.Duties.ShouldBe(["care", "visit-firm"]), all => all.Grids.ShouldBe(["320685103"]), all => all.Members.ShouldBe(["M00001", "M2"]));

        var member = files.Members.Single(each => each.Code == "M2");
        member.SkillLevels.ShouldBe(new Dictionary<string, int> { ["mediation"] = 5 });
        member.Shift.ShouldBe("office");
        member.Leave.ShouldBe([new Leave(new(2026, 11, 25), new(2026, 11, 30)), new Leave(new(2026, 12, 24), new(2026, 12, 24))]);
        member.Chains.ShouldBe(["textile"]);
        member.Exclusions.ShouldBe([new Exclusion("care", null, null), new Exclusion(null, "subject", "张某"), new Exclusion("care", "house", "3")]);

        var duty = files.Duties.Single(each => each.Code == "visit-firm");
        duty.Weights.ShouldBe(new RoutingWeights { Load = 2, Distance = 0, Continuity = 0.75 });
        duty.SameBy.ShouldBe("firm");
        duty.Steps.Select(step => (step.Effort, step.Holder, step.Paired)).ShouldBe(
        [
            (TimeSpan.FromHours(2), new Holder { Chain = "chain" }, true),
            (null, null, false),
            (TimeSpan.FromMinutes(5), new Holder { Member = "M2" }, false),
            (TimeSpan.FromDays(3), new Holder { Parameter = "officer" }, false),
        ]);
        duty.Steps.Select(step => step.NotBy).ShouldBe([null, null, duty.Steps[2].NotBy, null]);
        duty.Steps[2].NotBy.ShouldBe(["visit", "record"]);
    }

    [Fact]
    public void A_catalogue_that_says_nothing_of_it_is_as_it_was()
    {
        using var catalogue = new CatalogueOnDisk();
        var files = catalogue.Files();
        (files.Shifts.Count, files.Rosters.Count, files.CalendarDays.Count).ShouldBe((0, 0, 0));
        (files.Members[0].Shift, files.Members[0].Leave.Count, files.Duties[0].Weights, files.Duties[0].SameBy).ShouldBe((null, 0, null, null));
    }

    [Theory]
    [InlineData("{ code: x, name: 早, hours: [{ days: workdays, from: \"08:30\", to: \"12:00\" }] }", "2:41: 'days' is 'workdays'. Allowed: working, free, every.")]
    [InlineData("{ code: x, name: 早, hours: [{ days: free, from: \"8:30\", to: \"24:00\" }] }", "2:53: 'from' is '8:30'. A time of day from 00:00 to 23:59, for example 08:30; midnight is 00:00.", "2:65: 'to' is '24:00'. A time of day from 00:00 to 23:59, for example 08:30; midnight is 00:00.")]
    [InlineData("{ code: x, name: 早, hours: [{ from: \"08:30\" }] }", "2:33: 'days' is missing. Add days: working, free, every.", "2:33: 'to' is missing. Add to: a time of day, for example 08:30.")]
    [InlineData("{ code: x, name: 早 }", "2:5: 'hours' is missing. A shift has at least one line: - { days: working, from: \"08:30\", to: \"17:30\" }.")]
    [InlineData("{ code: x, name: 早, hours: [{ days: every, from: \"08:00\", to: \"12:00\" }, { days: free, from: \"11:00\", to: \"13:00\" }] }", "2:78: These hours overlap with others of the shift. Make them one, or change them; the others are at x.yaml:2:33.")]
    [InlineData("{ code: x, name: 早, hours: [{ days: free, from: \"20:00\", to: \"06:00\" }, { days: working, from: \"05:00\", to: \"07:00\" }] }", "2:77: These hours overlap with others of the shift. Make them one, or change them; the others are at x.yaml:2:33.")]
    [InlineData("{ code: x, name: 早, hours: [{ days: free, from: \"08:00\", to: \"12:00\" }, { days: working, from: \"08:00\", to: \"12:00\" }, { days: free, from: \"12:00\", to: \"00:00\" }] }")]
    public void A_mistake_in_a_shift_is_told(string shift, params string[] mistakes) => MistakesWith($"shifts:\n  - {shift}\n").ShouldBe(mistakes.Select(each => $"x.yaml:{each}"));

    [Theory]
    [InlineData("{ worked: [2026-10-10, 2026-10-10] }", "1:34: '2026-10-10' is in 'worked' twice. Keep one.")]
    [InlineData("{ worked: [2026-10-10], free: [2026-10-10] }", "1:42: '2026-10-10' is both worked and free. Keep it in one of the two lists.")]
    [InlineData("{ worked: [2026-10-32], free: [1 October] }", "1:22: An item of 'worked' is '2026-10-32'. A day, for example 2026-11-25.", "1:42: An item of 'free' is '1 October'. A day, for example 2026-11-25.")]
    [InlineData("{ work: [] }", "1:13: 'work' is not known here. Allowed: free, worked.")]
    [InlineData("{}", "1:1: The calendar names no day. Add worked: […] or free: […]; where every weekday is as usual, leave the calendar out.")]
    public void A_mistake_in_the_calendar_is_told(string calendar, params string[] mistakes) => MistakesWith($"calendar: {calendar}\n").ShouldBe(mistakes.Select(each => $"x.yaml:{each}"));

    [Fact]
    public void The_calendar_stands_in_one_file()
    {
        using var catalogue = new CatalogueOnDisk().Write("x.yaml", "calendar: { free: [2026-10-01] }\n").Write("y.yaml", "calendar: { free: [2026-10-02] }\n");
        catalogue.Mistakes().ShouldBe(["y.yaml:1:1: The calendar is given twice. Keep one; the first is at x.yaml:1:1."]);
    }

    [Theory]
    [InlineData("{ code: r, name: 表, duties: [car], from: 2026-12-01T08:00, to: 2026-12-02T08:00, grids: [1], members: [M2] }", "2:34: There is no duty 'car'. Did you mean 'care'? Name a duty of the catalogue: care.", "2:94: There is no grid '1'. Name a grid of the catalogue: 320685103.", "2:108: There is no member 'M2'. Name a member of the catalogue: M00001.")]
    [InlineData("{ code: r, name: 表, duties: [care], from: 2026-12-01, to: 8:00, members: [M00001] }", "2:47: 'from' is '2026-12-01'. A day and a time of day in the city's zone, for example 2026-12-01T08:00.", "2:63: 'to' is '8:00'. A day and a time of day in the city's zone, for example 2026-12-01T08:00.")]
    [InlineData("{ code: r, name: 表, duties: [care], from: 2026-12-02T08:00, to: 2026-12-02T08:00, members: [M00001] }", "2:69: The roster ends at '2026-12-02T08:00', not after it begins. Later than 2026-12-02T08:00.")]
    [InlineData("{ code: r, name: 表, duties: [], members: [] }", "2:5: 'from' is missing. Add from: a day and a time of day in the city's zone, for example 2026-12-01T08:00.", "2:5: 'to' is missing. Add to: a day and a time of day in the city's zone, for example 2026-12-01T08:00.", "2:25: 'duties' has no value. A roster is for at least one duty: duties: [ … ].", "2:37: 'members' has no value. A roster has at least one member: members: [ … ].")]
    public void A_mistake_in_a_roster_is_told(string roster, params string[] mistakes) => MistakesWith($"rosters:\n  - {roster}\n").ShouldBe(mistakes.Select(each => $"x.yaml:{each}"));

    [Fact]
    public void Two_rosters_and_two_shifts_of_one_code_are_told() => MistakesWith("""
        shifts:
          - { code: s, name: 早, hours: [{ days: every, from: "08:00", to: "12:00" }] }
          - { code: s, name: 晚, hours: [{ days: every, from: "08:00", to: "12:00" }] }
        rosters:
          - { code: r, name: 表, duties: [care], from: 2026-12-01T08:00, to: 2026-12-02T08:00, members: [M00001] }
          - { code: r, name: 表, duties: [care], from: 2026-12-01T08:00, to: 2026-12-02T08:00, members: [M00001] }
        """).ShouldBe(
        [
            "x.yaml:3:13: There are two shifts 's'. Give one another name; the first is at x.yaml:2:13.",
            "x.yaml:6:13: There are two rosters 'r'. Give one another name; the first is at x.yaml:5:13.",
        ]);

    [Fact]
    public void Times_of_a_roster_are_of_the_citys_zone_wherever_the_city_stands()
    {
        const string Roster = "rosters:\n  - { code: r, name: 表, duties: [care], from: 2026-03-29T00:00, to: 2026-03-29T0TIME, members: [M00001] }\n";
        using var catalogue = new CatalogueOnDisk(small: false)
            .Write("a.yaml", Roster.Replace("TIME", "4:00", StringComparison.Ordinal))
            .Write("z.yaml", Small.Replace("Asia/Shanghai", "Europe/Berlin", StringComparison.Ordinal));
        var roster = catalogue.Files().Rosters.Single();
        (roster.To - roster.From).ShouldBe(TimeSpan.FromHours(3));

        catalogue.Write("a.yaml", Roster.Replace("TIME", "2:30", StringComparison.Ordinal)).Mistakes().ShouldBe(
            ["a.yaml:2:69: 'to' is '2026-03-29T02:30', a time that is left out when the clocks of Europe/Berlin go forward. An hour later or earlier."]);
    }

    [Theory]
    [InlineData("skills: [a], levels: { a: 6 }", "2:58: 'a' is '6'. A whole number from 1 to 5.")]
    [InlineData("skills: [a], levels: { b: 3 }", "2:55: 'b' in 'levels' is no skill of this member. One of: a.")]
    [InlineData("levels: { b: 3 }", "2:42: 'b' in 'levels' is no skill of this member. Add skills: […], or leave it out.")]
    [InlineData("skills: [a], levels: [a]", "2:53: 'levels' is a list. It must be a map: key: value.")]
    [InlineData("shift: nigth", "2:39: There is no shift 'nigth'. Name a shift of the catalogue.")]
    [InlineData("leave: [{ to: 2026-11-25 }]", "2:40: 'from' is missing. Add from: the first day of leave, for example 2026-11-25.")]
    [InlineData("leave: [{ from: 2026-11-25, to: 2026-11-24 }]", "2:64: The leave ends on '2026-11-24', before it begins. 2026-11-25 or later; both days are leave.")]
    [InlineData("leave: [{ from: tomorrow }]", "2:48: 'from' is 'tomorrow'. A day, for example 2026-11-25.")]
    [InlineData("chains: [Textile]", "2:41: An item of 'chains' is 'Textile'. Small letters a–z, digits and hyphens, beginning with a letter or digit, at most 64 characters.")]
    [InlineData("exclusions: [{}]", "2:45: The exclusion excludes nothing. Give duty: …, or of: … and value: …, or all three.")]
    [InlineData("exclusions: [{ of: subject }]", "2:45: 'value' is missing. Give 'of' (subject, place or a parameter) and 'value' together.")]
    [InlineData("exclusions: [{ duty: care, value: 3 }]", "2:45: 'of' is missing. Give 'of' (subject, place or a parameter) and 'value' together.")]
    [InlineData("exclusions: [{ duty: cars }]", "2:53: There is no duty 'cars'. Did you mean 'care'? Name a duty of the catalogue: care.")]
    [InlineData("exclusions: [{ of: house-number, value: 3 }]", "2:51: 'of' is 'house-number'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.")]
    public void A_mistake_of_a_member_is_told(string keys, params string[] mistakes) =>
        MistakesWith($"members:\n  - {{ number: M2, unit: libao, {keys} }}\n").ShouldBe(mistakes.Select(each => $"x.yaml:{each}"));

    [Theory]
    [InlineData("weights: { load: 0 }", "2:51: 'load' is '0'. A number from 0.1 to 100.")]
    [InlineData("weights: { load: 1, fairness: -1, skill: 1e1, urgency: 101 }", "2:64: 'fairness' is '-1'. A number from 0 to 100.", "2:75: 'skill' is '1e1'. A number from 0 to 100.", "2:89: 'urgency' is '101'. A number from 0 to 100.")]
    [InlineData("weights: { laod: 1 }", "2:45: 'laod' is not known here. Did you mean 'load'? Allowed: continuity, distance, fairness, load, skill, turnaround, urgency.")]
    [InlineData("sameBy: house number", "2:42: 'sameBy' is 'house number'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.")]
    public void A_mistake_of_a_duty_is_told(string keys, params string[] mistakes) =>
        MistakesWith($"duties:\n  - {{ code: x, name: 名, area: a, {keys}, steps: [{{ code: do, name: 办 }}] }}\n").ShouldBe(mistakes.Select(each => $"x.yaml:{each}"));

    [Theory]
    [InlineData("effort: 4m", "'effort' is '4m'. A whole number and m (minutes), h (hours) or d (days of 24 hours), from 5m to 30d, for example 30m or 2h.")]
    [InlineData("effort: 31d", "'effort' is '31d'. A whole number and m (minutes), h (hours) or d (days of 24 hours), from 5m to 30d, for example 30m or 2h.")]
    [InlineData("effort: 721h", "'effort' is '721h'. A whole number and m (minutes), h (hours) or d (days of 24 hours), from 5m to 30d, for example 30m or 2h.")]
    [InlineData("effort: 0.5h", "'effort' is '0.5h'. A whole number and m (minutes), h (hours) or d (days of 24 hours), from 5m to 30d, for example 30m or 2h.")]
    [InlineData("notBy: [one]", "The step does not come after 'one', so 'notBy' cannot know who does that. Add after: […] with it, or leave it out.")]
    [InlineData("after: [one], notBy: [three]", "The step does not come after 'three', so 'notBy' cannot know who does that. One of: one; or add it to 'after'.")]
    [InlineData("notBy: [two]", "The step does not come after 'two', so 'notBy' cannot know who does that. Add after: […] with it, or leave it out.")]
    [InlineData("notBy: [onne]", "There is no step 'onne'. Did you mean 'one'? Name a step of this duty: one, three, two.")]
    [InlineData("holder: {}", "The holder is not named. Exactly one of: member (a number), parameter (of the matter, whose value is a number), chain (parameter whose value is an industry chain).")]
    [InlineData("holder: { member: M00001, chain: c }", "The holder is named 2 times: member, chain. Exactly one of: member (a number), parameter (of the matter, whose value is a number), chain (parameter whose value is an industry chain).")]
    [InlineData("holder: { member: M00002 }", "There is no member 'M00002'. Did you mean 'M00001'? Name a member of the catalogue: M00001.")]
    [InlineData("holder: { parameter: a-b }", "'parameter' is 'a-b'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.")]
    [InlineData("holder: { person: M1 }", "'person' is not known here. Allowed: chain, member, parameter.")]
    [InlineData("paired: yes", "'paired' is 'yes'. true or false.")]
    public void A_mistake_of_a_step_is_told(string keys, string mistake) =>
        MistakesWith($"duties:\n  - {{ code: x, name: 名, area: a, steps: [{{ code: one, name: 一 }}, {{ code: two, name: 二, {keys} }}, {{ code: three, name: 三 }}] }}\n")
            .ShouldHaveSingleItem().ShouldEndWith($": {mistake}");
}
