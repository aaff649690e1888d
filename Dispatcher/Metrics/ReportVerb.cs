using System.CommandLine;
using Spectre.Console;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics;

/// <summary><c>report</c>: the figures as text tables or JSON.</summary>
public static class ReportVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var asOf = AsOf.Option("now");
        var top = new Option<int>("--top") { Description = "How many groups of each kind the tables show.", DefaultValueFactory = _ => 15, HelpName = "N" };
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("report", "Print the figures: issued, closed, rates and turnaround, by duty, unit and channel.") { asOf, top, data, json };
        command.Does(async (parsed, cancel) =>
        {
            if (parsed.GetValue(top) < 1)
            {
                throw new VerbException($"--top is {parsed.GetValue(top)}. Give 1 or more.");
            }

            using var folder = DataFolder.Share(parsed.GetValue(data)!);
            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            var current = service.Services.GetRequiredService<CurrentCatalogue>();
            var zone = current.IsLoaded ? current.Value.Zone : TimeZoneInfo.Utc;
            var instant = parsed.GetValue(asOf)?.In(zone) ?? service.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            await PrintAsync(service.Services, instant, zone, parsed.GetValue(top), parsed.GetValue(json), cancel);
        });
        return command;
    }

    private static async Task PrintAsync(IServiceProvider services, DateTimeOffset asOf, TimeZoneInfo zone, int top, bool json, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<FiguresQueries>().AsOfAsync(asOf, Scope.Everything, cancel);
        if (json)
        {
            Verb.Print(ReportView.Of(report));
            return;
        }

        var console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        ReportTable.Print(report, zone, top, console);
    }
}
