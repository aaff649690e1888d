using System.Globalization;
using Spectre.Console;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>A comparison as a text table.</summary>
internal static class SimulationTable
{
    public static void Print(SimulationView view, TimeZoneInfo zone, IAnsiConsole console)
    {
        console.WriteLine($"模拟推演 Simulation: {view.Tasks:N0} tasks that arrived from {TimeZoneInfo.ConvertTime(view.FirstArrival, zone):yyyy-MM-dd HH:mm} to {TimeZoneInfo.ConvertTime(view.LastArrival, zone):yyyy-MM-dd HH:mm} ({zone.Id}); left out: {view.Automatic:N0} automatic, {view.Cancelled:N0} cancelled, {view.Unusable:N0} unusable.");
        console.WriteLine($"Work times: recorded for {view.WorkRecorded:N0}, guessed from gaps between closings for {view.WorkGuessed:N0}; at most {view.WorkMaxHours.ToString("0.##", CultureInfo.InvariantCulture)} h. Routed every {view.EveryMinutes.ToString("0.##", CultureInfo.InvariantCulture)} min; {view.SpeedKmh.ToString("0.##", CultureInfo.InvariantCulture)} km/h, roads {view.Detour.ToString("0.##", CultureInfo.InvariantCulture)} × straight line.");
        if (view.RosterInvented)
        {
            console.WriteLine($"虚构名册 The members are INVENTED: the history does not say who worked. As many a unit as its work takes at {view.InventedUtilisation?.ToString("0%", CultureInfo.InvariantCulture)} utilisation.");
        }

        console.WriteLine(view.Seeds.Count is 1 ? $"Seed {view.Seeds[0]}." : $"Means over {view.Seeds.Count} seeds, under them the lowest and highest of a seed.");
        foreach (var whatIf in view.Rows.GroupBy(row => row.WhatIf))
        {
            var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn(Markup.Escape($"{(whatIf.Key.Length is 0 ? "现状 as it is" : $"假设 {whatIf.Key}")}\n{whatIf.First().Members} 人 members")));
            foreach (var figure in FigureList.All)
            {
                table.AddColumn(new TableColumn($"{figure.Chinese}\n{figure.English}").RightAligned().NoWrap());
            }

            foreach (var row in whatIf)
            {
                var (chinese, english) = PolicyNames.Of(row.Policy);
                table.AddRow([$"{chinese} {english}", .. FigureList.All.Select(figure => Cell(row.Figures[figure.Name], figure.Format, view.Seeds.Count > 1))]);
            }

            console.Write(table);
        }
    }

    private static string Cell(OverSeeds value, string format, bool hasSeveral) => hasSeveral
        ? $"{Text(value.Mean, format)}\n{Text(value.Min, format)}–{Text(value.Max, format)}"
        : Text(value.Mean, format);

    internal static string Text(double value, string format) => value.ToString(format, CultureInfo.InvariantCulture);
}
