using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>活动值班表: the rosters gathered from all files of a catalogue.</summary>
internal sealed class RosterSection(ICollection<Mistake> mistakes, OrganisationSection organisation)
{
    private readonly Names rosters = new("roster", "the catalogue", mistakes);
    private readonly List<(YamlFields Fields, DateTime From, DateTime To)> times = [];
    private readonly List<(Roster Roster, DateTime From, DateTime To)> read = [];

    public void Read(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            rosters.Define(code);
            var duties = NotEmpty(fields, "duties", "A roster is for at least one duty: duties: [ … ].");
            organisation.ReferToDuty(duties);
            var members = NotEmpty(fields, "members", "A roster has at least one member: members: [ … ].");
            organisation.ReferToMember(members);
            var grids = fields.Texts("grids");
            organisation.ReferToGrids(grids);

            var (from, to) = (Time(fields, "from"), Time(fields, "to"));
            if (to <= from)
            {
                mistakes.Add(fields.Node("to")!.Mistake($"The roster ends at {fields.Node("to")!.Kind}, not after it begins.", $"Later than {from:yyyy-MM-ddTHH:mm}."));
            }

            if (from is { } begins && to is { } ends)
            {
                times.Add((fields, begins, ends));
            }

            var roster = new Roster(
                code?.Text ?? "",
                fields.Required("name") ?? "",
                fields.Text("nameEn"),
                Codes(duties),
                default,
                default,
                Codes(grids),
                Codes(members));
            read.Add((roster, from ?? default, to ?? default));
            fields.NothingElse();
        }
    }

    /// <summary>Reports local times that no clock of the city's zone shows; call it when the city is read.</summary>
    public void CheckTimes()
    {
        if (organisation.City is not { } city || !TimeZoneInfo.TryFindSystemTimeZoneById(city.Zone, out var zone))
        {
            return;
        }

        foreach (var (fields, from, to) in times)
        {
            foreach (var (name, time) in ((string, DateTime)[])[("from", from), ("to", to)])
            {
                if (zone.IsInvalidTime(time))
                {
                    mistakes.Add(fields.Node(name)!.Mistake($"'{name}' is {fields.Node(name)!.Kind}, a time that is left out when the clocks of {city.Zone} go forward.", "An hour later or earlier."));
                }
            }
        }
    }

    /// <summary>The rosters, their times as instants; only when nothing was wrong.</summary>
    public IReadOnlyList<Roster> In(TimeZoneInfo zone) => read.ConvertAll(each => each.Roster with { From = InstantOf(each.From, zone), To = InstantOf(each.To, zone) });

    private static DateTimeOffset InstantOf(DateTime local, TimeZoneInfo zone) => new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();

    private static DateTime? Time(YamlFields fields, string name)
    {
        if (fields.Node(name) is null)
        {
            fields.Missing(name, $"Add {name}: a day and a time of day in the city's zone, for example 2026-12-01T08:00.");
        }

        return fields.LocalTime(name);
    }

    private static IReadOnlyList<YamlScalar> NotEmpty(YamlFields fields, string name, string remedy)
    {
        if (fields.Node(name) is null or YamlList { Items.Count: 0 })
        {
            fields.Missing(name, remedy);
        }

        return fields.Texts(name);
    }

    private static List<string> Codes(IEnumerable<YamlScalar> codes) => [.. codes.Select(code => code.Text)];
}
