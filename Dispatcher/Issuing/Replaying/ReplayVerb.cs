using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Dispatcher.Issuing.Replaying;

/// <summary>Computes and prints the figures of a finished replay; given by Program, since the figures' slice comes later in the flow.</summary>
public delegate Task FiguresPrinter(IServiceProvider services, DateTimeOffset asOf, SourceCounts source, TimeSpan took, bool json, CancellationToken cancel);

/// <summary><c>replay FILE --mapping FILE</c>: imports history.</summary>
public static class ReplayVerb
{
    public static Command Create(ServiceBuilder build, FiguresPrinter printFigures)
    {
        var asOf = AsOf.Option("the latest time at which a case of the file was opened, closed or cancelled");
        var file = new Argument<string>("FILE") { Description = "The cases, .csv or .csv.gz." };
        var mapping = new Option<string>("--mapping") { Description = "How its columns become cases, in YAML (docs/mappings.md).", Required = true, HelpName = "FILE" };
        var createMissing = new Option<bool>("--create-missing") { Description = "Make the duties and units that the catalogue does not have. Without it such rows are rejected." };
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("replay", "Import a city's history through the real pipeline, with its original times, and print the figures.")
        {
            file, mapping, asOf, createMissing, data, json,
        };
        command.Does(async (parsed, cancel) =>
        {
            var read = ReadMapping(parsed.GetValue(mapping)!);
            using var cases = Open(parsed.GetValue(file)!, read);
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            await HaveCatalogueAsync(service.Services, read, parsed.GetValue(createMissing), cancel);
            await service.StartAsync(cancel);

            var clock = service.Services.GetRequiredService<TimeProvider>();
            var started = clock.GetTimestamp();
            using var rejects = new RejectsFile(folder.Path, parsed.GetValue(file)!, read.Source);
            var replay = service.Services.GetRequiredService<Replay>();
            ReplayResult result;
            try
            {
                result = await Watched.RunAsync(clock, progress => replay.RunAsync(cases, read, parsed.GetValue(createMissing), rejects, progress, cancel));
            }
            catch (IOException e)
            {
                rejects.Complete();
                await service.StopAsync(cancel);
                throw new VerbException($"{e.Message} The rows before it are imported; mend the file and replay it again: rows that are there already change nothing.");
            }

            var took = clock.GetElapsedTime(started);

            if (result.RejectsFile is { } rejected)
            {
                await Console.Error.WriteLineAsync($"Rejected rows: {result.Source.Rejected.Values.Sum():N0}. What is wrong with each is in {rejected}");
            }

            await printFigures(service.Services, parsed.GetValue(asOf)?.In(read.Zone) ?? result.LatestAt ?? clock.GetUtcNow(), result.Source, took, parsed.GetValue(json), cancel);
            await service.StopAsync(cancel);
        });
        return command;
    }

    private static Mapping ReadMapping(string path)
    {
        var mistakes = new List<Mistake>();
        return MappingReader.Read(path, mistakes) ?? throw new VerbException(string.Join('\n', mistakes));
    }

    private static CaseFile Open(string path, Mapping mapping) => CaseFile.Open(path, mapping) switch
    {
        OpenedCaseFile opened => opened.File,
        UnusableCaseFile unusable => throw new VerbException(unusable.Problem),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    private static async Task HaveCatalogueAsync(IServiceProvider services, Mapping mapping, bool createMissing, CancellationToken cancel)
    {
        if (services.GetRequiredService<CurrentCatalogue>().IsLoaded)
        {
            return;
        }

        if (!createMissing)
        {
            throw new VerbException("This data folder has no catalogue yet, so no row would fit. Load one first (catalogue load DIR), or pass --create-missing to make the duties and units that the file names.");
        }

        await services.GetRequiredService<MissingParts>().StartCityAsync(mapping, cancel);
    }
}
