using System.Collections.Frozen;
using System.Reflection;

namespace TaskManager.Dispatcher.Storage;

/// <summary>
/// The named queries of all slices. A slice's <c>X.sql</c> holds pieces headed <c>-- name: find-tasks</c>; a piece of the
/// same name in <c>X.sqlite.sql</c> takes its place on that database. Names are unique over the whole service.
/// </summary>
/// <remarks>
/// A query that is the same but for where it looks stands there once: it says <c>{by}</c> where pieces headed
/// <c>-- name: by/duty</c> go, and is found as <c>find-tasks/duty</c>, once for each of them. A piece headed
/// <c>-- name: part/wanted</c> is put wherever <c>{wanted}</c> stands.
/// </remarks>
public sealed class SqlTexts
{
    private const string Heading = "-- name: ";
    private const string By = "by/";
    private const string Part = "part/";

    private readonly FrozenDictionary<string, string> texts;

    public SqlTexts(string dialect)
    {
        var common = new Dictionary<string, string>();
        var overriding = new Dictionary<string, string>();
        var assembly = Assembly.GetExecutingAssembly();
        foreach (var resource in assembly.GetManifestResourceNames().Where(name => name.EndsWith(".sql", StringComparison.Ordinal) && !name.Contains("Migrations/", StringComparison.Ordinal)))
        {
            var parts = Path.GetFileName(resource).Split('.');
            if (parts.Length is 2 || parts[1] == dialect)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                Take(resource, reader.ReadToEnd(), parts.Length is 2 ? common : overriding);
            }
        }

        foreach (var (name, text) in overriding)
        {
            common[name] = text;
        }

        texts = Expanded(common).ToFrozenDictionary();
    }

    /// <summary>The text of a query.</summary>
    /// <exception cref="KeyNotFoundException">No slice has a query of that name: a slip in the code.</exception>
    public string this[string name] =>
        texts.TryGetValue(name, out var text) ? text : throw new KeyNotFoundException($"No .sql file has a query headed '{Heading}{name}'.");

    private static Dictionary<string, string> Expanded(Dictionary<string, string> pieces)
    {
        var ways = Named(By);
        var parts = Named(Part);
        var expanded = new Dictionary<string, string>();
        foreach (var (name, text) in pieces.Where(piece => !piece.Key.StartsWith(By, StringComparison.Ordinal) && !piece.Key.StartsWith(Part, StringComparison.Ordinal)))
        {
            if (!text.Contains("{by}", StringComparison.Ordinal))
            {
                expanded[name] = WithParts(text);
                continue;
            }

            foreach (var (way, where) in ways)
            {
                expanded[$"{name}/{way}"] = WithParts(text.Replace("{by}", where, StringComparison.Ordinal));
            }
        }

        return expanded;

        List<(string Name, string Text)> Named(string prefix) =>
            [.. pieces.Where(piece => piece.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(piece => (piece.Key[prefix.Length..], piece.Value))];

        string WithParts(string text) => parts.Aggregate(text, (whole, part) => whole.Replace($"{{{part.Name}}}", part.Text, StringComparison.Ordinal));
    }

    private static void Take(string resource, string file, Dictionary<string, string> into)
    {
        foreach (var piece in ("\n" + file).Split("\n" + Heading).Skip(1))
        {
            var end = piece.IndexOf('\n', StringComparison.Ordinal);
            if (!into.TryAdd(piece[..end].Trim(), piece[(end + 1)..].Trim()))
            {
                throw new InvalidOperationException($"{resource}: the query name '{piece[..end].Trim()}' is already taken.");
            }
        }
    }
}
