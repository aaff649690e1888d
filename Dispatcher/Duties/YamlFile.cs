using System.Buffers;
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

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads one document. A map may come back although mistakes were added (a key given twice, a character that cannot be
    /// stored), so that the rest of the file is checked too: judge by the mistakes, not by the map.
    /// </summary>
    /// <returns>The document's map, or null when there is none; then a mistake says why.</returns>
    public static YamlMap? Read(string path, string shownAs, ICollection<Mistake> mistakes)
    {
        var bytes = ArrayPool<byte>.Shared.Rent(BytesMax + 1);
        try
        {
            // Read up to the limit instead of asking for the length first: a link or a growing file lies about it.
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var length = file.ReadAtLeast(bytes.AsSpan(0, BytesMax + 1), BytesMax + 1, throwOnEndOfStream: false);
            return Parse(bytes.AsSpan(0, length), shownAs, mistakes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, $"The file cannot be read ({e.GetType().Name}).", "See that it exists and that this account may read it."));
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    /// <summary>Reads one document from memory; see <see cref="Read"/>.</summary>
    public static YamlMap? Parse(ReadOnlySpan<byte> bytes, string shownAs, ICollection<Mistake> mistakes)
    {
        if (bytes.Length > BytesMax)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, "The file is too large.", FormattableString.Invariant($"At most {BytesMax:N0} bytes; split it into several files.")));
            return null;
        }

        string text;
        try
        {
            text = StrictUtf8.GetString(bytes).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException e)
        {
            var (line, column) = PlaceOf(bytes[..Math.Clamp(e.Index, 0, bytes.Length)]);
            mistakes.Add(new Mistake(shownAs, line, column, "This is not valid UTF-8.", "Save the file as UTF-8."));
            return null;
        }

        var parser = new Parser(new StringReader(text));
        try
        {
            return new Reading(parser, shownAs, mistakes).Document();
        }
        catch (YamlException e)
        {
            var (line, column) = IndentedByTab(e, text) ?? ((int)e.Start.Line, (int)e.Start.Column);
            mistakes.Add(new Mistake(shownAs, line, column, $"This is not YAML: {FirstSentence(e.Message)}", "See docs/catalogues.md, or docs/mappings.md for a mapping."));
            return null;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or FormatException or OverflowException)
        {
            // The parser has corners that throw its own slips (an index, an empty stack); a bracket left open is one of them.
            // The last piece it made sense of is the best clue.
            var (line, column) = ((int?)parser.Current?.Start.Line ?? 1, (int?)parser.Current?.Start.Column ?? 1);
            mistakes.Add(new Mistake(shownAs, line, column, "This is not YAML: what follows from here makes no sense.", "Look for a bracket or quotation mark left open."));
            return null;
        }
    }

    private static string FirstSentence(string message)
    {
        var colon = message.LastIndexOf("): ", StringComparison.Ordinal);
        return (colon >= 0 ? message[(colon + 3)..] : message).TrimEnd('.') + ".";
    }

    /// <summary>The parser reports a tab in the indentation where the map or text around it starts, lines above: say where the tab is.</summary>
    private static (int Line, int Column)? IndentedByTab(YamlException e, string text)
    {
        if (!e.Message.Contains(" tab ", StringComparison.Ordinal))
        {
            return null;
        }

        var line = 1;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            var indent = each.Length - each.TrimStart(" \t").Length;
            if (line >= e.Start.Line && each[..indent].IndexOf('\t') is >= 0 and var at)
            {
                return (line, at + 1);
            }

            line++;
        }

        return null;
    }

    private static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> before)
    {
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return (before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
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
                YamlScalar { IsAbsent: true } => Wrong(new Mark(0, 1, 1), "The file is empty.", "Write a map of named lists."),
                _ => Wrong(new Mark(0, node.Line, node.Column), $"The file holds {node.Kind}.", "At the top it must be a map: key: value."),
            };
        }

        private YamlNode Node(int depth)
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
                if (Unstorable(scalar.Value) is { } character)
                {
                    Wrong(scalar.Start, $"The text holds the character U+{(int)character:X4}, which cannot be stored or shown.", "Leave it out.");
                }

                return new YamlScalar(file, (int)scalar.Start.Line, (int)scalar.Start.Column, scalar.Value, scalar.Style is not ScalarStyle.Plain);
            }

            if (parser.TryConsume<SequenceStart>(out var list))
            {
                var items = new List<YamlNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Node(depth + 1));
                }

                return new YamlList(file, (int)list.Start.Line, (int)list.Start.Column, items);
            }

            var start = parser.Consume<MappingStart>();
            var entries = new Dictionary<string, (YamlScalar Key, YamlNode Value)>();
            while (!parser.TryConsume<MappingEnd>(out _))
            {
                var keyEvent = parser.Current!;
                if (Node(depth + 1) is not YamlScalar key)
                {
                    throw Stop(keyEvent, "a key is a list or a map", "a key must be plain text");
                }

                if (!entries.TryAdd(key.Text, (key, Node(depth + 1))))
                {
                    Wrong(new Mark(0, key.Line, key.Column), $"{key.Kind} is given twice in this map, first at line {entries[key.Text].Key.Line}.", "Keep one.");
                }
            }

            return new YamlMap(file, (int)start.Start.Line, (int)start.Start.Column, entries);
        }

        private YamlMap? Wrong(Mark at, string what, string allowed)
        {
            mistakes.Add(new Mistake(file, (int)at.Line, (int)at.Column, what, allowed));
            return null;
        }

        /// <summary>A control character other than line break and tab, or half a surrogate pair: a database or a browser refuses them.</summary>
        private static char? Unstorable(string text)
        {
            for (var i = 0; i < text.Length; i++)
            {
                if (char.IsSurrogatePair(text, i))
                {
                    i++;
                }
                else if ((char.IsControl(text[i]) && text[i] is not ('\n' or '\r' or '\t')) || char.IsSurrogate(text[i]))
                {
                    return text[i];
                }
            }

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
    public override string Kind => IsAbsent ? "empty" : Duties.Mistake.Quote(Text);

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
