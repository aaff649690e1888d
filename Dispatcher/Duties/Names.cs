namespace TaskManager.Dispatcher.Duties;

/// <summary>The names of one kind of thing: where each was defined, and who refers to it.</summary>
internal sealed class Names(string kind, string whose, ICollection<Mistake> mistakes)
{
    private const int ListedMax = 12;

    /// <summary>Looking for the nearest of 10,000 names takes a millisecond or so; a file full of wrong ones must not take minutes.</summary>
    private const int NearestMax = 100;

    private readonly Dictionary<string, YamlScalar> defined = [];
    private readonly List<YamlScalar> references = [];

    /// <summary>A thing had no name to be known by, so that a reference to it cannot be told from a wrong one.</summary>
    private bool hasNameless;

    /// <summary>What the messages call several of the things.</summary>
    public string Plural { get; init; } = kind + "s";

    /// <summary>Defines a name, reporting it when it was defined before. Null: the thing's own name is missing, and reported.</summary>
    public void Define(YamlScalar? name)
    {
        if (name is null)
        {
            hasNameless = true;
        }
        else if (!defined.TryAdd(name.Text, name))
        {
            var first = defined[name.Text];
            mistakes.Add(name.Mistake($"There are two {Plural} {name.Kind}.", $"Give one another name; the first is at {first.File}:{first.Line}:{first.Column}."));
        }
    }

    /// <summary>Defines names that may be defined any number of times.</summary>
    public void DefineAgain(IEnumerable<YamlScalar> names)
    {
        foreach (var name in names)
        {
            defined.TryAdd(name.Text, name);
        }
    }

    public void Refer(params IEnumerable<YamlScalar?> names) => references.AddRange(names.OfType<YamlScalar>());

    /// <summary>Reports every reference to a name that nobody defined.</summary>
    public void CheckReferences()
    {
        if (hasNameless)
        {
            return;
        }

        var searches = 0;
        foreach (var reference in references.Where(reference => !defined.ContainsKey(reference.Text)))
        {
            var meant = searches++ < NearestMax ? Nearest.To(reference.Text, defined.Keys) : null;
            var known = defined.Count is > 0 and <= ListedMax ? $": {string.Join(", ", defined.Keys.Order(StringComparer.Ordinal))}" : "";
            mistakes.Add(reference.Mistake(
                $"There is no {kind} {reference.Kind}.",
                (meant is null ? "" : $"Did you mean '{meant}'? ") + $"Name a {kind} of {whose}{known}."));
        }
    }
}
