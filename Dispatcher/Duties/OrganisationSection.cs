using System.Text.RegularExpressions;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The city, its units, grids and members, gathered from all files of a catalogue.</summary>
internal sealed class OrganisationSection(ICollection<Mistake> mistakes)
{
    private const int CapacityMax = 1_000;
    private const int CapacityDefault = 10;

    // The machine's zone files are found by this name: it must not wander to other files.
    private static readonly Regex ZonePattern = new(
        @"\A[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    private readonly Names units = new("unit", "the catalogue", mistakes);
    private readonly Names grids = new("grid", "the catalogue", mistakes);
    private readonly Names members = new("member", "the catalogue", mistakes);
    private readonly Names skills = new("skill", "a member", mistakes);
    private readonly Names shifts = new("shift", "the catalogue", mistakes);
    private readonly Names duties = new("duty", "the catalogue", mistakes) { Plural = "duties" };
    private readonly List<Link> unitParents = [];
    private readonly List<Link> gridParents = [];
    private readonly List<(OrgUnit Unit, YamlMap Map)> roots = [];
    private YamlScalar? cityKey;

    public City? City { get; private set; }

    public List<OrgUnit> Units { get; } = [];

    public List<Grid> Grids { get; } = [];

    public List<Member> Members { get; } = [];

    public void ReferToUnit(YamlScalar? unit) => units.Refer(unit);

    public void ReferToSkill(YamlScalar? skill) => skills.Refer(skill);

    public void ReferToGrids(IEnumerable<YamlScalar> codes) => grids.Refer(codes);

    public void ReferToMember(params IEnumerable<YamlScalar?> numbers) => members.Refer(numbers);

    public void ReferToDuty(params IEnumerable<YamlScalar?> codes) => duties.Refer(codes);

    public void DefineDuty(YamlScalar? code) => duties.Define(code);

    public void DefineShift(YamlScalar? code) => shifts.Define(code);

    /// <summary>Takes over the units, members and skills of the catalogue in force, for a text that only refers to them.</summary>
    public void Know(Catalogue catalogue)
    {
        units.DefineAgain(catalogue.Units.Select(unit => Known(unit.Code)));
        members.DefineAgain(catalogue.Members.Where(member => member.Active).Select(member => Known(member.Code)));
        skills.DefineAgain(catalogue.Members.SelectMany(member => member.Skills).Distinct().Select(Known));

        static YamlScalar Known(string code) => new("", 1, 1, code, Quoted: false);
    }

    /// <summary>Reports every reference of a duty that is not known.</summary>
    public void CheckReferences()
    {
        units.CheckReferences();
        members.CheckReferences();
        skills.CheckReferences();
    }

    public void ReadCity(YamlFields file)
    {
        if (file.Fields("city") is not { } fields)
        {
            return;
        }

        var key = file.Map.Entries["city"].Key;
        if (cityKey is not null)
        {
            mistakes.Add(key.Mistake("The city is described twice.", $"Keep one; the first is at {cityKey.File}:{cityKey.Line}:{cityKey.Column}."));
            return;
        }

        cityKey = key;
        var code = fields.RequiredCode("code", CodeRule.Code);
        var zone = fields.RequiredScalar("zone");
        if (zone is not null && !(ZonePattern.IsMatch(zone.Text) && TimeZoneInfo.TryFindSystemTimeZoneById(zone.Text, out var found) && found.HasIanaId))
        {
            mistakes.Add(zone.Mistake($"There is no time zone {zone.Kind}.", "An IANA name, for example Asia/Shanghai."));
        }

        City = new City(code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"), zone?.Text ?? "");
        fields.NothingElse();
    }

    public void ReadUnits(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            units.Define(code);
            var parent = fields.Scalar("parent");
            units.Refer(parent);
            if (parent is not null)
            {
                unitParents.Add(new Link(code?.Text ?? "", parent));
            }

            var unit = new OrgUnit(
                code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"), parent?.Text, fields.Code("lane", CodeRule.Code)?.Text);
            Units.Add(unit);
            if (fields.Node("parent") is null)
            {
                roots.Add((unit, fields.Map));
            }

            fields.NothingElse();
        }
    }

    public void ReadGrids(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            grids.Define(code);
            var parent = fields.Scalar("parent");
            grids.Refer(parent);
            if (parent is not null)
            {
                gridParents.Add(new Link(code?.Text ?? "", parent));
            }

            var unit = fields.RequiredScalar("unit");
            units.Refer(unit);

            Grids.Add(new Grid(code?.Text ?? "", fields.Required("name") ?? "", parent?.Text, unit?.Text ?? ""));
            fields.NothingElse();
        }
    }

    public void ReadMembers(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var number = fields.RequiredCode("number", CodeRule.MemberNumber);
            members.Define(number);
            var unit = fields.RequiredScalar("unit");
            units.Refer(unit);

            var served = fields.Texts("grids");
            grids.Refer(served);
            var skilled = fields.Codes("skills", CodeRule.Code);
            skills.DefineAgain(skilled);

            var capacity = fields.Whole("capacity", 1, CapacityMax) ?? CapacityDefault;
            var shift = fields.Scalar("shift");
            shifts.Refer(shift);

            Members.Add(new Member(number?.Text ?? "", unit?.Text ?? "", [.. served.Select(g => g.Text)], [.. skilled.Select(s => s.Text)], capacity, Active: true)
            {
                SkillLevels = MemberFields.Levels(fields, skilled, mistakes),
                Shift = shift?.Text,
                Leave = MemberFields.Leave(fields, mistakes),
                Chains = [.. fields.Codes("chains", CodeRule.Code).Select(chain => chain.Text)],
                Exclusions = MemberFields.Exclusions(fields, this, mistakes),
            });
            fields.NothingElse();
        }
    }

    /// <summary>Checks what can only be judged when every file was read.</summary>
    /// <param name="directory">The catalogue, to which a mistake belongs that lies in none of its files.</param>
    public void CheckWhole(string directory)
    {
        if (cityKey is null)
        {
            mistakes.Add(new Mistake(directory, 1, 1, "The city is missing.", "Add to one file: city: { code: …, name: …, zone: Asia/Shanghai }."));
        }

        CheckRoot(directory);
        Circles.Report(unitParents, "The unit is below itself", "Give one of them a parent outside the circle.", mistakes);
        Circles.Report(gridParents, "The grid lies within itself", "Give one of them a parent outside the circle, or none.", mistakes);
        units.CheckReferences();
        grids.CheckReferences();
        members.CheckReferences();
        skills.CheckReferences();
        shifts.CheckReferences();
        duties.CheckReferences();
    }

    private void CheckRoot(string directory)
    {
        if (roots.Count is 0)
        {
            mistakes.Add(new Mistake(directory, 1, 1, "No unit is the root.", "Exactly one unit, the committee at the top, has no parent."));
            return;
        }

        var (root, map) = roots[0];
        if (root.Lane is null && !map.Entries.ContainsKey("lane"))
        {
            mistakes.Add(map.Mistake($"The root unit '{root.Code}' has no lane.", "Add lane: …; units without a lane take the one above them."));
        }

        foreach (var (other, at) in roots.Skip(1))
        {
            mistakes.Add(at.Mistake($"The unit '{other.Code}' has no parent.", $"Add parent: …; the root is '{root.Code}' at {map.File}:{map.Line}:{map.Column}."));
        }
    }
}
