using System.Text.Json;
using System.Text.RegularExpressions;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>
/// 个人信息: what tells who a person is. Whoever works on a task sees it plainly; whoever oversees sees it masked, and plainly for a while
/// after asking for it with a reason, which the journal keeps (<see cref="Revealing"/>).
/// </summary>
public static partial class PersonalData
{
    /// <summary>How long what was revealed to somebody stays so.</summary>
    public static readonly TimeSpan RevealedFor = TimeSpan.FromMinutes(15);

    /// <summary>Kind of the journal row that says that somebody looked.</summary>
    public const string Revealed = "revealed";

    /// <summary>As many stars whatever was there, so that its length tells nothing.</summary>
    private const string Stars = "＊＊";

    /// <summary>Digits left of a number of a person: at the beginning and at the end.</summary>
    private const int DigitsBefore = 3;
    private const int DigitsAfter = 2;

    /// <summary>Whether the caller sees a task's personal data as it is.</summary>
    /// <param name="caller">Who may see the task.</param>
    /// <param name="journal">The task's rows.</param>
    /// <param name="now">The instant.</param>
    public static bool IsPlainFor(Caller caller, IReadOnlyList<JournalRow> journal, DateTimeOffset now) =>
        caller.Member is not null || journal.Any(row => row.Kind is Revealed && row.Actor == caller.Owner && row.At > now - RevealedFor);

    /// <summary>Codes of the duties whose matters are about a person: their subjects are not searched for whoever sees them masked.</summary>
    public static IEnumerable<string> DutiesAbout(IEnumerable<Duty> duties) => duties.Where(duty => duty.Personal?.Contains("subject") is true).Select(duty => duty.Code).Distinct();

    /// <summary>The story as whoever oversees sees it.</summary>
    /// <param name="story">The story as it is.</param>
    /// <param name="duties">The duty in the version the task was issued under, and in the one in force: what either calls personal is.</param>
    public static TaskStory Masked(TaskStory story, params IEnumerable<Duty> duties)
    {
        var masked = Masked(story, duties.SelectMany(duty => duty.Personal ?? []).ToHashSet());
        return masked with { IsMasked = masked.Photos.Count < story.Photos.Count || !Texts(masked).SequenceEqual(Texts(story)) };
    }

    private static TaskStory Masked(TaskStory story, HashSet<string> personal) => story with
    {
        Matter = story.Matter is { } matter
            ? matter with
            {
                Subject = Field(personal, "subject", matter.Subject),
                Place = matter.Place is { } place ? Field(personal, "place", place) : null,
                Parameters = matter.Parameters.ToDictionary(each => each.Key, each => Field(personal, each.Key, each.Value)),
            }
            : null,
        Feedback = story.Feedback.Select(each => each with
        {
            Note = Text(each.Note),
            Evidence = each.Evidence.ToDictionary(field => field.Key, field => Field(personal, field.Key, field.Value)),
        }).ToList(),
        Journal = story.Journal.Select(Row).ToList(),
        Photos = personal.Count is 0 ? story.Photos : [],
    };

    private static IEnumerable<string?> Texts(TaskStory story) =>
    [
        story.Matter?.Subject, story.Matter?.Place, .. story.Matter?.Parameters.Values ?? [],
        .. story.Feedback.SelectMany(each => each.Evidence.Values.Prepend(each.Note)), .. story.Journal.Select(row => row.ReadFacts().Note),
    ];

    /// <summary>Numbers of persons (identity cards, mobile and fixed telephones) within a text, masked.</summary>
    public static string Text(string text) => PersonalNumber().Replace(text, found => $"{found.Value[..DigitsBefore]}{Stars}{found.Value[^DigitsAfter..]}");

    /// <summary>A value that as a whole tells who somebody is: its first character is left.</summary>
    public static string Whole(string value) => value.Length is 0 ? value : $"{char.ConvertFromUtf32(char.ConvertToUtf32(value, 0))}{Stars}";

    private static string Field(HashSet<string> personal, string name, string value) => personal.Contains(name) ? Whole(value) : Text(value);

    /// <summary>The row with its note masked and without its salt. Its hash stays that of the row as it was written.</summary>
    private static JournalRow Row(JournalRow row) => row.ReadFacts() is { Note: { } note } facts
        ? new JournalRow
        {
            Seq = row.Seq,
            TaskId = row.TaskId,
            Kind = row.Kind,
            Path = row.Path,
            At = row.At,
            RecordedAt = row.RecordedAt,
            Actor = row.Actor,
            Facts = JsonSerializer.Serialize(facts with { Note = Text(note), Salt = null }, JournalJson.Readable.JournalFacts),
            Hash = row.Hash,
        }
        : row;

    // 18 or 15 digits of an identity card, a mobile number with or without the country's and gaps, a fixed line with its area.
    [GeneratedRegex(@"(?<![0-9A-Za-z])(?:[0-9]{17}[0-9Xx]|[0-9]{15}|(?:86)?1[3-9][0-9](?:[ -]?[0-9]{4}){2}|0[0-9]{2,3}-[0-9]{7,8})(?![0-9A-Za-z])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PersonalNumber();
}
