using Spectre.Console;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Replaying;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics;

/// <summary>The figures after a replay: what became of the rows, how fast, and the report as of the instant asked for.</summary>
public static class ReplayFigures
{
    private const int TopGroups = 15;

    public static async Task PrintAsync(IServiceProvider services, DateTimeOffset asOf, SourceCounts source, TimeSpan took, bool json, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<FiguresQueries>().AsOfAsync(asOf, Scope.Everything, cancel);
        var rate = source.Rows / Math.Max(took.TotalSeconds, 0.001);
        if (json)
        {
            var view = ReportView.Of(report);
            Verb.Print(new
            {
                Source = new { source.Rows, source.Accepted, source.Rejected, source.Duplicates, source.Warnings },
                Seconds = Math.Round(took.TotalSeconds, 3),
                RowsPerSecond = Math.Round(rate),
                view.AsOf,
                view.Overall,
                view.ByDuty,
                view.ByUnit,
                view.ByChannel,
            });
            return;
        }

        var console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        console.WriteLine($"{source.Rows:N0} rows in {took.TotalSeconds:N1} s ({rate:N0}/s): {source.Accepted:N0} accepted, {source.Rejected.Values.Sum():N0} rejected, {source.Duplicates:N0} duplicates.");
        foreach (var (reason, count) in source.Rejected)
        {
            console.WriteLine($"  rejected, {reason}: {count:N0}");
        }

        foreach (var (warning, count) in source.Warnings)
        {
            console.WriteLine($"  warning, {warning}: {count:N0}");
        }

        ReportTable.Print(report, services.GetRequiredService<CurrentCatalogue>().Value.Zone, TopGroups, console);
    }
}
