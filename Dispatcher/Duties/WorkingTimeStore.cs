using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>班次, 活动值班表 and 工作日历 as saved.</summary>
public sealed class WorkingTimeStore
{
    private const string DayForm = "yyyy-MM-dd";

    private static readonly JsonSerializerOptions Hours = new(SqlValues.Json) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>Saves what the files say. Shifts they do not name stay, since members may work them; rosters are replaced as a whole, the calendar too where they have one.</summary>
    public async Task SaveAsync(Session session, CatalogueFiles files)
    {
        await session.WriteManyAsync("save-shifts", files.Shifts.Select(shift => new ShiftRow { Code = shift.Code, Name = shift.Name, NameEn = shift.NameEn, Hours = JsonSerializer.Serialize(shift.Hours, Hours) }).ToList());
        await session.ExecuteAsync("forget-rosters");
        await session.WriteManyAsync("add-rosters", files.Rosters.Select(RosterRow.Of).ToList());
        if (files.CalendarDays.Count > 0)
        {
            await session.ExecuteAsync("forget-calendar-days");
            await session.WriteManyAsync("add-calendar-days", files.CalendarDays.Select(day => new DayRow { Day = day.Key.ToString(DayForm, CultureInfo.InvariantCulture), IsWorked = day.Value }).ToList());
        }
    }

    /// <summary>All shifts, by code.</summary>
    public async Task<IReadOnlyList<Shift>> ShiftsAsync(Session session) =>
        (await session.QueryAsync<ShiftRow>("all-shifts")).Select(row => new Shift(row.Code, row.Name, row.NameEn, JsonSerializer.Deserialize<List<ShiftHours>>(row.Hours, Hours)!)).ToList();

    /// <summary>All rosters, by code.</summary>
    public async Task<IReadOnlyList<Roster>> RostersAsync(Session session) =>
        (await session.QueryAsync<RosterRow>("all-rosters")).Select(row => new Roster(row.Code, row.Name, row.NameEn, row.Duties, row.FromAt, row.ToAt, row.Grids, row.Members)).ToList();

    /// <summary>Days that are not worked as their weekday says: whether they are.</summary>
    public async Task<IReadOnlyDictionary<DateOnly, bool>> CalendarDaysAsync(Session session) =>
        (await session.QueryAsync<DayRow>("all-calendar-days")).ToDictionary(row => DateOnly.ParseExact(row.Day, DayForm, CultureInfo.InvariantCulture), row => row.IsWorked);

    private sealed class ShiftRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? NameEn { get; init; }

        public string Hours { get; init; } = "";
    }

    private sealed class RosterRow
    {
        public string Code { get; init; } = "";

        public string Name { get; init; } = "";

        public string? NameEn { get; init; }

        public IReadOnlyList<string> Duties { get; init; } = [];

        public DateTimeOffset FromAt { get; init; }

        public DateTimeOffset ToAt { get; init; }

        public IReadOnlyList<string> Grids { get; init; } = [];

        public IReadOnlyList<string> Members { get; init; } = [];

        public static RosterRow Of(Roster roster) => new()
        {
            Code = roster.Code,
            Name = roster.Name,
            NameEn = roster.NameEn,
            Duties = roster.Duties,
            FromAt = roster.From,
            ToAt = roster.To,
            Grids = roster.Grids,
            Members = roster.Members,
        };
    }

    private sealed class DayRow
    {
        public string Day { get; init; } = "";

        public bool IsWorked { get; init; }
    }
}
