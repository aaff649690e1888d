using System.Globalization;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Takes the fields of one map, collecting every mistake instead of stopping at the first. Fields nobody took are
/// unknown: <see cref="NothingElse"/> reports them with the names that would have been right.
/// </summary>
public sealed class YamlFields(YamlMap map, ICollection<Mistake> mistakes)
{
    private readonly HashSet<string> taken = [];

    public YamlMap Map => map;

    /// <summary>The field's node; null when absent.</summary>
    public YamlNode? Node(string name)
    {
        taken.Add(name);
        return map.Entries.TryGetValue(name, out var entry) && entry.Value is not YamlScalar { IsAbsent: true } ? entry.Value : null;
    }

    /// <summary>Text of at most <paramref name="lengthMax"/> characters; null when absent.</summary>
    public string? Text(string name, int lengthMax = 200)
    {
        switch (Node(name))
        {
            case null:
                return null;
            case YamlScalar { Text: var text } scalar when text.Trim() is var trimmed:
                if (trimmed.Length is 0)
                {
                    mistakes.Add(scalar.Mistake($"'{name}' is blank.", "Write a value, or leave the key out."));
                    return null;
                }

                if (trimmed.Length > lengthMax)
                {
                    mistakes.Add(scalar.Mistake($"'{name}' has {trimmed.Length} characters.", $"At most {lengthMax}."));
                    return null;
                }

                return trimmed;
            case var other:
                mistakes.Add(other.Mistake($"'{name}' is {other.Kind}.", "It must be a single value."));
                return null;
        }
    }

    /// <summary>Text that must be there; reports its absence and returns null.</summary>
    public string? Required(string name, int lengthMax = 200)
    {
        if (Node(name) is null)
        {
            mistakes.Add(map.Mistake($"'{name}' is missing.", $"Add {name}: …"));
            return null;
        }

        return Text(name, lengthMax);
    }

    /// <summary>A whole number in a range; null when absent or wrong.</summary>
    public int? Whole(string name, int min, int max)
    {
        if (Text(name) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max)
        {
            return number;
        }

        mistakes.Add(Node(name)!.Mistake($"'{name}' is '{text}'.", $"A whole number from {min} to {max}."));
        return null;
    }

    /// <summary>true or false; null when absent or wrong.</summary>
    public bool? YesNo(string name)
    {
        switch (Text(name))
        {
            case null: return null;
            case "true": return true;
            case "false": return false;
            case var text:
                mistakes.Add(Node(name)!.Mistake($"'{name}' is '{text}'.", "true or false."));
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

    /// <summary>A list of single values, each with its place; empty when absent.</summary>
    public IReadOnlyList<YamlScalar> Texts(string name)
    {
        var texts = new List<YamlScalar>();
        foreach (var item in Items(name))
        {
            if (item is YamlScalar { IsAbsent: false } scalar)
            {
                texts.Add(scalar);
            }
            else
            {
                mistakes.Add(item.Mistake($"An item of '{name}' is {item.Kind}.", "Each must be a single value."));
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

    /// <summary>Reports every field that was not asked for.</summary>
    public void NothingElse()
    {
        foreach (var (key, _) in map.Entries.Values)
        {
            if (!taken.Contains(key.Text))
            {
                mistakes.Add(key.Mistake($"'{key.Text}' is not known here.", $"Allowed: {string.Join(", ", taken.Order())}."));
            }
        }
    }
}
