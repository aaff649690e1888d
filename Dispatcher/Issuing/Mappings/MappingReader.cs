using System.Text;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>Reads a mapping, telling every mistake at once with its place. docs/mappings.md is the guide to write one.</summary>
public static class MappingReader
{
    /// <summary>Reads a mapping file.</summary>
    /// <returns>The mapping; null after adding what is wrong to <paramref name="mistakes"/>.</returns>
    public static Mapping? Read(string path, ICollection<Mistake> mistakes, MappingUse use = MappingUse.History)
    {
        var before = mistakes.Count;
        try
        {
            return From(YamlFile.Read(path, path, mistakes), mistakes, before, use);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            mistakes.Add(new Mistake(path, 1, 1, "The mapping cannot be read.", e.Message));
            return null;
        }
    }

    /// <summary>Reads a mapping from memory; see <see cref="Read"/>.</summary>
    public static Mapping? Parse(ReadOnlySpan<byte> bytes, string shownAs, ICollection<Mistake> mistakes, MappingUse use = MappingUse.History)
    {
        var before = mistakes.Count;
        return From(YamlFile.Parse(bytes, shownAs, mistakes), mistakes, before, use);
    }

    private static Mapping? From(YamlMap? map, ICollection<Mistake> mistakes, int before, MappingUse use)
    {
        var mapping = map is null ? null : new Reading(new YamlFields(map, mistakes), mistakes, use).Mapping();
        return mistakes.Count == before ? mapping : null;
    }

    private sealed class Reading(YamlFields fields, ICollection<Mistake> mistakes, MappingUse use)
    {
        /// <summary>The mapping as far as it can be read; only good when no mistake was added.</summary>
        public Mapping Mapping()
        {
            var source = Source();
            var columns = Columns();
            var mapping = new Mapping(source, fields.Text("city") ?? source, Zone(), Dates(columns), columns)
            {
                Encoding = OneOf("encoding", Encodings, Encoding.UTF8),
                Separator = OneOf("separator", Separators, ','),
                Statuses = Statuses(columns),
                Automatic = Automatic(),
                Defaults = Defaults(columns),
                Duties = Names("duties"),
                Units = Names("units"),
                Channels = Names("channels"),
                Parameters = Names("parameters"),
            };
            fields.NothingElse();
            return mapping;
        }

        private static readonly Dictionary<string, Encoding> Encodings = new(StringComparer.OrdinalIgnoreCase)
        {
            ["utf-8"] = Encoding.UTF8,

            // GB18030 contains GBK and GB2312, so one decoder reads all that call themselves one of the three.
            ["gb18030"] = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!, // null only for names the provider does not list
        };

        private static readonly Dictionary<string, char> Separators = new(StringComparer.OrdinalIgnoreCase)
        {
            ["comma"] = ',',
            ["semicolon"] = ';',
            ["tab"] = '\t',
            ["bar"] = '|',
        };

        private string Source()
        {
            const int lengthMax = 50;
            if (fields.Required("source", lengthMax) is not { } source)
            {
                return "";
            }

            if (!source.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_' or '.') || !char.IsAsciiLetter(source[0]))
            {
                Wrong("source", $"'source' is '{source}'.", "A small letter, then small letters, digits, '-', '_' or '.'.");
            }
            else if (source is "api")
            {
                Wrong("source", "'source' is 'api', which names the matters that come in by the API.", "Choose another name.");
            }

            return source;
        }

        private TimeZoneInfo Zone()
        {
            // The shape is looked at first: on Linux the name becomes part of a path.
            if (fields.Required("zone") is not { } name)
            {
                return TimeZoneInfo.Utc;
            }

            if (name.All(c => char.IsAsciiLetterOrDigit(c) || c is '/' or '_' or '-' or '+')
                && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
            {
                return zone;
            }

            Wrong("zone", $"'zone' is '{name}', which is not known.", "A name of the time zone database, for example Asia/Shanghai, America/New_York or UTC.");
            return TimeZoneInfo.Utc;
        }

        private List<string> Dates(CaseColumns columns)
        {
            var formats = new List<string>();
            foreach (var format in fields.Texts("dates"))
            {
                if (DateFormat.Problem(format.Text) is { } problem)
                {
                    mistakes.Add(format.Mistake($"The date format '{format.Text}' cannot be used: {problem.What}", problem.Allowed));
                }
                else
                {
                    formats.Add(format.Text);
                }
            }

            var timed = use is MappingUse.History || (columns.Opened ?? columns.Closed ?? columns.Deadline) is not null;
            if (timed && fields.Node("dates") is null or YamlList { Items.Count: 0 })
            {
                fields.Missing("dates", "Add dates: [\"yyyy-MM-dd HH:mm:ss\"], or how the file writes its times.");
            }

            return formats;
        }

        private CaseColumns Columns()
        {
            if (fields.Fields("columns") is not { } columns)
            {
                if (fields.Node("columns") is null)
                {
                    fields.Missing("columns", "Add columns: { id: …, opened: …, duty: … }.");
                }

                return new CaseColumns();
            }

            var named = new CaseColumns
            {
                Id = use is MappingUse.History ? columns.Required("id") : columns.Text("id"),
                Opened = use is MappingUse.History ? columns.Required("opened") : columns.Text("opened"),
                Closed = columns.Text("closed"),
                Deadline = columns.Text("deadline"),
                Status = columns.Text("status"),
                Duty = columns.Text("duty"),
                Unit = columns.Text("unit"),
                Member = columns.Text("member"),
                Channel = columns.Text("channel"),
                Place = columns.Text("place"),
                Grid = columns.Text("grid"),
                Latitude = columns.Text("latitude"),
                Longitude = columns.Text("longitude"),
                Subject = columns.Text("subject"),
            };
            columns.NothingElse();
            if (named.Latitude is null != named.Longitude is null)
            {
                var there = named.Latitude is null ? "longitude" : "latitude";
                mistakes.Add(columns.Node(there)!.Mistake($"'{there}' stands alone.", "Name both latitude and longitude, or neither."));
            }

            return named;
        }

        private Dictionary<string, CaseStatus> Statuses(CaseColumns columns)
        {
            var statuses = new Dictionary<string, CaseStatus>(StringComparer.OrdinalIgnoreCase);
            if (fields.Fields("status") is not { } meanings)
            {
                if (columns.Status is not null && fields.Node("status") is null)
                {
                    fields.Missing("status", "The columns name one, so add status: { open: […], closed: […], cancelled: […] }.");
                }

                return statuses;
            }

            if (columns.Status is null)
            {
                mistakes.Add(meanings.Map.Mistake("'status' lists values, but columns names no status column.", "Add it under columns, or leave status out."));
            }

            foreach (var (key, meaning) in ((string, CaseStatus)[])[("open", CaseStatus.Open), ("closed", CaseStatus.Closed), ("cancelled", CaseStatus.Cancelled)])
            {
                foreach (var value in meanings.Texts(key))
                {
                    if (!statuses.TryAdd(value.Text, meaning))
                    {
                        mistakes.Add(value.Mistake($"The status '{value.Text}' is listed twice (case does not matter).", "Give each status one meaning."));
                    }
                }
            }

            meanings.NothingElse();
            return statuses;
        }

        private AutomaticRule? Automatic()
        {
            if (fields.Fields("automatic") is not { } rule)
            {
                return null;
            }

            var column = rule.Required("column");
            var contains = rule.Texts("contains");
            var equalTo = rule.Texts("equals");
            rule.NothingElse();
            if (rule.Node("contains") is null && rule.Node("equals") is null)
            {
                mistakes.Add(rule.Map.Mistake("'automatic' names no values.", "Add contains: […] or equals: […]."));
            }

            return column is null ? null : new AutomaticRule(column, [.. contains.Select(part => part.Text)], [.. equalTo.Select(value => value.Text)]);
        }

        private CaseDefaults Defaults(CaseColumns columns)
        {
            var defaults = fields.Fields("defaults");
            var read = new CaseDefaults(defaults?.Text("duty"), defaults?.Text("unit"), defaults?.Text("channel"));
            defaults?.NothingElse();
            if (columns.Duty is null && read.Duty is null && fields.Node("columns") is YamlMap at)
            {
                mistakes.Add(at.Mistake("No duty is named.", "Add columns: { duty: … }, or defaults: { duty: … } when all rows belong to one."));
            }

            return read;
        }

        /// <summary>A map of names to names: translations, parameters.</summary>
        private Dictionary<string, string> Names(string key)
        {
            var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
            if (fields.Fields(key) is not { } map)
            {
                return names;
            }

            foreach (var (name, _) in map.Map.Entries.Values)
            {
                if (name.Text.Trim() is not { Length: > 0 } text)
                {
                    mistakes.Add(name.Mistake($"A key of '{key}' is blank.", "Write the value as it stands in the file."));
                }
                else if (map.Text(name.Text) is not { } value)
                {
                    if (map.Node(name.Text) is null)
                    {
                        mistakes.Add(name.Mistake($"'{text}' has no value.", "Write one, or leave the line out."));
                    }
                }
                else if (!names.TryAdd(text, value))
                {
                    mistakes.Add(name.Mistake($"'{text}' is given twice under '{key}' (case does not matter).", "Keep one."));
                }
            }

            return names;
        }

        private T OneOf<T>(string key, Dictionary<string, T> allowed, T otherwise)
        {
            if (fields.Text(key) is not { } text)
            {
                return otherwise;
            }

            if (allowed.TryGetValue(text, out var value))
            {
                return value;
            }

            Wrong(key, $"'{key}' is '{text}'.", $"One of {string.Join(", ", allowed.Keys)}.");
            return otherwise;
        }

        private void Wrong(string key, string what, string allowed) => mistakes.Add(fields.Node(key)!.Mistake(what, allowed)); // its text was just read
    }
}
