using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The whole catalogue as read from a directory: every reference in it is known to lead somewhere.</summary>
/// <param name="City">The city it is for.</param>
/// <param name="Units">The tree of units; exactly one has no parent.</param>
/// <param name="Grids">The trees of grids.</param>
/// <param name="Members">Members, all active.</param>
/// <param name="Duties">Duties, all version 1: the store counts versions.</param>
public sealed record CatalogueFiles(
    City City, IReadOnlyList<OrgUnit> Units, IReadOnlyList<Grid> Grids, IReadOnlyList<Member> Members, IReadOnlyList<Duty> Duties)
{
    /// <summary>Areas of grids, from GeoJSON files; empty: the catalogue has none.</summary>
    public IReadOnlyList<GridShape> Shapes { get; init; } = [];

    /// <summary>班次.</summary>
    public IReadOnlyList<Shift> Shifts { get; init; } = [];

    /// <summary>活动值班表.</summary>
    public IReadOnlyList<Roster> Rosters { get; init; } = [];

    /// <summary>Days that are not worked as their weekday says; see <see cref="WorkingCalendar"/>.</summary>
    public IReadOnlyDictionary<DateOnly, bool> CalendarDays { get; init; } = new Dictionary<DateOnly, bool>(0);
}

/// <summary>The city a catalogue is for.</summary>
/// <param name="Code">Code, for example the state's six digits <c>320685</c>.</param>
/// <param name="Name">Name in Chinese.</param>
/// <param name="NameEn">Name in English; the Chinese name when absent.</param>
/// <param name="Zone">IANA time zone, for example <c>Asia/Shanghai</c>: times are shown and days counted in it.</param>
public sealed record City(string Code, string Name, string? NameEn, string Zone);

/// <summary>What came of reading a catalogue.</summary>
public abstract record CatalogueReading;

/// <summary>The catalogue is without a mistake.</summary>
public sealed record ReadCatalogue(CatalogueFiles Files) : CatalogueReading;

/// <summary>The catalogue has mistakes, so nothing of it may be used.</summary>
/// <param name="Mistakes">At least one; sorted by file, line, column.</param>
public sealed record CatalogueMistakes(IReadOnlyList<Mistake> Mistakes) : CatalogueReading;
