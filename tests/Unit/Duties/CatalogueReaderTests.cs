using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;
using static TaskManager.Tests.Unit.Duties.CatalogueOnDisk;

namespace TaskManager.Tests.Unit.Duties;

public class CatalogueReaderTests
{
    private const string CodeAllowed = "Small letters a–z, digits and hyphens, beginning with a letter or digit, at most 64 characters.";

    [Fact]
    public void Every_key_of_a_duty_is_read()
    {
        using var catalogue = new CatalogueOnDisk().Write("more/duty.yml", """
            duties:
              - code: rental-house
                name: 出租房屋登记
                nameEn: Register a rented house
                area: population
                description: 核对租住情况。
                basis: 条例
                urgent: true
                steps:
                  - { code: visit, name: 上门, within: 8h }
                  - code: file
                    name: 备案
                    nameEn: File
                    unit: libao
                    skill: visiting
                    within: 3d
                    after: [visit]
                    check: { name: rental-house-filed, parameters: { house: houseNumber } }
                    form:
                      - { name: filed, label: 是否备案, labelEn: Filed, type: yesNo, required: true }
                      - { name: use, label: 用途, type: choice, choices: [居住, 经营] }
                      - { name: remark, label: 说明 }
            """);

        var duty = catalogue.Files().Duties.Single(duty => duty.Code == "rental-house");

        (duty.Version, duty.Name, duty.NameEn, duty.Area, duty.Description, duty.Basis, duty.Urgent)
            .ShouldBe((1, "出租房屋登记", "Register a rented house", "population", "核对租住情况。", "条例", true));
        duty.Steps[0].Within.ShouldBe(TimeSpan.FromHours(8));
        var step = duty.Steps[1];
        (step.Code, step.Name, step.NameEn, step.Unit, step.Skill, step.Within)
            .ShouldBe(("file", "备案", "File", "libao", "visiting", TimeSpan.FromDays(3)));
        step.After.ShouldBe(["visit"]);
        step.Check.ShouldNotBeNull().Name.ShouldBe("rental-house-filed");
        step.Check.Parameters.ShouldBe(new Dictionary<string, string> { ["house"] = "houseNumber" });
        step.Form[0].ShouldBe(new FormField("filed", "是否备案", "Filed", FormFieldType.YesNo, true, step.Form[0].Choices));
        (step.Form[1].Type, step.Form[1].Required).ShouldBe((FormFieldType.Choice, false));
        step.Form[1].Choices.ShouldBe(["居住", "经营"]);
        step.Form[2].Type.ShouldBe(FormFieldType.Text);
    }

    [Fact]
    public void City_units_grids_and_members_are_read()
    {
        using var catalogue = new CatalogueOnDisk();

        var files = catalogue.Files();

        (files.City.Code, files.City.Name, files.City.NameEn, files.City.Zone).ShouldBe(("320685", "海安市", null, "Asia/Shanghai"));
        files.Units.ShouldBe([new OrgUnit("haian", "市委", null, null, "city"), new OrgUnit("libao", "李堡镇党委", null, "haian", null)]);
        files.Grids.ShouldBe([new Grid("320685103", "李堡镇", null, "libao")]);
        var member = files.Members.ShouldHaveSingleItem();
        (member.Code, member.Unit, member.Capacity, member.Active).ShouldBe(("M00001", "libao", 10, true));
        (member.Grids.Single(), member.Skills.Single()).ShouldBe(("320685103", "visiting"));
    }

    [Fact]
    public void A_misspelt_key_is_reported_with_the_names_allowed_there() =>
        MistakesWith("""
            grids:
              - { code: g2, nmae: 二, name: 二, unit: libao }
              - { code: g3, name: 三, unti: libao, unit: libao, prent: g2 }
            """).ShouldBe([
            "x.yaml:2:17: 'nmae' is not known here. Allowed: code, name, parent, unit.",
            "x.yaml:3:26: 'unti' is not known here. Allowed: code, name, parent, unit.",
            "x.yaml:3:52: 'prent' is not known here. Did you mean 'parent'? Allowed: code, name, parent, unit.",
        ]);

    [Fact]
    public void A_misspelt_section_is_the_only_mistake_reported_though_its_units_are_now_unknown() =>
        MistakesWith("unit:\n  - { code: town, name: 镇, parent: haian }\ngrids:\n  - { code: g2, name: 二, unit: town }\n")
            .ShouldBe(["x.yaml:1:1: 'unit' is not known here. Did you mean 'units'? Allowed: calendar, city, duties, grids, members, rosters, shifts, units."]);

    [Fact]
    public void A_missing_key_is_reported_at_its_item_and_a_key_without_value_at_the_key() =>
        MistakesWith("members:\n  - { number: M2 }\nduties:\n  - code: d\n    area:\n    name: 名\n    steps: [{ code: s }]\n").ShouldBe([
            "x.yaml:2:5: 'unit' is missing. Add unit: …",
            "x.yaml:5:5: 'area' has no value. Add area: …",
            "x.yaml:7:13: 'name' is missing. Add name: …",
        ]);

    [Fact]
    public void A_value_of_the_wrong_kind_is_reported() =>
        MistakesWith("""
            units: { code: a }
            grids:
              - libao
              - { code: [g], name: 名, unit: libao }
            members:
              - { number: M2, unit: libao, grids: { a: b }, skills: [[visiting]], capacity: many }
              - { number: M3, unit: libao, capacity: 0 }
              - { number: M4, unit: libao, capacity: 1001 }
            """).ShouldBe([
            "x.yaml:1:8: 'units' is a map. It must be a list.",
            "x.yaml:3:5: An item of 'grids' is 'libao'. Each must be a map: key: value.",
            "x.yaml:4:13: 'code' is a list. It must be a single value.",
            "x.yaml:6:39: 'grids' is a map. It must be a list.",
            "x.yaml:6:58: An item of 'skills' is a list. Each must be a single value.",
            "x.yaml:6:81: 'capacity' is 'many'. A whole number from 1 to 1000.",
            "x.yaml:7:42: 'capacity' is '0'. A whole number from 1 to 1000.",
            "x.yaml:8:42: 'capacity' is '1001'. A whole number from 1 to 1000.",
        ]);

    [Fact]
    public void A_code_against_the_rule_is_reported_once_and_still_found_by_those_who_refer_to_it() =>
        MistakesWith("""
            units:
              - { code: Li_Bao, name: 镇, parent: haian, lane: 公安 }
            grids:
              - { code: g2, name: 二, unit: Li_Bao }
            members:
              - { number: 张三, unit: Li_Bao, skills: [Walking] }
            """).ShouldBe([
            $"x.yaml:2:13: 'code' is 'Li_Bao'. {CodeAllowed}",
            $"x.yaml:2:51: 'lane' is '公安'. {CodeAllowed}",
            "x.yaml:6:15: 'number' is '张三'. Letters A–Z and a–z, digits and hyphens, beginning with a letter or digit, at most 64 characters.",
            $"x.yaml:6:42: An item of 'skills' is 'Walking'. {CodeAllowed}",
        ]);

    [Fact]
    public void A_code_given_twice_is_reported_with_the_place_of_the_first() =>
        MistakesWith("""
            units:
              - { code: libao, name: 镇, parent: haian }
            grids:
              - { code: 320685103, name: 镇, unit: libao }
            members:
              - { number: M00001, unit: libao }
            duties:
              - code: care
                name: 关爱
                area: volunteering
                steps:
                  - { code: s, name: 一, form: [{ name: a, label: 甲 }, { name: a, label: 乙 }] }
                  - { code: s, name: 二 }
            """).ShouldBe([
            "x.yaml:2:13: There are two units 'libao'. Give one another name; the first is at small.yaml:4:13.",
            "x.yaml:4:13: There are two grids '320685103'. Give one another name; the first is at small.yaml:6:13.",
            "x.yaml:6:15: There are two members 'M00001'. Give one another name; the first is at small.yaml:8:15.",
            "x.yaml:8:11: There are two duties 'care'. Give one another name; the first is at small.yaml:10:13.",
            "x.yaml:12:67: There are two fields 'a'. Give one another name; the first is at x.yaml:12:44.",
            "x.yaml:13:17: There are two steps 's'. Give one another name; the first is at x.yaml:12:17.",
        ], ignoreOrder: true);

    [Fact]
    public void A_value_twice_in_a_list_is_reported() =>
        MistakesWith("members:\n  - { number: M2, unit: libao, grids: [320685103, 320685103], skills: [a, a] }\n").ShouldBe([
            "x.yaml:2:51: '320685103' is in 'grids' twice. Keep one.",
            "x.yaml:2:75: 'a' is in 'skills' twice. Keep one.",
        ]);

    [Fact]
    public void A_reference_to_something_unknown_is_reported_with_the_nearest_name() =>
        MistakesWith("""
            units:
              - { code: town, name: 镇, parent: hainan }
            grids:
              - { code: g2, name: 二, unit: liabo, parent: 320685130 }
            members:
              - { number: M2, unit: nowhere, grids: [g3] }
            duties:
              - code: d
                name: 名
                area: a
                steps:
                  - { code: first, name: 一, skill: vising, unit: Town }
                  - { code: second, name: 二, after: [frist, zzzzzz] }
            """).ShouldBe([
            "x.yaml:2:36: There is no unit 'hainan'. Did you mean 'haian'? Name a unit of the catalogue: haian, libao, town.",
            "x.yaml:4:32: There is no unit 'liabo'. Did you mean 'libao'? Name a unit of the catalogue: haian, libao, town.",
            "x.yaml:4:47: There is no grid '320685130'. Did you mean '320685103'? Name a grid of the catalogue: 320685103, g2.",
            "x.yaml:6:25: There is no unit 'nowhere'. Name a unit of the catalogue: haian, libao, town.",
            "x.yaml:6:42: There is no grid 'g3'. Did you mean 'g2'? Name a grid of the catalogue: 320685103, g2.",
            "x.yaml:12:40: There is no skill 'vising'. Did you mean 'visiting'? Name a skill of a member: visiting.",
            "x.yaml:12:54: There is no unit 'Town'. Did you mean 'town'? Name a unit of the catalogue: haian, libao, town.",
            "x.yaml:13:42: There is no step 'frist'. Did you mean 'first'? Name a step of this duty: first, second.",
            "x.yaml:13:49: There is no step 'zzzzzz'. Name a step of this duty: first, second.",
        ]);

    [Fact]
    public void A_second_root_and_a_second_city_are_reported_with_the_place_of_the_first() =>
        MistakesWith("city: { code: b, name: 乙, zone: UTC }\nunits:\n  - { code: other, name: 他, lane: x }\n").ShouldBe([
            "x.yaml:1:1: The city is described twice. Keep one; the first is at small.yaml:1:1.",
            "x.yaml:3:5: The unit 'other' has no parent. Add parent: …; the root is 'haian' at small.yaml:3:5.",
        ]);

    [Fact]
    public void A_root_without_lane_is_reported()
    {
        using var catalogue = new CatalogueOnDisk().Write("small.yaml", Small.Replace(", lane: city", "", StringComparison.Ordinal));

        catalogue.Mistakes().ShouldBe(["small.yaml:3:5: The root unit 'haian' has no lane. Add lane: …; units without a lane take the one above them."]);
    }

    [Fact]
    public void Without_city_and_root_the_directory_is_to_blame()
    {
        using var catalogue = new CatalogueOnDisk(small: false).Write("x.yaml", "units: []\n");

        catalogue.Mistakes().ShouldBe([
            "(directory):1:1: The city is missing. Add to one file: city: { code: …, name: …, zone: Asia/Shanghai }.",
            "(directory):1:1: No unit is the root. Exactly one unit, the committee at the top, has no parent.",
        ]);
    }

    [Fact]
    public void A_circle_is_reported_once_among_units_grids_and_steps() =>
        MistakesWith("""
            units:
              - { code: a, name: 甲, parent: b }
              - { code: b, name: 乙, parent: c }
              - { code: c, name: 丙, parent: a }
              - { code: d, name: 丁, parent: c }
            grids:
              - { code: g, name: 格, parent: g, unit: a }
            duties:
              - code: d
                name: 名
                area: a
                steps:
                  - { code: one, name: 一, after: two }
                  - { code: two, name: 二, after: [one] }
                  - { code: three, name: 三, after: [two] }
            """).ShouldBe([
            "x.yaml:4:33: The unit is below itself: a → b → c → a. Give one of them a parent outside the circle.",
            "x.yaml:7:33: The grid lies within itself: g → g. Give one of them a parent outside the circle, or none.",
            "x.yaml:14:39: The step comes after itself: one → two → one. Take one of these out of 'after'.",
        ]);

    [Theory]
    [InlineData("Asia/Shangai")]
    [InlineData("China Standard Time")]
    [InlineData("../../etc/passwd")]
    [InlineData("/usr/share/zoneinfo/Asia/Shanghai")]
    public void An_unknown_zone_is_reported(string zone)
    {
        using var catalogue = new CatalogueOnDisk().Write("small.yaml", Small.Replace("Asia/Shanghai", zone, StringComparison.Ordinal));

        catalogue.Mistakes().ShouldBe([$"small.yaml:1:40: There is no time zone '{zone}'. An IANA name, for example Asia/Shanghai."]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(", steps: []")]
    public void A_duty_without_steps_is_reported(string steps) =>
        MistakesWith($"duties:\n  - {{ code: d, name: 名, area: a{steps} }}\n").ShouldHaveSingleItem()
            .ShouldEndWith("A duty has at least one step: - { code: …, name: … }.");

    [Theory]
    [InlineData("0h")]
    [InlineData("3651d")]
    [InlineData("87601h")]
    [InlineData("-1d")]
    [InlineData("3")]
    [InlineData("d")]
    [InlineData("2 d")]
    [InlineData("1w")]
    [InlineData("99999999999d")]
    public void A_deadline_outside_an_hour_and_ten_years_is_reported(string within) =>
        MistakesWith($"duties:\n  - {{ code: d, name: 名, area: a, steps: [{{ code: s, name: 步, within: {within} }}] }}\n").ShouldBe([
            $"x.yaml:2:70: 'within' is '{within}'. A whole number and h (hours) or d (days of 24 hours), from 1h to 3650d, for example 8h or 3d.",
        ]);

    [Fact]
    public void A_form_is_checked_field_by_field() =>
        MistakesWith("""
            duties:
              - code: d
                name: 名
                area: a
                steps:
                  - code: s
                    name: 步
                    form:
                      - { name: a, label: 甲, type: choice }
                      - { name: b, label: 乙, type: choice, choices: [] }
                      - { name: c, label: 丙, type: date, choices: [x] }
                      - { name: d, label: 丁, type: yesno }
                      - { name: 戊, label: 戊, required: yes }
            """).ShouldBe([
            "x.yaml:9:13: 'choices' is missing. A choice needs the values to choose from: choices: [ …, … ].",
            "x.yaml:10:48: 'choices' has no value. A choice needs the values to choose from: choices: [ …, … ].",
            "x.yaml:11:46: 'choices' is given, but the field is no choice. Make it type: choice, or leave choices out.",
            "x.yaml:12:40: 'type' is 'yesno'. Did you mean 'yesNo'? Allowed: text, number, yesNo, choice, date.",
            "x.yaml:13:21: 'name' is '戊'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.",
            "x.yaml:13:44: 'required' is 'yes'. true or false.",
        ]);

    [Fact]
    public void A_check_needs_a_name_and_plain_parameters() =>
        MistakesWith("""
            duties:
              - code: d
                name: 名
                area: a
                steps:
                  - { code: s, name: 步, check: { parameters: { house: house-number, id-last6: id, lot: } } }
                  - { code: t, name: 步, check: registered }
            """).ShouldBe([
            "x.yaml:6:36: 'name' is missing. Add name: …",
            "x.yaml:6:59: 'house' is 'house-number'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.",
            "x.yaml:6:73: A parameter of the check is 'id-last6'. Letters A–Z and a–z and digits, beginning with a letter, at most 64 characters.",
            "x.yaml:6:87: 'lot' has no value. Add lot: …",
            "x.yaml:7:36: 'check' is 'registered'. It must be a map: key: value.",
        ]);

    [Fact]
    public void Mistakes_of_several_files_come_in_the_order_of_file_line_and_column()
    {
        using var catalogue = new CatalogueOnDisk()
            .Write("b.yaml", "members:\n  - { number: M2, unit: libao, capacity: x, age: 3 }\n")
            .Write("a/z.yaml", "grids:\n  - { code: g, name: 格, unit: liba }\n");

        catalogue.Mistakes().ShouldBe([
            "a/z.yaml:2:31: There is no unit 'liba'. Did you mean 'libao'? Name a unit of the catalogue: haian, libao.",
            "b.yaml:2:42: 'capacity' is 'x'. A whole number from 1 to 1000.",
            "b.yaml:2:45: 'age' is not known here. Allowed: capacity, chains, exclusions, grids, leave, levels, number, shift, skills, unit.",
        ]);
    }

    [Fact]
    public void A_wrong_directory_is_reported()
    {
        using var empty = new CatalogueOnDisk(small: false).Write(".hidden/a.yaml", Small).Write("notes.txt", "no catalogue");
        var missing = Path.Combine(empty.Path, "nowhere");

        empty.Mistakes().ShouldBe(["(directory):1:1: There is no YAML file here. A catalogue is one or more files ending in .yaml or .yml."]);
        CatalogueReader.Read(missing)
            .ShouldBeOfType<CatalogueMistakes>().Mistakes.ShouldHaveSingleItem().File.ShouldBe(missing);
        CatalogueReader.Read("").ShouldBeOfType<CatalogueMistakes>();
    }

    [Fact]
    public void Files_mounted_by_Kubernetes_as_links_are_each_read_once()
    {
        using var catalogue = new CatalogueOnDisk(small: false).Write("..2026_11_22/small.yaml", Small);
        Directory.CreateSymbolicLink(Path.Combine(catalogue.Path, "..data"), "..2026_11_22");
        Directory.CreateSymbolicLink(Path.Combine(catalogue.Path, "round-and-round"), ".");
        File.CreateSymbolicLink(Path.Combine(catalogue.Path, "small.yaml"), "..data/small.yaml");

        catalogue.Files().Units.Count.ShouldBe(2);
    }

    [Fact]
    public void A_chain_of_5000_parents_is_walked_and_its_circle_found()
    {
        using var catalogue = new CatalogueOnDisk();
        var units = Enumerable.Range(0, 5000).Select(i => $"- {{ code: u{i}, name: 名, parent: u{(i + 1) % 5000} }}");

        catalogue.Write("x.yaml", $"units:\n{string.Join('\n', units)}\n").Mistakes().ShouldHaveSingleItem()
            .ShouldStartWith("x.yaml:5001:35: The unit is below itself: u0 → u1 → u2 → u3 → u4 → u5 → u6 → … → u0.");
    }
}
