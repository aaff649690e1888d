using System.Globalization;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Takes the fields of one map, collecting every mistake instead of stopping at the first. Fields nobody took are
/// unknown: <see cref="NothingElse"/> reports them with the names that would have been right.
/// </summary>
public sealed class YamlFields(YamlMap map, ICollection<Mistake> mistakes)
{
    private const string DayAllowed = "A day, for example 2026-11-25.";

    private readonly HashSet<string> taken = [];

    public YamlMap Map => map;

    /// <summary>The field's node; null when absent.</summary>
    public YamlNode? Node(string name)
    {
        taken.Add(name);
        return map.Entries.TryGetValue(name, out var entry) && entry.Value is not YamlScalar { IsAbsent: true } ? entry.Value : null;
    }

    /// <summary>A single value of at most <paramref name="lengthMax"/> characters, trimmed, with its place; null when absent or wrong.</summary>
    public YamlScalar? Scalar(string name, int lengthMax = 200)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalar scalar:
                return Trimmed(scalar, $"'{name}'", lengthMax);
            case var other:
                mistakes.Add(other.Mistake($"'{name}' is {other.Kind}.", "It must be a single value."));
                return null;
        }
    }

    /// <summary>A single value that must be there; reports its absence and returns null.</summary>
    public YamlScalar? RequiredScalar(string name, int lengthMax = 200)
    {
        if (Node(name) is null)
        {
            Missing(name, $"Add {name}: …");
            return null;
        }

        return Scalar(name, lengthMax);
    }

    /// <summary>Text of at most <paramref name="lengthMax"/> characters; null when absent or wrong.</summary>
    public string? Text(string name, int lengthMax = 200) => Scalar(name, lengthMax)?.Text;

    /// <summary>Text that must be there; reports its absence and returns null.</summary>
    public string? Required(string name, int lengthMax = 200) => RequiredScalar(name, lengthMax)?.Text;

    /// <summary>A code that is given here, not referred to; null when absent. One that breaks the rule is reported and still returned, so that references to it are found.</summary>
    public YamlScalar? Code(string name, CodeRule rule) => Ruled(Scalar(name), $"'{name}'", rule);

    /// <summary>A code that must be there; reports its absence and returns null. See <see cref="Code"/>.</summary>
    public YamlScalar? RequiredCode(string name, CodeRule rule) => Ruled(RequiredScalar(name), $"'{name}'", rule);

    /// <summary>A list of different codes; empty when absent. See <see cref="Code"/>.</summary>
    public IReadOnlyList<YamlScalar> Codes(string name, CodeRule rule) =>
        [.. Texts(name).Where(code => rule.Holds(code, $"An item of '{name}'", mistakes))];

    /// <summary>Reports that a field is missing: at its key when only the value is, else at the map.</summary>
    public void Missing(string name, string remedy) => mistakes.Add(map.Entries.TryGetValue(name, out var entry)
        ? entry.Key.Mistake($"'{name}' has no value.", remedy)
        : map.Mistake($"'{name}' is missing.", remedy));

    /// <summary>A whole number in a range; null when absent or wrong.</summary>
    public int? Whole(string name, int min, int max)
    {
        if (Scalar(name) is not { } scalar)
        {
            return null;
        }

        if (int.TryParse(scalar.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>A decimal number in a range; null when absent or wrong.</summary>
    public double? Number(string name, double min, double max) => Parsed<double>(
        name,
        text => double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max ? number : null,
        string.Create(CultureInfo.InvariantCulture, $"A number from {min} to {max}."));

    /// <summary>A day; null when absent or wrong.</summary>
    public DateOnly? Day(string name) => Parsed<DateOnly>(name, DayOf, DayAllowed);

    /// <summary>A list of different days, each with its place; empty when absent. A day given twice is reported and left out.</summary>
    public IReadOnlyList<(YamlScalar At, DateOnly Day)> Days(string name)
    {
        var days = new List<(YamlScalar, DateOnly)>();
        foreach (var scalar in Texts(name))
        {
            if (DayOf(scalar.Text) is { } day)
            {
                days.Add((scalar, day));
            }
            else
            {
                mistakes.Add(scalar.Mistake($"An item of '{name}' is {scalar.Kind}.", DayAllowed));
            }
        }

        return days;
    }

    /// <summary>A time of day; null when absent or wrong.</summary>
    public TimeOnly? TimeOfDay(string name) => Parsed<TimeOnly>(
        name,
        text => TimeOnly.TryParseExact(text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
        "A time of day from 00:00 to 23:59, for example 08:30; midnight is 00:00.");

    /// <summary>A time of a day in the city's zone; null when absent or wrong.</summary>
    public DateTime? LocalTime(string name) => Parsed<DateTime>(
        name,
        text => DateTime.TryParseExact(text, "yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) ? time : null,
        "A day and a time of day in the city's zone, for example 2026-12-01T08:00.");

    /// <summary>One of some words; null when absent or wrong.</summary>
    public T? Word<T>(string name, IReadOnlyDictionary<string, T> words)
        where T : struct
    {
        if (Scalar(name) is not { } scalar)
        {
            return null;
        }

        if (words.TryGetValue(scalar.Text, out var value))
        {
            return value;
        }

        var meant = Nearest.To(scalar.Text, words.Keys);
        mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", (meant is null ? "" : $"Did you mean '{meant}'? ") + $"Allowed: {string.Join(", ", words.Keys)}."));
        return null;
    }

    /// <summary>A value of a form of its own; null when absent or wrong.</summary>
    public T? Parsed<T>(string name, Func<string, T?> parse, string allowed)
        where T : struct
    {
        if (Scalar(name) is not { } scalar)
        {
            return null;
        }

        if (parse(scalar.Text) is { } value)
        {
            return value;
        }

        mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", allowed));
        return null;
    }

    /// <summary>true or false; null when absent or wrong.</summary>
    public bool? YesNo(string name)
    {
        switch (Scalar(name))
        {
            case null: return null;
            case { Text: "true" }: return true;
            case { Text: "false" }: return false;
            case var scalar:
                mistakes.Add(scalar.Mistake($"'{name}' is {scalar.Kind}.", "true or false."));
                return null;
        }
    }

    /// <summary>The items of a list; empty when absent. A single value counts as a list of one.</summary>
    public IReadOnlyList<YamlNode> Items(string name)
    {
        switch (Node(name))
        {
            case null: return [];
            case YamlList list: return list.Items;
            case YamlScalar scalar: return [scalar];
            case var other:
                mistakes.Add(other.Mistake($"'{name}' is {other.Kind}.", "It must be a list."));
                return [];
        }
    }

    /// <summary>A list of different single values, trimmed, each with its place; empty when absent. A value given twice is reported and left out.</summary>
    public IReadOnlyList<YamlScalar> Texts(string name, int lengthMax = 200)
    {
        var texts = new List<YamlScalar>();
        var seen = new HashSet<string>();
        foreach (var item in Items(name))
        {
            if (item is not YamlScalar { IsAbsent: false } scalar)
            {
                mistakes.Add(item.Mistake($"An item of '{name}' is {item.Kind}.", "Each must be a single value."));
            }
            else if (Trimmed(scalar, $"An item of '{name}'", lengthMax) is { } trimmed)
            {
                if (seen.Add(trimmed.Text))
                {
                    texts.Add(trimmed);
                }
                else
                {
                    mistakes.Add(trimmed.Mistake($"{trimmed.Kind} is in '{name}' twice.", "Keep one."));
                }
            }
        }

        return texts;
    }

    /// <summary>A list of maps, each as fields; empty when absent.</summary>
    public IEnumerable<YamlFields> Maps(string name)
    {
        foreach (var item in Items(name))
        {
            if (item is YamlMap each)
            {
                yield return new YamlFields(each, mistakes);
            }
            else
            {
                mistakes.Add(item.Mistake($"An item of '{name}' is {item.Kind}.", "Each must be a map: key: value."));
            }
        }
    }

    /// <summary>The fields of a map; null when absent or not a map.</summary>
    public YamlFields? Fields(string name)
    {
        switch (Node(name))
        {
            case null: return null;
            case YamlMap each: return new YamlFields(each, mistakes);
            case var other:
                mistakes.Add(other.Mistake($"'{name}' is {other.Kind}.", "It must be a map: key: value."));
                return null;
        }
    }

    /// <summary>Reports every field that was not asked for. Call it last.</summary>
    /// <returns>Whether there was none.</returns>
    public bool NothingElse()
    {
        var nothing = true;
        foreach (var (key, _) in map.Entries.Values)
        {
            if (!taken.Contains(key.Text))
            {
                var meant = Nearest.To(key.Text, taken.Where(name => !map.Entries.ContainsKey(name)));
                var allowed = $"Allowed: {string.Join(", ", taken.Order(StringComparer.Ordinal))}.";
                mistakes.Add(key.Mistake($"{key.Kind} is not known here.", meant is null ? allowed : $"Did you mean '{meant}'? {allowed}"));
                nothing = false;
            }
        }

        return nothing;
    }

    private static DateOnly? DayOf(string text) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    private YamlScalar? Ruled(YamlScalar? code, string what, CodeRule rule)
    {
        if (code is not null)
        {
            rule.Holds(code, what, mistakes);
        }

        return code;
    }

    private YamlScalar? Trimmed(YamlScalar scalar, string what, int lengthMax)
    {
        var trimmed = scalar.Text.Trim();
        if (trimmed.Length is 0)
        {
            mistakes.Add(scalar.Mistake($"{what} is blank.", "Write a value, or leave it out."));
            return null;
        }

        if (trimmed.Length > lengthMax)
        {
            mistakes.Add(scalar.Mistake($"{what} has {trimmed.Length} characters.", $"At most {lengthMax}."));
            return null;
        }

        return scalar with { Text = trimmed };
    }
}
