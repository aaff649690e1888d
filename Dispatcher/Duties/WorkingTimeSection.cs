using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>班次 and 工作日历: the shifts, and the days that are not worked as their weekday says, gathered from all files of a catalogue.</summary>
internal sealed class WorkingTimeSection(ICollection<Mistake> mistakes, OrganisationSection organisation)
{
    private static readonly Dictionary<string, ShiftDays> DayWords = new()
    {
        ["working"] = ShiftDays.Working,
        ["free"] = ShiftDays.Free,
        ["every"] = ShiftDays.Every,
    };

    private readonly SortedDictionary<DateOnly, bool> calendarDays = [];
    private YamlScalar? calendarKey;

    public List<Shift> Shifts { get; } = [];

    public IReadOnlyDictionary<DateOnly, bool> CalendarDays => calendarDays;

    public void ReadShifts(IEnumerable<YamlFields> items)
    {
        foreach (var fields in items)
        {
            var code = fields.RequiredCode("code", CodeRule.Code);
            organisation.DefineShift(code);
            Shifts.Add(new Shift(code?.Text ?? "", fields.Required("name") ?? "", fields.Text("nameEn"), Hours(fields)));
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
        foreach (var (_, day) in fields.Days("worked"))
        {
            calendarDays[day] = true;
        }

        foreach (var (at, day) in fields.Days("free"))
        {
            if (!calendarDays.TryAdd(day, false))
            {
                mistakes.Add(at.Mistake($"{at.Kind} is both worked and free.", "Keep it in one of the two lists."));
            }
        }

        if (fields.NothingElse() && fields.Node("worked") is null or YamlList { Items.Count: 0 } && fields.Node("free") is null or YamlList { Items.Count: 0 })
        {
            mistakes.Add(key.Mistake("The calendar names no day.", "Add worked: […] or free: […]; where every weekday is as usual, leave the calendar out."));
        }
    }

    private List<ShiftHours> Hours(YamlFields shift)
    {
        if (shift.Node("hours") is null or YamlList { Items.Count: 0 })
        {
            shift.Missing("hours", "A shift has at least one line: - { days: working, from: \"08:30\", to: \"17:30\" }.");
            return [];
        }

        var read = new List<(ShiftHours Hours, YamlMap At)>();
        foreach (var fields in shift.Maps("hours"))
        {
            foreach (var name in (string[])["days", "from", "to"])
            {
                if (fields.Node(name) is null)
                {
                    fields.Missing(name, name is "days" ? $"Add days: {string.Join(", ", DayWords.Keys)}." : $"Add {name}: a time of day, for example 08:30.");
                }
            }

            var (on, from, to) = (fields.Word("days", DayWords), fields.TimeOfDay("from"), fields.TimeOfDay("to"));
            if (on is { } days && from is { } begins && to is { } ends)
            {
                read.Add((new ShiftHours(days, begins, ends), fields.Map));
            }

            fields.NothingElse();
        }

        for (var i = 0; i < read.Count; i++)
        {
            // Counted twice, an hour would make room for work that nobody has.
            if (read.Take(i).FirstOrDefault(earlier => Overlap(earlier.Hours, read[i].Hours)).At is { } other)
            {
                mistakes.Add(read[i].At.Mistake("These hours overlap with others of the shift.", $"Make them one, or change them; the others are at {other.File}:{other.Line}:{other.Column}."));
            }
        }

        return read.ConvertAll(each => each.Hours);
    }

    /// <summary>Whether some moment lies in both. Any kind of day may follow any other, so what reaches into the next day meets all hours of it.</summary>
    private static bool Overlap(ShiftHours one, ShiftHours other)
    {
        var sameDay = one.Days == other.Days || one.Days is ShiftDays.Every || other.Days is ShiftDays.Every;
        return (sameDay && one.From.ToTimeSpan() < EndOf(other) && other.From.ToTimeSpan() < EndOf(one)) || Follows(one, other) || Follows(other, one);

        static TimeSpan EndOf(ShiftHours hours) => hours.To > hours.From ? hours.To.ToTimeSpan() : hours.To.ToTimeSpan() + TimeSpan.FromDays(1);

        static bool Follows(ShiftHours night, ShiftHours next) => night.To <= night.From && next.From < night.To;
    }
}
