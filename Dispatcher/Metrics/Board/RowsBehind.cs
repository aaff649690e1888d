using System.Globalization;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>Addresses of the task lists behind the figures.</summary>
internal sealed class RowsBehind(BoardPicture picture)
{
    private readonly Period period = picture.Period;

    /// <summary>The rows of a figure of a group. Null: the list of tasks cannot ask for them, as for what was open in the past.</summary>
    public string? Of(FigureDefinition figure, string? duty = null, string? unit = null, string? channel = null) => figure.Code switch
    {
        "issued" => Tasks(duty, unit, channel, ("issuedFrom", Day(period.First)), ("issuedTo", Day(period.Last))),
        "closed" or "p50" or "p90" => Tasks(duty, unit, channel, ("closedFrom", Day(period.First)), ("closedTo", Day(period.Last))),
        "automaticShare" => Tasks(duty, unit, channel, ("automatic", "true"), ("closedFrom", Day(period.First)), ("closedTo", Day(period.Last))),
        "open" when period.IsRunning => Tasks(duty, unit, channel, ("state", "open")),
        "overdue" when period.IsRunning => Tasks(duty, unit, channel, ("overdue", "true")),
        "closingRate" => Tasks(duty, unit, channel, ("dueFrom", Instant(period.From)), ("dueBefore", Instant(period.To.AddMilliseconds(1)))),
        "onTimeRate" => Tasks(duty, unit, channel, ("dueFrom", Instant(period.From)), ("dueBefore", Instant(period.To.AddMilliseconds(1))), ("onTime", "true")),
        _ => null,
    };

    /// <summary>Open tasks of a class of age.</summary>
    public string? OfAge(int index)
    {
        if (!period.IsRunning)
        {
            return null;
        }

        var asked = new List<(string, string)> { ("state", "open") };
        if (index < Ages.Ends.Length)
        {
            asked.Add(("issuedFrom", Instant(period.To.AddDays(-Ages.Ends[index]).AddMilliseconds(1))));
        }

        if (index > 0)
        {
            asked.Add(("issuedTo", Instant(period.To.AddDays(-Ages.Ends[index - 1]).AddMilliseconds(1)))); // its end is not included
        }

        return Tasks(null, null, null, [.. asked]);
    }

    private string Tasks(string? duty, string? unit, string? channel, params (string Name, string Value)[] more)
    {
        var ask = picture.Ask;
        var all = new (string Name, string? Value)[] { ("duty", duty ?? ask.Duty), ("unit", unit ?? ask.Unit), ("channel", channel ?? ask.Channel) }
            .Where(each => each.Value is not null)
            .Concat(more.Select(each => (each.Name, Value: (string?)each.Value)));
        return "/tasks?" + string.Join('&', all.Select(each => $"{each.Name}={Uri.EscapeDataString(each.Value!)}"));
    }

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
