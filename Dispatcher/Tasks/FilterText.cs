using System.Globalization;
using System.Text.RegularExpressions;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

/// <summary>One filter that cannot be what it says.</summary>
/// <param name="Name">Its name in the address.</param>
/// <param name="Problem">What is wrong, with the value found.</param>
/// <param name="Remedy">What would be right.</param>
public sealed record FilterError(string Name, Said Problem, Said Remedy);

/// <summary>What came of reading an address.</summary>
/// <param name="Filter">What was understood; what was not is left out.</param>
/// <param name="Errors">What was not; empty when all is well.</param>
public sealed record FilterReading(TaskFilter Filter, IReadOnlyList<FilterError> Errors);

/// <summary>The filters of a list of tasks as they stand in an address: the same for the page and the API.</summary>
public static partial class FilterText
{
    /// <summary>Characters of a text to search for, and of a channel.</summary>
    public const int TextMax = 200;

    /// <summary>Words of a search; each is looked for in every subject.</summary>
    public const int WordsMax = 5;

    /// <summary>Every filter, in the order in which addresses name them.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["q", "state", "duty", "unit", "member", "grid", "channel", "issuedFrom", "issuedTo", "closedFrom", "closedTo", "dueFrom", "dueBefore", "overdue", "automatic", "onTime"];

    /// <summary>Reads the filters. What the caller may not see is as unknown as what is not there.</summary>
    public static FilterReading Read(Func<string, string?> value, Catalogue catalogue, Scope scope)
    {
        var errors = new List<FilterError>();
        var filter = new TaskFilter
        {
            Q = Text("q"),
            State = One("state", [TaskFilter.Open, .. Enum.GetNames<TaskState>()]),
            Duty = Known("duty", "职责事项", "duty", code => catalogue.FindDuty(code) is { } duty && scope.Holds(duty)),
            Unit = Known("unit", "单位", "unit", code => catalogue.FindUnit(code) is not null && scope.Holds(code)),
            Member = Known("member", "党员", "member", code => catalogue.FindMember(code) is { } member && scope.Holds(member.Unit)),
            Grid = Known("grid", "网格", "grid", code => catalogue.FindGrid(code) is { } grid && scope.Holds(grid)),
            Channel = Text("channel"),
            IssuedFrom = When("issuedFrom", 0),
            IssuedTo = When("issuedTo", 1),
            ClosedFrom = When("closedFrom", 0),
            ClosedTo = When("closedTo", 1),
            DueFrom = When("dueFrom", 0),
            DueBefore = When("dueBefore", 0),
            Overdue = One("overdue", ["true"]) is not null,
            Automatic = YesNo("automatic"),
            OnTime = YesNo("onTime"),
            After = Given("after") is { } after && (TaskFilter.IsNumber(after) || Wrong("after", after, "应为上一页给出的 next，原样传入。", "Pass the next of the page before, unchanged.")) ? after : null,
            Limit = Limit(),
        };
        Ordered("issuedFrom", filter.IssuedFrom, "issuedTo", filter.IssuedTo);
        Ordered("closedFrom", filter.ClosedFrom, "closedTo", filter.ClosedTo);
        Ordered("dueFrom", filter.DueFrom, "dueBefore", filter.DueBefore);
        if (filter.Words.Count > WordsMax)
        {
            errors.Add(new FilterError("q", new($"搜索词有 {filter.Words.Count} 个。", $"{filter.Words.Count} words are searched for."), new($"最多 {WordsMax} 个，以空格分开。", $"At most {WordsMax}, separated by blanks.")));
            filter = filter with { Q = null };
        }

        return new FilterReading(filter, errors);

        string? Given(string name) => value(name)?.Trim() is { Length: > 0 } given ? given : null;

        string? Text(string name) =>
            Given(name) is { } text && (text.Length <= TextMax || Wrong(name, $"{text.Length}", $"最多 {TextMax} 个字。", $"At most {TextMax} characters.")) && (!text.Any(char.IsControl) || Wrong(name, "", "不能含控制字符。", "Without control characters.")) ? text : null;

        string? One(string name, IReadOnlyList<string> allowed) =>
            Given(name) is { } text && (allowed.Contains(text) || Wrong(name, text, $"可用：{string.Join("、", allowed)}。", $"{string.Join(", ", allowed)}.")) ? text : null;

        bool? YesNo(string name) => One(name, ["true", "false"]) is { } text ? text is "true" : null;

        string? Known(string name, string chinese, string english, Func<string, bool> isKnown)
        {
            if (Given(name) is not { } code || isKnown(code))
            {
                return Given(name);
            }

            errors.Add(new FilterError(name, new($"没有代码为“{Cut(code)}”的{chinese}。", $"No {english} has the code '{Cut(code)}'."), new("请从列表中选择，或去掉这个条件。", $"Choose one of the list, or leave '{name}' out.")));
            return null;
        }

        Moment? When(string name, int daysMore)
        {
            if (Given(name) is not { } text)
            {
                return null;
            }

            if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1970 and <= 9000)
            {
                return new Moment(text, BeginningOf(day.AddDays(daysMore), catalogue.Zone));
            }

            if (Instant().IsMatch(text) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out var at) && at.UtcDateTime.Year is >= 1970 and <= 9000)
            {
                return new Moment(text, at);
            }

            Wrong(name, text, "写日期（如 2026-11-22），或带时区的时刻（如 2026-11-22T08:00:00+08:00）。", "A day such as 2026-11-22, or an instant with its offset such as 2026-11-22T08:00:00+08:00.");
            return null;
        }

        void Ordered(string fromName, Moment? from, string toName, Moment? to)
        {
            if (from is { } first && to is { } end && first.At >= end.At)
            {
                errors.Add(new FilterError(toName, new($"{toName}“{end.Text}”不晚于 {fromName}“{first.Text}”。", $"{toName} '{end.Text}' is not after {fromName} '{first.Text}'."), new("请对调或去掉一个。", "Swap them, or leave one out.")));
            }
        }

        int Limit()
        {
            if (Given("limit") is not { } text)
            {
                return new TaskFilter().Limit;
            }

            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= TaskFilter.LimitMax)
            {
                return limit;
            }

            Wrong("limit", text, $"1 到 {TaskFilter.LimitMax}。", $"1 to {TaskFilter.LimitMax}.");
            return new TaskFilter().Limit;
        }

        bool Wrong(string name, string found, string remedyChinese, string remedyEnglish)
        {
            errors.Add(new FilterError(name, new($"{name} 的值“{Cut(found)}”不对。", $"{name} is '{Cut(found)}'."), new(remedyChinese, remedyEnglish)));
            return false;
        }
    }

    /// <summary>The filters that are set, as an address names them; without place and size of the page.</summary>
    public static IEnumerable<(string Name, string Value)> Write(TaskFilter filter)
    {
        foreach (var name in Names)
        {
            if (ValueOf(filter, name) is { } value)
            {
                yield return (name, value);
            }
        }
    }

    /// <summary>The address of the page that shows these tasks.</summary>
    public static string Address(TaskFilter filter)
    {
        var fields = Write(filter).Concat(filter.After is { } after ? [("after", after)] : []).Concat(filter.Limit == new TaskFilter().Limit ? [] : [("limit", filter.Limit.ToString(CultureInfo.InvariantCulture))]);
        var query = string.Join('&', fields.Select(field => $"{field.Item1}={Uri.EscapeDataString(field.Item2)}"));
        return query.Length is 0 ? "/tasks" : $"/tasks?{query}";
    }

    /// <summary>The same without one filter, from the first page on.</summary>
    public static TaskFilter Without(TaskFilter filter, string name) => name switch
    {
        "q" => filter with { Q = null, After = null },
        "state" => filter with { State = null, After = null },
        "duty" => filter with { Duty = null, After = null },
        "unit" => filter with { Unit = null, After = null },
        "member" => filter with { Member = null, After = null },
        "grid" => filter with { Grid = null, After = null },
        "channel" => filter with { Channel = null, After = null },
        "issuedFrom" => filter with { IssuedFrom = null, After = null },
        "issuedTo" => filter with { IssuedTo = null, After = null },
        "closedFrom" => filter with { ClosedFrom = null, After = null },
        "closedTo" => filter with { ClosedTo = null, After = null },
        "dueFrom" => filter with { DueFrom = null, After = null },
        "dueBefore" => filter with { DueBefore = null, After = null },
        "overdue" => filter with { Overdue = false, After = null },
        "automatic" => filter with { Automatic = null, After = null },
        "onTime" => filter with { OnTime = null, After = null },
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such filter."),
    };

    /// <summary>When a day begins by the city's clock; where the clock jumps over midnight, when it jumps.</summary>
    public static DateTimeOffset BeginningOf(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        local = zone.IsInvalidTime(local) ? local.AddHours(1) : local;
        return new DateTimeOffset(local, zone.IsAmbiguousTime(local) ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static string? ValueOf(TaskFilter filter, string name) => name switch
    {
        "q" => filter.Q,
        "state" => filter.State,
        "duty" => filter.Duty,
        "unit" => filter.Unit,
        "member" => filter.Member,
        "grid" => filter.Grid,
        "channel" => filter.Channel,
        "issuedFrom" => filter.IssuedFrom?.Text,
        "issuedTo" => filter.IssuedTo?.Text,
        "closedFrom" => filter.ClosedFrom?.Text,
        "closedTo" => filter.ClosedTo?.Text,
        "dueFrom" => filter.DueFrom?.Text,
        "dueBefore" => filter.DueBefore?.Text,
        "overdue" => filter.Overdue ? "true" : null,
        "automatic" => YesOrNo(filter.Automatic),
        "onTime" => YesOrNo(filter.OnTime),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such filter."),
    };

    private static string? YesOrNo(bool? yes) => yes switch { null => null, true => "true", false => "false" };

    private static string Cut(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,7})?)?(Z|[+-][0-9]{2}:[0-9]{2})$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Instant();
}
