using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Duties;

public class DutyYamlTests
{
    private static readonly Catalogue Town = new(
        new City("town", "小城", "Town", "Asia/Shanghai"),
        [new OrgUnit("root", "市委", null, null, "city"), new OrgUnit("a", "甲", null, "root", null)],
        [],
        [new Member("M1", "a", [], ["visiting", "mediation"], 3, true)],
        [new Duty("old", 3, "旧", null, "test", [new Step("do", "办", null) { Within = TimeSpan.FromHours(8) }])]);

    [Fact]
    public void What_is_written_reads_as_the_same_duty() => Prop.ForAll(Duties().ToArbitrary(), duty =>
        Json(Read(DutyYaml.Write(duty)).ShouldHaveSingleItem()).ShouldBe(Json(duty))).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Every_duty_of_the_demo_city_is_written_and_read_again()
    {
        var files = ((ReadCatalogue)CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "catalogues", "haian"))).Files;
        var catalogue = new Catalogue(files.City, files.Units, files.Grids, files.Members, files.Duties);
        var read = ((ReadDuties)DutyReader.Read(Encoding.UTF8.GetBytes(DutyYaml.Write(files.Duties)), "x", catalogue)).Duties;
        read.Select(Json).ShouldBe(files.Duties.Select(Json));
        DutyYaml.Write(read).ShouldBe(DutyYaml.Write(files.Duties));
    }

    [Theory]
    [InlineData("duties:\n  - code: x\n    name: 名\n    area: test\n    steps:\n      - { code: do, name: 办, unit: nowhere }\n", 6, 36, "There is no unit 'nowhere'.")]
    [InlineData("duties:\n  - code: x\n    name: 名\n    area: test\n    steps:\n      - { code: do, name: 办, skill: visitin }\n", 6, 37, "There is no skill 'visitin'.")]
    [InlineData("duties:\n  - code: x\n    name: 名\n    area: test\n    steps:\n      - { code: do, name: 办, holder: { member: M2 } }\n", 6, 48, "There is no member 'M2'.")]
    [InlineData("duties:\n  - code: x\n    area: test\n    steps:\n      - { code: do, name: 办 }\n", 2, 5, "'name' is missing.")]
    [InlineData("units: []\n", 1, 1, "'units' is not known here.")]
    [InlineData("duties: [\n", 2, 1, "This is not YAML")]
    public void A_mistake_is_told_with_its_place(string yaml, int line, int column, string what)
    {
        var mistake = ((DutyMistakes)DutyReader.Read(Encoding.UTF8.GetBytes(yaml), "x", Town)).Mistakes[0];
        mistake.What.ShouldStartWith(what);
        (mistake.Line, mistake.Column).ShouldBe((line, column));
    }

    [Fact]
    public void Changes_are_told_field_by_field_and_nothing_else()
    {
        var old = Town.FindDuty("old")!;
        DutyChanges.Between(old, old with { Version = 1 }).ShouldBeEmpty();
        DutyChanges.Between(old, old with { NameEn = "Old", Steps = [old.Steps[0] with { Within = TimeSpan.FromDays(1) }, new Step("then", "再办", null)] }).ShouldBe(
        [
            new FieldChange("nameEn", null, "Old"),
            new FieldChange("steps", "do", "do → then"),
            new FieldChange("steps/do/within", "8h", "1d"),
            new FieldChange("steps/then/name", null, "再办"),
        ]);
        DutyChanges.Between(null, old).Count.ShouldBe(5);
        DutyChanges.Between(old, old with { Weights = new RoutingWeights { Load = 2 }, SameBy = "place", Steps = [old.Steps[0] with { Effort = TimeSpan.FromMinutes(90), NotBy = ["x"], Holder = new Holder { Chain = "chain" }, Paired = true }] }).ShouldBe(
        [
            new FieldChange("weights/load", null, "2"),
            new FieldChange("sameBy", null, "place"),
            new FieldChange("steps/do/effort", null, "90m"),
            new FieldChange("steps/do/notBy", null, "x"),
            new FieldChange("steps/do/holder/chain", null, "chain"),
            new FieldChange("steps/do/paired", null, "true"),
        ]);
    }

    [Fact]
    public void Lines_laid_over_each_other_give_back_both_texts() => Prop.ForAll(
        Gen.Elements("a", "b", "c", "d").ListOf().Two().ToArbitrary(),
        texts =>
        {
            var (before, after) = (string.Join('\n', texts.Item1), string.Join('\n', texts.Item2));
            var lines = DutyChanges.Lines(before, after);
            string.Join('\n', lines.Where(line => line.Kind is not LineKind.Added).Select(line => line.Text)).ShouldBe(before);
            string.Join('\n', lines.Where(line => line.Kind is not LineKind.Removed).Select(line => line.Text)).ShouldBe(after);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public void A_check_names_the_versions_it_compared_with()
    {
        var check = (GoodDuties)DutyPublishing.Check(Encoding.UTF8.GetBytes(DutyYaml.Write(Town.FindDuty("old")! with { Name = "新" }, new Duty("new", 1, "新", null, "test", [new Step("do", "办", null)]))), "x", Town);
        check.Basis.ShouldBe("old=3, new=0");
        check.Drafts.Select(draft => draft.Duty.Version).ShouldBe([4, 1]);
    }

    /// <summary>As it is stored; so the order of everything counts too.</summary>
    private static string Json(Duty duty) => JsonSerializer.Serialize(duty);

    private static IReadOnlyList<Duty> Read(string yaml) => DutyReader.Read(Encoding.UTF8.GetBytes(yaml), "x", Town) switch
    {
        ReadDuties read => read.Duties,
        DutyMistakes wrong => throw new InvalidOperationException($"{string.Join('\n', wrong.Mistakes)}\n{yaml}"),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    /// <summary>Texts of everything YAML could take for something else, trimmed as the reader does.</summary>
    private static Gen<string> Texts() =>
        Gen.Elements("名称", "Visit the flat", "yes", "null", "~", "true", "12", "1.5e3", "- a", "a: b", "a #b", "[x]", "{y}", "'q'", "\"d\"", "\\", "&a", "*a", "!t", "|", ">", "%", "@", "`", "第一行\n第二行", "a\tb", "…", "\u2028x", "x\u00A0y", "😀", ",", ":", "?", "#", "---", "a\r\nb", "，。（一）", "x,", "0x1F", "=")
            .NonEmptyListOf().Select(parts => string.Concat(parts).Trim()).Where(text => text.Length is > 0 and <= 150);

    private static Gen<string?> Perhaps(Gen<string> text) => Gen.OneOf(Gen.Constant((string?)null), text.Select(each => (string?)each));

    private static Gen<Duty> Duties() =>
        from name in Texts()
        from english in Perhaps(Texts())
        from description in Perhaps(Texts())
        from basis in Perhaps(Texts())
        from urgent in Gen.Elements(true, false)
        from steps in Gen.Choose(1, 4).SelectMany(count => Steps(count))
        from personal in Gen.Elements<string[]?>(null, ["subject"], ["place", "subject"])
        from weights in Gen.Elements<RoutingWeights?>(null, new RoutingWeights { Load = 0.1, Distance = 0 }, new RoutingWeights { Skill = 12.5, Turnaround = 100, Fairness = 1, Urgency = 0.000001, Continuity = 1.0 / 3 })
        from sameBy in Gen.Elements(null, "place", "houseNumber", "subject")
        select new Duty("duty-1", 1, name, english, "test", steps) { Description = description, Basis = basis, Urgent = urgent, Personal = personal, Weights = weights, SameBy = sameBy };

    private static Gen<IReadOnlyList<Step>> Steps(int count) => Gen.CollectToList(Enumerable.Range(0, count), Step).Select(steps => (IReadOnlyList<Step>)[.. steps]);

    private static Gen<Step> Step(int i) =>
        from name in Texts()
        from english in Perhaps(Texts())
        from unit in Gen.Elements(null, "root", "a")
        from skill in Gen.Elements(null, "visiting", "mediation")
        from hours in Gen.Elements(0, 1, 8, 24, 48, 25, 87_600)
        from after in Gen.Elements(true, false)
        from check in Gen.Elements<StepCheck?>(null, new StepCheck("licence", new Dictionary<string, string>()), new StepCheck("lease", new Dictionary<string, string> { ["id"] = "houseNumber", ["Name"] = "tenant" }))
        from photo in Gen.Elements(Enum.GetValues<Asked>())
        from place in Gen.Elements(Enum.GetValues<Asked>())
        from effort in Gen.Elements<int?>(null, 5, 90, 120, 1440, 43_200)
        from apart in Gen.Elements(true, false)
        from holder in Gen.Elements(null, new Holder { Member = "M1" }, new Holder { Parameter = "officer" }, new Holder { Chain = "chain" })
        from paired in Gen.Elements(true, false)
        from label in Texts()
        from type in Gen.Elements(Enum.GetValues<FormFieldType>())
        from required in Gen.Elements(true, false)
        from choice in Texts()
        from fields in Gen.Choose(0, 2)
        select new Step($"step-{i}", name, english)
        {
            Unit = unit,
            Skill = skill,
            Within = hours is 0 ? null : TimeSpan.FromHours(hours),
            After = after && i > 0 ? [.. Enumerable.Range(0, i).Select(each => $"step-{each}")] : [],
            Effort = effort is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            NotBy = after && apart && i > 0 ? ["step-0"] : null,
            Holder = holder,
            Paired = paired,
            Check = check,
            Photo = photo,
            Place = place,
            Form = [.. Enumerable.Range(0, fields).Select(each => new FormField($"field{each}", label, each is 0 ? null : label, type, required, type is FormFieldType.Choice ? choice.Length > 100 ? ["x"] : choice is "x" ? ["x"] : [choice, "x"] : []))],
        };
}
