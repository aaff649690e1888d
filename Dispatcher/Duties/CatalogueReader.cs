using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Reads a catalogue: all YAML files below a directory, each a map that may hold <c>city</c>, <c>units</c>, <c>grids</c>,
/// <c>members</c>, <c>duties</c>, <c>shifts</c>, <c>calendar</c> and <c>rosters</c>; and all GeoJSON files, which hold the areas of grids. docs/catalogues.md tells writers of catalogues about every key.
/// </summary>
public static class CatalogueReader
{
    private static readonly string[] ListSections = ["units", "grids", "members", "duties", "shifts", "rosters"];

    /// <summary>Reads the catalogue and reports all its mistakes at once. Throws on no input.</summary>
    public static CatalogueReading Read(string directory)
    {
        var mistakes = new List<Mistake>();
        var organisation = new OrganisationSection(mistakes);
        var duties = new DutySection(mistakes, organisation);
        var times = new WorkingTimeSection(mistakes, organisation);
        var rosters = new RosterSection(mistakes, organisation);

        var complete = true;
        foreach (var (path, shownAs) in CatalogueDirectory.Files(directory, mistakes))
        {
            complete &= YamlFile.Read(path, shownAs, mistakes) is { } map && ReadSections(new YamlFields(map, mistakes), organisation, duties, times, rosters);
        }

        // With a part of the catalogue unreadable, what the rest refers to may well be in that part: reporting it as unknown
        // would bury the one mistake that matters under hundreds that go away with it.
        if (complete && mistakes.All(mistake => mistake.File != directory))
        {
            organisation.CheckWhole(directory);
        }

        // The city may stand in the last file, so its zone is known only now.
        rosters.CheckTimes();
        var shapes = ShapesSection.Read(directory, complete ? organisation.Grids.Select(grid => grid.Code).ToHashSet() : null, mistakes);
        return mistakes.Count is 0
            ? new ReadCatalogue(new CatalogueFiles(organisation.City!, organisation.Units, organisation.Grids, organisation.Members, duties.Duties)
            {
                Shapes = shapes,
                Shifts = times.Shifts,
                Rosters = rosters.In(TimeZoneInfo.FindSystemTimeZoneById(organisation.City!.Zone)),
                CalendarDays = times.CalendarDays,
            })
            : new CatalogueMistakes([.. mistakes.OrderBy(m => m.File, StringComparer.Ordinal).ThenBy(m => m.Line).ThenBy(m => m.Column)]);
    }

    /// <returns>Whether everything the file defines could be read, if perhaps with mistakes.</returns>
    private static bool ReadSections(YamlFields file, OrganisationSection organisation, DutySection duties, WorkingTimeSection times, RosterSection rosters)
    {
        organisation.ReadCity(file);
        organisation.ReadUnits(file.Maps("units"));
        organisation.ReadGrids(file.Maps("grids"));
        organisation.ReadMembers(file.Maps("members"));
        duties.Read(file.Maps("duties"));
        times.ReadShifts(file.Maps("shifts"));
        times.ReadCalendar(file);
        rosters.Read(file.Maps("rosters"));
        return file.NothingElse()
            && file.Node("city") is null or YamlMap
            && file.Node("calendar") is null or YamlMap
            && ListSections.All(name => file.Node(name) is null || (file.Node(name) is YamlList list && list.Items.All(item => item is YamlMap)));
    }
}
