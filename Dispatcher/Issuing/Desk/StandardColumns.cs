using System.Text;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>
/// The columns of a file that needs no mapping: those of the form, in Chinese or English, in any order. Every further column whose name is
/// that of a value which duties' checks ask about is taken too; all others are passed over.
/// </summary>
public static class StandardColumns
{
    private static readonly IReadOnlyList<(string Field, string Chinese, string English)> Columns =
    [
        ("id", "编号", "id"), ("duty", "职责", "duty"), ("subject", "对象", "subject"), ("grid", "网格", "grid"), ("place", "地点", "place"),
        ("latitude", "纬度", "latitude"), ("longitude", "经度", "longitude"), ("deadline", "期限", "deadline"), ("channel", "渠道", "channel"),
    ];

    /// <summary>Day first where it is written with bars, hour with or without; the zone is the city's.</summary>
    private static readonly IReadOnlyList<string> Dates =
        ["yyyy-MM-dd HH:mm", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss", "yyyy-MM-dd'T'HH:mm:sszzz", "yyyy/M/d H:mm", "yyyy/M/d H:mm:ss", "yyyy-MM-dd", "yyyy/M/d"];

    /// <summary>The header of an empty file to fill in.</summary>
    /// <param name="english">In English; else in Chinese.</param>
    /// <param name="duty">With the values its checks ask about; null: without.</param>
    public static IEnumerable<string> Header(bool english, Duty? duty) =>
        Columns.Select(column => english ? column.English : column.Chinese).Concat(duty is null ? [] : IssueForm.ParametersOf(duty).Select(each => each.Name));

    /// <summary>The mapping that a file's own header makes.</summary>
    /// <param name="start">The first bytes of the file, at least its header.</param>
    /// <param name="source">Who keeps the ids of its rows.</param>
    /// <param name="catalogue">Has the duties, by name, and what their checks ask about.</param>
    public static Mapping Of(ReadOnlySpan<byte> start, string source, Catalogue catalogue)
    {
        var encoding = IsUtf8(start) ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!; // null only for names the provider does not list
        var end = start.IndexOfAny((byte)'\n', (byte)'\r');
        var header = encoding.GetString(end < 0 ? start : start[..end]).TrimStart('\uFEFF');
        var separator = ((char[])[',', '\t', ';', '|']).MaxBy(each => header.Count(c => c == each));
        var names = header.Split(separator).Select(name => name.Trim().Trim('"').Trim()).ToList();
        string? Named(string field)
        {
            var (_, chinese, english) = Columns.First(column => column.Field == field);
            return names.FirstOrDefault(name => name == chinese || name.Equals(english, StringComparison.OrdinalIgnoreCase));
        }

        var asked = catalogue.Duties.SelectMany(IssueForm.ParametersOf).Select(each => each.Name).ToHashSet();
        return new Mapping(source, catalogue.City.Name, catalogue.Zone, Dates, new CaseColumns
        {
            Id = Named("id"),
            Duty = Named("duty") ?? (names.Contains("duty") ? "duty" : "职责"), // where there is none, the header is told to lack it
            Subject = Named("subject"),
            Grid = Named("grid"),
            Place = Named("place"),
            Latitude = Named("latitude"),
            Longitude = Named("longitude"),
            Deadline = Named("deadline"),
            Channel = Named("channel"),
        })
        {
            Encoding = encoding,
            Separator = separator,
            Duties = Names(catalogue),
            Parameters = names.Where(asked.Contains).Distinct().ToDictionary(name => name, name => name),
        };
    }

    /// <summary>Names of duties that only one has → its code.</summary>
    private static Dictionary<string, string> Names(Catalogue catalogue) => catalogue.Duties
        .SelectMany(duty => ((string?[])[duty.Name, duty.NameEn]).OfType<string>().Distinct().Select(name => (Name: name, duty.Code)))
        .GroupBy(each => each.Name, each => each.Code, StringComparer.OrdinalIgnoreCase)
        .Where(each => each.Count() is 1 && catalogue.FindDuty(each.Key) is null)
        .ToDictionary(each => each.Key, each => each.Single());

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);
}
