using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Duties;

/// <summary>The demo city as it is shipped.</summary>
public class HaianCatalogueTests
{
    private static readonly string Haian = Path.Combine(AppContext.BaseDirectory, "catalogues", "haian");
    private static readonly string Checks = Path.Combine(AppContext.BaseDirectory, "workers", "haian", "checks.yaml");

    [Fact]
    public void It_reads_without_a_mistake() => Read().City.Name.ShouldBe("海安市");

    [Fact]
    public void It_has_every_town_and_village_and_a_unit_for_each()
    {
        var catalogue = Read();
        var units = catalogue.Units.ToDictionary(unit => unit.Code);
        var towns = catalogue.Grids.Where(grid => grid.Parent is null).ToDictionary(grid => grid.Code);
        var villages = catalogue.Grids.Where(grid => grid.Parent is not null).ToList();

        towns.Count.ShouldBe(11);
        villages.Count.ShouldBe(239);
        villages.Select(village => village.Unit).Distinct().Count().ShouldBe(239);
        villages.ShouldAllBe(village => village.Code.StartsWith(village.Parent!, StringComparison.Ordinal) && village.Code.Length == 12);
        villages.ShouldAllBe(village => units[village.Unit].Parent == towns[village.Parent!].Unit);
    }

    [Fact]
    public void Its_duties_cover_the_six_areas_of_work()
    {
        var duties = Read().Duties;

        duties.Count.ShouldBeGreaterThanOrEqualTo(14);
        duties.Select(duty => duty.Area).Distinct().ShouldBe(
            ["population", "risk-screening", "hotline", "market-supervision", "housing", "volunteering"], ignoreOrder: true);
    }

    [Fact]
    public void What_cannot_wait_is_urgent_and_the_rest_is_not() =>
        Read().Duties.Where(duty => duty.Urgent).Select(duty => duty.Code).ShouldBe(["hotline-urgent"]);

    [Fact]
    public void Every_step_finds_a_member_with_its_skill()
    {
        var catalogue = Read();
        foreach (var step in catalogue.Duties.SelectMany(duty => duty.Steps))
        {
            var able = catalogue.Members.Where(member => step.Skill is null || member.Skills.Contains(step.Skill)).ToList();
            if (step.Unit is { } unit)
            {
                able.ShouldContain(member => member.Unit == unit, $"step {step.Code} at {unit}");
            }
            else
            {
                var served = able.SelectMany(member => member.Grids).ToHashSet();
                catalogue.Grids.Where(grid => grid.Parent is not null).ShouldAllBe(grid => served.Contains(grid.Code), $"step {step.Code}");
            }
        }
    }

    /// <summary>At night, on holidays, at any time: a branch, the hotline and the police always have somebody whose time it is before a deadline of hours.</summary>
    [Fact]
    public void What_is_due_within_a_day_finds_somebody_at_work_at_any_hour_of_the_year()
    {
        var files = Read();
        var catalogue = new Catalogue(files.City, files.Units, files.Grids, files.Members, files.Duties) { CalendarDays = files.CalendarDays };
        var shifts = files.Shifts.ToDictionary(shift => shift.Code);
        var steps = files.Duties.SelectMany(duty => duty.Steps).Where(step => step.Within <= TimeSpan.FromDays(1)).ToList();
        steps.Count.ShouldBeGreaterThanOrEqualTo(4);
        var nobody = new List<string>();
        var crews = files.Members.GroupBy(member => member.Unit).ToDictionary(crew => crew.Key, crew => crew.ToList());
        foreach (var step in steps)
        {
            foreach (var crew in step.Unit is { } unit ? [unit] : files.Grids.Where(grid => grid.Parent is not null).Select(grid => grid.Unit))
            {
                for (var hour = 0; hour < 24 * 365; hour += 241) // every hour of the day and every day of the week, in turn
                {
                    var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddHours(hour);
                    if (!crews[crew].Any(member => (step.Skill is null || member.Skills.Contains(step.Skill))
                        && catalogue.Calendar.WorkingTime(member.Shift is { } shift ? shifts[shift] : null, member.Leave, at, at + step.Within!.Value) >= (step.Effort ?? Step.EffortDefault)))
                    {
                        nobody.Add($"{step.Code} at {crew}, {at}");
                    }
                }
            }
        }

        nobody.ShouldBeEmpty();
    }

    [Fact]
    public void Every_industry_chain_that_the_duty_names_has_a_specialist()
    {
        var catalogue = Read();
        var duty = catalogue.Duties.Single(each => each.Code == "chain-enterprise-visit");
        var chains = catalogue.Members.SelectMany(member => member.Chains).ToHashSet();
        chains.ShouldBe(["textiles", "furniture", "equipment", "new-materials"], ignoreOrder: true);
        chains.ShouldAllBe(chain => duty.Description!.Contains(chain));
    }

    [Fact]
    public void Every_check_a_duty_names_is_known_to_the_Workers_of_its_lane_with_the_same_parameters()
    {
        var catalogue = Read();
        var units = catalogue.Units.ToDictionary(unit => unit.Code);
        var known = ReadChecks().ToDictionary(check => (check.Lane, check.Name), check => check.Parameters);
        var asked = catalogue.Duties.SelectMany(duty => duty.Steps).Where(step => step.Check is not null).ToList();

        foreach (var step in asked)
        {
            string[] lanes = step.Unit is { } unit
                ? [LaneOf(unit, units)]
                : [.. catalogue.Grids.Select(grid => LaneOf(grid.Unit, units)).Distinct()];
            foreach (var lane in lanes)
            {
                known.ShouldContainKey((lane, step.Check!.Name));
                step.Check.Parameters.Keys.ShouldBe(known[(lane, step.Check.Name)], ignoreOrder: true);
            }
        }

        asked.Select(step => step.Check!.Name).ShouldBe(known.Keys.Select(check => check.Name), ignoreOrder: true, "a check nobody asks is left over");
        known.Keys.Select(check => check.Lane).Distinct().Count().ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void Every_check_finds_its_register_with_the_columns_it_names()
    {
        foreach (var check in ReadChecks())
        {
            var lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Checks)!, check.File));

            lines.Length.ShouldBeInRange(20, 41, check.File);
            var columns = lines[0] is "["
                ? System.Text.Json.JsonDocument.Parse(string.Concat(lines)).RootElement[0].EnumerateObject().Select(property => property.Name)
                : lines[0].Split(',');
            check.Columns.ShouldBeSubsetOf(columns, check.File);
        }
    }

    private static CatalogueFiles Read() => CatalogueReader.Read(Haian) switch
    {
        ReadCatalogue read => read.Files,
        CatalogueMistakes wrong => throw new InvalidDataException(string.Join('\n', wrong.Mistakes)),
        _ => throw new InvalidOperationException(),
    };

    private static string LaneOf(string unit, Dictionary<string, OrgUnit> units) => units[unit].Lane ?? LaneOf(units[unit].Parent!, units);

    private static List<(string Name, string Lane, string File, string[] Parameters, string[] Columns)> ReadChecks()
    {
        var mistakes = new List<Mistake>();
        var checks = new List<(string Name, string Lane, string File, string[] Parameters, string[] Columns)>();
        foreach (var check in new YamlFields(YamlFile.Read(Checks, "checks.yaml", mistakes)!, mistakes).Maps("checks"))
        {
            check.Required("connector").ShouldBe("files");
            var match = check.Fields("match")!.Map.Entries;
            checks.Add((
                check.Required("name")!,
                check.Required("lane")!,
                check.Required("file")!,
                [.. match.Values.Select(entry => ((YamlScalar)entry.Value).Text)],
                [.. match.Keys, .. check.Fields("satisfied")!.Map.Entries.Keys, .. check.Texts("evidence").Select(column => column.Text)]));
            check.NothingElse();
        }

        mistakes.ShouldBeEmpty();
        return checks;
    }
}
