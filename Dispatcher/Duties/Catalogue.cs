using System.Collections.Frozen;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>The city's catalogue in memory, with the questions routing and planning ask of it. Never changes; a new one replaces it.</summary>
public sealed class Catalogue
{
    private readonly Dictionary<string, OrgUnit> units;
    private readonly Dictionary<string, Grid> grids;
    private readonly Dictionary<string, Member> members;
    private readonly Dictionary<string, Duty> newest = [];
    private readonly Dictionary<(string Code, int Version), Duty> versions = [];
    private readonly Dictionary<string, string> lanes = [];
    private readonly Dictionary<string, List<Member>> activeUnder = [];
    private readonly Dictionary<string, HashSet<string>> unitsUnder = [];

    public Catalogue(City city, IReadOnlyList<OrgUnit> units, IReadOnlyList<Grid> grids, IReadOnlyList<Member> members, IReadOnlyList<Duty> duties)
        : this(city, units, grids, members, duties, null)
    {
    }

    /// <param name="city">The city.</param>
    /// <param name="units">Its units.</param>
    /// <param name="grids">Its grids.</param>
    /// <param name="members">Its members.</param>
    /// <param name="duties">Versions of duties.</param>
    /// <param name="inForce">The newest version of each duty that was in force; null: of each the last.</param>
    internal Catalogue(City city, IReadOnlyList<OrgUnit> units, IReadOnlyList<Grid> grids, IReadOnlyList<Member> members, IReadOnlyList<Duty> duties, IReadOnlyDictionary<string, int>? inForce)
    {
        City = city;
        Zone = TimeZoneInfo.FindSystemTimeZoneById(city.Zone);
        Calendar = new WorkingCalendar(Zone, new Dictionary<DateOnly, bool>(0));
        this.units = units.ToDictionary(unit => unit.Code);
        this.grids = grids.ToDictionary(grid => grid.Code);
        this.members = members.ToDictionary(member => member.Code);
        Root = units.Single(unit => unit.Parent is null);
        foreach (var duty in duties.OrderBy(duty => duty.Version))
        {
            if (inForce is null || (inForce.TryGetValue(duty.Code, out var last) && duty.Version <= last))
            {
                newest[duty.Code] = duty;
            }

            versions[(duty.Code, duty.Version)] = duty;
        }

        foreach (var unit in units)
        {
            lanes[unit.Code] = Upwards(unit).First(each => each.Lane is not null).Lane!;
            foreach (var above in Upwards(unit))
            {
                if (!unitsUnder.TryGetValue(above.Code, out var under))
                {
                    unitsUnder[above.Code] = under = [];
                }

                under.Add(unit.Code);
            }
        }

        foreach (var member in members.Where(member => member.Active).OrderBy(member => member.Code, StringComparer.Ordinal))
        {
            foreach (var unit in Upwards(this.units[member.Unit]))
            {
                if (!activeUnder.TryGetValue(unit.Code, out var list))
                {
                    activeUnder[unit.Code] = list = [];
                }

                list.Add(member);
            }
        }
    }

    public City City { get; }

    public TimeZoneInfo Zone { get; }

    /// <summary>The committee at the top.</summary>
    public OrgUnit Root { get; }

    /// <summary>Grows by one whenever a part of it is saved; what was decided by it names it. 0: it was never saved.</summary>
    public int Version { get; init; }

    /// <summary>Which days are worked.</summary>
    public WorkingCalendar Calendar { get; init; }

    /// <summary>Sets <see cref="Calendar"/> to these days in the city's zone.</summary>
    public IReadOnlyDictionary<DateOnly, bool> CalendarDays
    {
        init => Calendar = new WorkingCalendar(Zone, value);
    }

    public IReadOnlyList<Shift> Shifts { get; init; } = [];

    public IReadOnlyList<Roster> Rosters { get; init; } = [];

    /// <summary>Where the grids lie; grids without a shape lie nowhere.</summary>
    public GridPlaces Places { get; init; } = GridPlaces.None;

    public IReadOnlyCollection<OrgUnit> Units => units.Values;

    public IReadOnlyCollection<Grid> Grids => grids.Values;

    public IReadOnlyCollection<Member> Members => members.Values;

    /// <summary>The newest version of each duty.</summary>
    public IReadOnlyCollection<Duty> Duties => newest.Values;

    /// <summary>Every lane some unit has.</summary>
    public IReadOnlyCollection<string> Lanes => lanes.Values.Distinct().Order(StringComparer.Ordinal).ToList();

    public Duty? FindDuty(string code) => newest.GetValueOrDefault(code);

    /// <summary>Every version of a duty that was needed since the start, the newest ones among them.</summary>
    public IReadOnlyCollection<Duty> DutyVersions => versions.Values;

    /// <summary>A version of a duty; null when there is none.</summary>
    public Duty? FindDuty(string code, int version) => versions.GetValueOrDefault((code, version));

    /// <summary>The duty as it was when a task was issued under it.</summary>
    public Duty DutyAt(string code, int version) => versions[(code, version)];

    /// <summary>Whether the task's duty, in its version, and its unit are here.</summary>
    public bool Knows(DutyTask task) => versions.ContainsKey((task.Duty, task.DutyVersion)) && units.ContainsKey(task.Unit);

    public OrgUnit? FindUnit(string code) => units.GetValueOrDefault(code);

    public Grid? FindGrid(string code) => grids.GetValueOrDefault(code);

    public Member? FindMember(string code) => members.GetValueOrDefault(code);

    /// <summary>The lane of a unit: its own, or that of the nearest unit above that has one.</summary>
    public string LaneOf(string unit) => lanes[unit];

    /// <summary>Members who may get tasks, in the unit and everything below it, by number.</summary>
    public IReadOnlyList<Member> ActiveMembersUnder(string unit) => activeUnder.TryGetValue(unit, out var list) ? list : [];

    /// <summary>回避: active members who must keep away from something.</summary>
    public IReadOnlyList<Member> MembersWithExclusions => field ??= [.. ActiveMembersUnder(Root.Code).Where(member => member.Exclusions.Count > 0)];

    /// <summary>产业链专员: active members who are specialists of an industry chain.</summary>
    public IEnumerable<Member> SpecialistsOf(string chain) => ActiveMembersUnder(Root.Code).Where(member => member.Chains.Contains(chain));

    /// <summary>Codes of the unit and of everything below it; empty when there is no such unit.</summary>
    public IReadOnlySet<string> UnitsUnder(string unit) => unitsUnder.TryGetValue(unit, out var under) ? under : FrozenSet<string>.Empty;

    /// <summary>The grid and those that contain it, from the inside out; empty when there is no such grid.</summary>
    public IEnumerable<string> GridsAround(string? grid)
    {
        for (var each = grid is null ? null : FindGrid(grid); each is not null; each = each.Parent is { } parent ? FindGrid(parent) : null)
        {
            yield return each.Code;
        }
    }

    /// <summary>值班台: codes of the units whose desks the member serves, the own one and those above it.</summary>
    public IReadOnlyList<string> DesksOf(Member member) => Upwards(units[member.Unit]).Select(unit => unit.Code).ToList();

    /// <summary>The same catalogue and more, saved as a version.</summary>
    public Catalogue With(IReadOnlyList<OrgUnit> moreUnits, IReadOnlyList<Member> moreMembers, IReadOnlyList<Duty> moreDuties, int version) =>
        new(City, [.. units.Values, .. moreUnits], [.. grids.Values], [.. members.Values, .. moreMembers], [.. versions.Values, .. moreDuties])
        {
            Version = version,
            Calendar = Calendar,
            Shifts = Shifts,
            Rosters = Rosters,
            Places = Places,
        };

    private IEnumerable<OrgUnit> Upwards(OrgUnit unit)
    {
        for (var each = unit; each is not null; each = each.Parent is { } parent ? units[parent] : null)
        {
            yield return each;
        }
    }
}
