using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Reads a YAML file that somebody else wrote into nodes that know their place. The events are scanned before anything
/// is built: the library's own node builder overflows its stack on deep nesting and expands alias bombs.
/// </summary>
public static class YamlFile
{
    /// <summary>Largest file, bytes.</summary>
    public const int BytesMax = 256 * 1024;

    /// <summary>Deepest nesting of lists and maps.</summary>
    public const int DepthMax = 32;

    /// <summary>Reads one document.</summary>
    /// <returns>The document's map, or null after adding what is wrong to <paramref name="mistakes"/>.</returns>
    public static YamlMap? Read(string path, string shownAs, ICollection<Mistake> mistakes)
    {
        var length = new FileInfo(path).Length;
        if (length > BytesMax)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, $"The file has {length:N0} bytes.", $"At most {BytesMax:N0}; split it into several files."));
            return null;
        }

        return Parse(File.ReadAllBytes(path), shownAs, mistakes);
    }

    /// <summary>Reads one document from memory; see <see cref="Read"/>.</summary>
    public static YamlMap? Parse(ReadOnlySpan<byte> bytes, string shownAs, ICollection<Mistake> mistakes)
    {
        if (bytes.Length > BytesMax)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, $"The file has {bytes.Length:N0} bytes.", $"At most {BytesMax:N0}; split it into several files."));
            return null;
        }

        string text;
        try
        {
            text = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, "The file is not valid UTF-8.", "Save it as UTF-8."));
            return null;
        }

        var before = mistakes.Count;
        try
        {
            var root = new Reading(new Parser(new StringReader(text)), shownAs, mistakes).Document();
            return mistakes.Count > before ? null : root;
        }
        catch (YamlException e)
        {
            mistakes.Add(new Mistake(shownAs, (int)e.Start.Line, (int)e.Start.Column, $"This is not YAML: {FirstSentence(e.Message)}", "See docs/catalogues.md for the layout."));
            return null;
        }
    }

    private static string FirstSentence(string message)
    {
        var colon = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (colon >= 0 ? message[(colon + 3)..] : message).TrimEnd('.') + ".";
    }

    private sealed class Reading(IParser parser, string file, ICollection<Mistake> mistakes)
    {
        public YamlMap? Document()
        {
            parser.Consume<StreamStart>();
            if (parser.TryConsume<StreamEnd>(out _))
            {
                return Wrong(new Mark(0, 1, 1), "The file is empty.", "Write a map of named lists.");
            }

            parser.Consume<DocumentStart>();
            var node = Node(1);
            parser.Consume<DocumentEnd>();
            if (!parser.TryConsume<StreamEnd>(out _))
            {
                return Wrong(parser.Current!.Start, "A second document starts here.", "One document a file.");
            }

            return node switch
            {
                YamlMap map => map,
                null => null,
                _ => Wrong(new Mark(0, node.Line, node.Column), $"The file holds {node.Kind}.", "At the top it must be a map: key: value."),
            };
        }

        private YamlNode? Node(int depth)
        {
            switch (parser.Current)
            {
                case AnchorAlias alias:
                    throw Stop(alias, "aliases (*name) are not allowed", "write the value out");
                case NodeEvent { Anchor.IsEmpty: false } anchored:
                    throw Stop(anchored, "anchors (&name) are not allowed", "write the value out");
                case NodeEvent { Tag: { IsEmpty: false, IsNonSpecific: false } } tagged:
                    throw Stop(tagged, "tags (!type) are not allowed", "leave the tag out");
            }

            if (depth > DepthMax)
            {
                throw Stop(parser.Current!, $"nested deeper than {DepthMax} levels", "flatten it");
            }

            if (parser.TryConsume<Scalar>(out var scalar))
            {
                return new YamlScalar(file, (int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style is not ScalarStyle.Plain);
            }

            if (parser.TryConsume<SequenceStart>(out var list))
            {
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    if (Node(depth + 1) is { } item)
                    {
                        items.Add(item);
                    }
                }

                return new YamlList(file, (int)list.Start.Line, (int)list.Start.Column, items);
            }

            var start = parser.Consume<MappingStart>();
            var entries = new Dictionary<string, (YamlScalar Key, YamlNode Value)>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                if (Node(depth + 1) is not YamlScalar key)
                {
                    throw Stop(parser.Current!, "a key is a list or a map", "a key must be plain text");
                }

                if (Node(depth + 1) is { } value && !entries.TryAdd(key.Text, (key, value)))
                {
                    Wrong(new Mark(0, key.Line, key.Column), $"'{key.Text}' is given twice in this map.", "Keep one.");
                }
            }

            return new YamlMap(file, (int)start.Start.Line, (int)start.Start.Column, entries);
        }

        private YamlMap? Wrong(Mark at, string what, string allowed)
        {
            mistakes.Add(new Mistake(file, (int)at.Line, (int)at.Column, what, allowed));
            return null;
        }

        private static YamlException Stop(ParsingEvent at, string what, string allowed) =>
            new(at.Start, at.End, $"{what}; {allowed}");
    }
}

/// <summary>A piece of a YAML file that knows its place. Lines and columns count from 1.</summary>
public abstract record YamlNode(string File, int Line, int Column)
{
    public abstract string Kind { get; }

    public Mistake Mistake(string what, string allowed) => new(File, Line, Column, what, allowed);
}

/// <summary>A single value. Unquoted empty text, <c>~</c> and <c>null</c> mean absent.</summary>
public sealed record YamlScalar(string File, int Line, int Column, string Text, bool Quoted) : YamlNode(File, Line, Column)
{
    public override string Kind => $"'{Text}'";

    public bool IsAbsent => !Quoted && Text is "" or "~" or "null";
}

public sealed record YamlList(string File, int Line, int Column, IReadOnlyList<YamlNode> Items) : YamlNode(File, Line, Column)
{
    public override string Kind => "a list";
}

public sealed record YamlMap(string File, int Line, int Column, IReadOnlyDictionary<string, (YamlScalar Key, YamlNode Value)> Entries) : YamlNode(File, Line, Column)
{
    public override string Kind => "a map";
}
