using System.Text.RegularExpressions;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>A point in time of a filter, as it stands in the address and as it is meant.</summary>
/// <param name="Text">A day by the city's calendar, <c>2026-11-22</c>, or an instant with its offset.</param>
/// <param name="At">The instant; of a day its beginning, where a range ends with it the beginning of the next.</param>
public readonly record struct Moment(string Text, DateTimeOffset At);

/// <summary>Which tasks to list. Null: any. <see cref="FilterText"/> reads it from an address and writes it into one.</summary>
public sealed partial record TaskFilter
{
    public const int LimitMax = 200;

    public const string Open = "open";

    /// <summary>State by name; <c>open</c> for every state that is neither closed nor cancelled.</summary>
    public string? State { get; init; }

    public string? Duty { get; init; }

    /// <summary>The unit and everything below it.</summary>
    public string? Unit { get; init; }

    public string? Member { get; init; }

    /// <summary>The grid and everything within it.</summary>
    public string? Grid { get; init; }

    /// <summary>How the request came in.</summary>
    public string? Channel { get; init; }

    /// <summary>Issued at this instant or later.</summary>
    public Moment? IssuedFrom { get; init; }

    /// <summary>Issued before this instant.</summary>
    public Moment? IssuedTo { get; init; }

    /// <summary>Closed at this instant or later.</summary>
    public Moment? ClosedFrom { get; init; }

    /// <summary>Closed before this instant.</summary>
    public Moment? ClosedTo { get; init; }

    /// <summary>Has a deadline at this instant or later.</summary>
    public Moment? DueFrom { get; init; }

    /// <summary>Has a deadline before this instant.</summary>
    public Moment? DueBefore { get; init; }

    /// <summary>Open, and its deadline has passed.</summary>
    public bool Overdue { get; init; }

    /// <summary>Closed by automatic feedback, or by a person.</summary>
    public bool? Automatic { get; init; }

    /// <summary>True: closed by its deadline. False: its deadline passed before it was closed, if it ever was.</summary>
    public bool? OnTime { get; init; }

    /// <summary>A task's number or the beginning of one, or words that its subject holds.</summary>
    public string? Q { get; init; }

    /// <summary>Number of the last task of the page before; see <see cref="TaskPage.Next"/>.</summary>
    public string? After { get; init; }

    /// <summary>1–200, default 50.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Nothing is asked for but a place in the list.</summary>
    public bool IsEmpty => this == new TaskFilter { After = After, Limit = Limit };

    /// <summary>What <see cref="Q"/> asks for when it is a task's number or the beginning of one; else null.</summary>
    public string? NumberBeginning => Q is { } q && NumberStart().IsMatch(q) ? q.ToUpperInvariant() : null;

    /// <summary>The words of <see cref="Q"/> otherwise, in small letters.</summary>
    public IReadOnlyList<string> Words => Q is null || NumberBeginning is not null ? [] : Q.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Distinct().ToList();

    public static bool IsNumber(string text) => TaskNumber().IsMatch(text);

    [GeneratedRegex(@"^RW[0-9]{8}-[0-9]{6,12}$", RegexOptions.None, matchTimeoutMilliseconds: 100)]
    private static partial Regex TaskNumber();

    [GeneratedRegex(@"^RW[0-9]{4,8}(-[0-9]{0,12})?$", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex NumberStart();
}
