using System.Globalization;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What a catalogue says of working time and events: <c>shifts</c>, <c>calendar</c>, <c>rosters</c>.</summary>
internal sealed class RoutingSection(ICollection<Mistake> mistakes)
{
    private static readonly Dictionary<string, ShiftDays> DayWords = new() { ["working"] = ShiftDays.Working, ["free"] = ShiftDays.Free, ["every"] = ShiftDays.Every };

    private readonly Names shifts = new("shift", "the catalogue", mistakes);
    private readonly Names rosters = new("roster", "the catalogue", mistakes);
    private readonly List<(Roster Roster, DateTime From, DateTime To)> unzoned = [];
    private YamlScalar? calendarKey;

    public List<Shift> Shifts { get; } = [];

    public Dictionary<DateOnly, bool> CalendarDays { get; } = [];

    public void ReferToShift(YamlScalar? shift) => shifts.Refer(shift);

    /// <summary>Rosters with their times in the city's zone.</summary>
    public IReadOnlyList<Roster> RostersIn(string zone)
    {
        var city = TimeZoneInfo.FindSystemTimeZoneById(zone);
        return [.. unzoned.Select(each => each.Roster with { From = In(each.From), To = In(each.To) })];

        DateTimeOffset In(DateTime local) => new(local, city.GetUtcOffset(local));
    }

    public void CheckReferences() => shifts.CheckReferences();

    public void ReadShifts(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            shifts.Define(code);
            if (fields.Node("hours") is null or YamlList { Items.Count: 0 })
            {
                fields.Missing("hours", "A shift has hours: - { days: working, from: \"08:30\", to: \"17:30\" }.");
            }

            Shifts.Add(new Shift(code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"), [.. fields.Maps("hours").Select(Hours)]));
            fields.NothingElse();
        }
    }

    public void ReadCalendar(YamlFields file)
    {
        if (file.Fields("calendar") is not { } fields)
        {
            return;
        }

        var key = file.Map.Entries["calendar"].Key;
        if (calendarKey is not null)
        {
            mistakes.Add(key.Mistake("The calendar is given twice.", $"Keep one; the first is at {calendarKey.File}:{calendarKey.Line}:{calendarKey.Column}."));
            return;
        }

        calendarKey = key;
        foreach (var (name, worked) in (ReadOnlySpan<(string, bool)>)[("worked", true), ("free", false)])
        {
            foreach (var item in fields.Texts(name))
            {
                if (Day(item, $"An item of '{name}'") is { } day && !CalendarDays.TryAdd(day, worked))
                {
                    mistakes.Add(item.Mistake($"{item.Kind} is both worked and free.", "Keep one."));
                }
            }
        }

        fields.NothingElse();
    }

    public void ReadRosters(IEnumerable<YamlFields> items, Action<IEnumerable<YamlScalar>> referToDuties, OrganisationSection organisation)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            rosters.Define(code);
            var (duties, grids, members) = (fields.Texts("duties"), fields.Texts("grids"), fields.Texts("members"));
            if (duties.Count is 0)
            {
                fields.Missing("duties", "Name at least one duty.");
            }

            if (members.Count is 0)
            {
                fields.Missing("members", "Name at least one member.");
            }

            referToDuties(duties);
            organisation.ReferToGrids(grids);
            organisation.ReferToMembers(members);
            var (from, to) = (Time(fields, "from"), Time(fields, "to"));
            if (from is not null && to is not null && to <= from)
            {
                mistakes.Add(fields.Map.Entries["to"].Key.Mistake("'to' is not after 'from'.", "Give a later time."));
            }

            var roster = new Roster(
                code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"), [.. duties.Select(each => each.Text)], default, default, [.. grids.Select(each => each.Text)], [.. members.Select(each => each.Text)]);
            unzoned.Add((roster, from ?? default, to ?? default));
            fields.NothingElse();
        }
    }

    /// <summary>A day; null when wrong.</summary>
    public DateOnly? Day(YamlScalar scalar, string what)
    {
        if (DateOnly.TryParseExact(scalar.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        mistakes.Add(scalar.Mistake($"{what} is {scalar.Kind}.", "A day, for example 2026-10-01."));
        return null;
    }

    private ShiftHours Hours(YamlFields fields)
    {
        var days = ShiftDays.Every;
        if (fields.RequiredScalar("days") is { } word && !DayWords.TryGetValue(word.Text, out days))
        {
            var meant = Nearest.To(word.Text, DayWords.Keys);
            mistakes.Add(word.Mistake($"'days' is {word.Kind}.", (meant is null ? "" : $"Did you mean '{meant}'? ") + $"Allowed: {string.Join(", ", DayWords.Keys)}."));
        }

        var hours = new ShiftHours(days, TimeOfDay(fields, "from"), TimeOfDay(fields, "to"));
        fields.NothingElse();
        return hours;
    }

    private TimeOnly TimeOfDay(YamlFields fields, string name)
    {
        if (fields.RequiredScalar(name) is not { } scalar)
        {
            return default;
        }

        if (!TimeOnly.TryParseExact(scalar.Text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", "A time of day from \"00:00\" to \"23:59\", in quotation marks, for example \"08:30\"."));
        }

        return time;
    }

    private DateTime? Time(YamlFields fields, string name)
    {
        if (fields.RequiredScalar(name) is not { } scalar)
        {
            return null;
        }

        if (DateTime.TryParseExact(scalar.Text, "yyyy-MM-ddTHH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", "A day and time by the city's clock, for example 2026-12-01T08:00."));
        return null;
    }
}
