using System.Globalization;
using Spectre.Console;

namespace TaskManager.Dispatcher.Metrics;

/// <summary>The report as text tables.</summary>
internal static class ReportTable
{
    private static readonly string[] Headings = ["issued", "closed", "open", "cancelled", "due", "closing rate", "on time", "automatic", "p50 h", "p90 h", "p99 h", "mean h"];

    public static void Print(Report report, TimeZoneInfo zone, int groupsMax, IAnsiConsole console)
    {
        console.WriteLine($"As of {TimeZoneInfo.ConvertTime(report.AsOf, zone):yyyy-MM-dd HH:mm:ss zzz} ({zone.Id}). Turnaround in elapsed hours of closed tasks.");
        PrintTable("overall", [new GroupFigures("all tasks", "", "", report.Overall)], 1);
        PrintTable("duty", report.ByDuty, groupsMax);
        PrintTable("unit", report.ByUnit, groupsMax);
        PrintTable("channel", report.ByChannel, groupsMax);

        void PrintTable(string title, IReadOnlyList<GroupFigures> groups, int most)
        {
            var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(title).NoWrap());
            foreach (var heading in Headings)
            {
                table.AddColumn(new TableColumn(heading).RightAligned().NoWrap());
            }

            foreach (var group in groups.Take(most))
            {
                table.AddRow([Markup.Escape(Label(group)), .. Cells(group.Figures)]);
            }

            console.Write(table);
            if (groups.Count > most)
            {
                console.WriteLine($"  … and {groups.Count - most} more; report --top N shows N, --json all.");
            }
        }
    }

    private static string Label(GroupFigures group)
    {
        var label = group.Code.Length is 0 ? "(not known)" : group.Name.Length is 0 || group.Name == group.Code ? group.Code : $"{group.Name} {group.Code}";
        return label.Length <= 44 ? label : label[..43] + "…";
    }

    private static string[] Cells(Figures figures) =>
    [
        Whole(figures.Issued),
        Whole(figures.Closed),
        Whole(figures.Open),
        Whole(figures.Cancelled),
        Whole(figures.Due),
        Percent(figures.ClosingRate),
        Percent(figures.OnTimeRate),
        Percent(figures.AutomaticShare),
        Hours(figures.TurnaroundHours?.P50),
        Hours(figures.TurnaroundHours?.P90),
        Hours(figures.TurnaroundHours?.P99),
        Hours(figures.TurnaroundHours?.Mean),
    ];

    private static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } known ? known.ToString("P2", CultureInfo.InvariantCulture).Replace(" ", "", StringComparison.Ordinal) : "–";

    private static string Hours(double? hours) => hours is { } known ? known.ToString("N1", CultureInfo.InvariantCulture) : "–";
}
