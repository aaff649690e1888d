using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>
/// 虚构名册: members for a city whose history does not say who worked there. Per unit as many as its work takes at a stated utilisation, with
/// homes drawn from the places of the unit's cases. Invented, and every output says so.
/// </summary>
/// <param name="Utilisation">Share of shift hours that work and travel take, 0.05–2; travel as if tasks were done in the order they arrive.</param>
/// <param name="Shift">The shift of all.</param>
/// <param name="Capacity">Open tasks that are a full load, of all.</param>
public sealed record InventedRoster(double Utilisation, Shift Shift, int Capacity)
{
    public const string ShiftCode = "day";
    private const string RootUnit = "city";

    internal static readonly Shift DayShift = new(ShiftCode, "白班", "Day", [new ShiftHours(ShiftDays.Working, new TimeOnly(8, 0), new TimeOnly(17, 0))]);

    /// <summary>Makes the catalogue and the homes.</summary>
    internal (Catalogue Catalogue, IReadOnlyDictionary<string, Position> Homes) For(IReadOnlyList<PastTask> tasks, WorkTimes work, SimulationSettings settings, string city, TimeZoneInfo zone, int seed)
    {
        var members = new List<Member>();
        var homes = new Dictionary<string, Position>();
        var units = new List<OrgUnit> { new(RootUnit, city, city, null, RootUnit) };
        var empty = new Catalogue(new City(RootUnit, city, city, zone.Id), units, [], [], []) { Shifts = [Shift] };
        var probe = new Member("", RootUnit, [], [], Capacity, true) { Shift = Shift.Code };
        var (first, last) = (tasks[0].Task.At, tasks[^1].Task.At);
        var shiftHours = Math.Max(1, WorkingHours.Of(probe, empty, first, last).Within(first.ToUnixTimeMilliseconds(), last.ToUnixTimeMilliseconds()) / 3_600_000.0);
        var number = 0;
        foreach (var unit in tasks.GroupBy(task => task.Task.Unit).OrderBy(unit => unit.Key, StringComparer.Ordinal))
        {
            var places = unit.Select(task => task.Task.Place).OfType<Position>().ToList();
            var hours = (unit.Sum(work.Mean) / 3_600_000.0) + TravelHours(places, settings);
            units.Add(new OrgUnit(unit.Key, unit.Key, unit.Key, RootUnit, null));
            for (var count = Math.Max(1, (int)Math.Ceiling((hours / (shiftHours * Utilisation)) - 0.5)); count > 0; count--)
            {
                var code = $"M{++number:0000}";
                members.Add(probe with { Code = code, Unit = unit.Key });
                if (places.Count > 0)
                {
                    homes[code] = places[Drawing.Below(seed, -number, places.Count)];
                }
            }
        }

        return (new Catalogue(empty.City, units, [], members, []) { Shifts = [Shift] }, homes);
    }

    private static double TravelHours(List<Position> places, SimulationSettings settings)
    {
        var kilometres = 0.0;
        for (var i = 1; i < places.Count; i++)
        {
            kilometres += Distance.Kilometres(places[i - 1], places[i]);
        }

        return kilometres * settings.Detour / settings.Speed;
    }
}
