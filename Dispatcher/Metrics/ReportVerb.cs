using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Metrics;

/// <summary><c>report</c>: the figures as text tables or JSON.</summary>
public static class ReportVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var asOf = AsOfOption("now");
        var top = new Option<int>("--top") { Description = "How many groups of each kind the tables show.", DefaultValueFactory = _ => 15, HelpName = "N" };
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("report", "Print the figures: issued, closed, rates and turnaround, by duty, unit and channel.") { asOf, top, data, json };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Share(parsed.GetValue(data)!);
            if (!File.Exists(folder.DatabaseFile))
            {
                throw new VerbException($"There is no database in {folder.Path}. Start the service or replay a file first, or name another folder with --data.");
            }

            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            var instant = parsed.GetValue(asOf) ?? service.Services.GetRequiredService<TimeProvider>().GetUtcNow();
            await PrintAsync(service.Services, instant, parsed.GetValue(top), parsed.GetValue(json), cancel);
        });
        return command;
    }

    /// <summary><c>--as-of T</c>.</summary>
    public static Option<DateTimeOffset?> AsOfOption(string defaultText) => new("--as-of")
    {
        Description = $"The instant the figures speak of, for example 2011-10-31T00:00:00Z; without an offset it is UTC. Default: {defaultText}.",
        HelpName = "T",
        CustomParser = result =>
        {
            if (DateTimeOffset.TryParse(result.Tokens[0].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
            {
                return instant;
            }

            result.AddError($"--as-of '{result.Tokens[0].Value}' is not an instant. Write it like 2011-10-31T00:00:00Z.");
            return null;
        },
    };

    private static async Task PrintAsync(IServiceProvider services, DateTimeOffset asOf, int top, bool json, CancellationToken cancel)
    {
        var report = await services.GetRequiredService<FiguresQueries>().AsOfAsync(asOf, cancel);
        if (json)
        {
            Verb.Print(ReportView.Of(report));
            return;
        }

        var current = services.GetRequiredService<CurrentCatalogue>();
        var console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 160);
        ReportTable.Print(report, current.IsLoaded ? current.Value.Zone : TimeZoneInfo.Utc, top, console);
    }
}
