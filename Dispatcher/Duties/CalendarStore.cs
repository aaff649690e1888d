using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Shifts, rosters and the calendar as saved. A shift that is left out stays, since members may name it; rosters are those of the last
/// catalogue; its calendar takes the place of the one before, if it has one.
/// </summary>
public sealed class CalendarStore
{
    internal static readonly JsonSerializerOptions Body = new(SqlValues.Json) { Converters = { new JsonStringEnumConverter() } };

    public async Task SaveAsync(Session session, CatalogueFiles files)
    {
        await session.WriteManyAsync("save-shifts", files.Shifts.Select(shift => new PartRow { Code = shift.Code, Body = JsonSerializer.Serialize(shift, Body) }).ToList());
        await session.ExecuteAsync("forget-rosters");
        await session.WriteManyAsync("add-rosters", files.Rosters.Select(roster => new PartRow { Code = roster.Code, Body = JsonSerializer.Serialize(roster, Body) }).ToList());
        if (files.CalendarDays.Count > 0)
        {
            await session.ExecuteAsync("forget-calendar-days");
            await session.WriteManyAsync("add-calendar-days", files.CalendarDays.Select(each => new DayRow { Day = each.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), Worked = each.Value }).ToList());
        }
    }

    public async Task<IReadOnlyList<Shift>> ShiftsAsync(Session session) =>
        (await session.QueryAsync<string>("all-shifts")).Select(body => JsonSerializer.Deserialize<Shift>(body, Body)!).ToList();

    public async Task<IReadOnlyList<Roster>> RostersAsync(Session session) =>
        (await session.QueryAsync<string>("all-rosters")).Select(body => JsonSerializer.Deserialize<Roster>(body, Body)!).ToList();

    public async Task<WorkingCalendar> CalendarAsync(Session session, string zone) => new(
        TimeZoneInfo.FindSystemTimeZoneById(zone),
        (await session.QueryAsync<DayRow>("all-calendar-days")).ToDictionary(row => DateOnly.ParseExact(row.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), row => row.Worked));

    private sealed class PartRow
    {
        public string Code { get; init; } = "";

        public string Body { get; init; } = "";
    }

    private sealed class DayRow
    {
        public string Day { get; init; } = "";

        public bool Worked { get; init; }
    }
}
