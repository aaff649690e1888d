using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>Compares what a replay or report printed with what was calculated apart from it.</summary>
internal static class PrintedFigures
{
    public static readonly (string List, string Key, Func<CountedCase, string> Of)[] Groups =
    [
        ("byDuty", "duty", each => each.Duty),
        ("byUnit", "unit", each => each.Unit),
        ("byChannel", "channel", each => each.Channel),
    ];

    private static readonly string[] FigureNames = ["asOf", "overall", "byDuty", "byUnit", "byChannel"];

    /// <summary>Overall and every group by duty, unit and channel.</summary>
    public static void ShouldEqual(JsonElement printed, IReadOnlyList<CountedCase> cases, long asOf)
    {
        ShouldEqual(printed.GetProperty("overall"), IndependentCalculation.Figures(cases, asOf), "overall");
        foreach (var (list, key, of) in Groups)
        {
            var groups = printed.GetProperty(list).EnumerateArray().ToDictionary(group => group.GetProperty(key).GetString()!);
            var expected = cases.Where(each => each.Opened <= asOf).GroupBy(of).ToList();
            groups.Keys.Order(StringComparer.Ordinal).ShouldBe(expected.Select(group => group.Key).Order(StringComparer.Ordinal));
            foreach (var group in expected)
            {
                ShouldEqual(groups[group.Key], IndependentCalculation.Figures(group, asOf), $"{list} {group.Key}");
            }
        }
    }

    public static void SourceShouldEqual(JsonElement printed, CountedFile expected)
    {
        var source = printed.GetProperty("source");
        Long(source, "rows").ShouldBe(expected.Rows);
        Long(source, "accepted").ShouldBe(expected.Accepted.Count);
        Long(source, "duplicates").ShouldBe(expected.Duplicates);
        Counts(source, "rejected").ShouldBe(expected.Rejected.GroupBy(each => each.Reason).ToDictionary(each => each.Key, each => each.LongCount()), ignoreOrder: true);
        Counts(source, "warnings").ShouldBe(expected.Warnings, ignoreOrder: true);
    }

    public static Dictionary<string, long> Counts(JsonElement source, string name) =>
        source.GetProperty(name).EnumerateObject().ToDictionary(each => each.Name, each => each.Value.GetInt64());

    /// <summary>The figures of a printed result as text, without what differs from run to run.</summary>
    public static string FiguresOf(JsonElement printed) =>
        string.Join('\n', FigureNames.Select(name => printed.GetProperty(name).GetRawText()));

    private static void ShouldEqual(JsonElement printed, CountedFigures expected, string group)
    {
        Long(printed, "issued").ShouldBe(expected.Issued, group);
        Long(printed, "closed").ShouldBe(expected.Closed, group);
        Long(printed, "open").ShouldBe(expected.Open, group);
        Long(printed, "due").ShouldBe(expected.Due, group);
        Long(printed, "closedDue").ShouldBe(expected.ClosedDue, group);
        Long(printed, "closedOnTime").ShouldBe(expected.ClosedOnTime, group);
        Rate(printed.GetProperty("closingRate"), expected.ClosedDue, expected.Due, group);
        Rate(printed.GetProperty("onTimeRate"), expected.ClosedOnTime, expected.Due, group);
        var hours = printed.GetProperty("turnaroundHours");
        if (expected.Closed is 0)
        {
            hours.ValueKind.ShouldBe(JsonValueKind.Null, group);
            return;
        }

        Near(hours, "p50", expected.P50, group);
        Near(hours, "p90", expected.P90, group);
        Near(hours, "p99", expected.P99, group);
        Near(hours, "mean", expected.Mean, group);
    }

    private static void Rate(JsonElement printed, long part, long whole, string group)
    {
        if (whole is 0)
        {
            printed.ValueKind.ShouldBe(JsonValueKind.Null, group);
        }
        else
        {
            printed.GetDouble().ShouldBe((double)part / whole, 1e-9, group);
        }
    }

    /// <summary>The promise is 1 %. Both sides know the seconds, so a millionth is asked for: nearer than that only rounding differs.</summary>
    private static void Near(JsonElement hours, string name, double expected, string group) =>
        hours.GetProperty(name).GetDouble().ShouldBe(expected, Math.Max(Math.Abs(expected) * 1e-6, 1e-6), $"{group} {name}");

    private static long Long(JsonElement element, string name) => element.GetProperty(name).GetInt64();
}
