using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Duties;

/// <summary><c>catalogue check|load DIR</c>.</summary>
public static class CatalogueVerb
{
    public static Command Create(ServiceBuilder build) =>
        new("catalogue", "Check or load the catalogue: units, grids, members and duties in YAML (docs/catalogues.md).") { Check(), Load(build) };

    private static Command Check()
    {
        var directory = DirectoryArgument();
        var json = Verb.JsonOption();
        var command = new Command("check", "Report every mistake as file:line:column; changes nothing.") { directory, json };
        command.Does((parsed, _) =>
        {
            var reading = CatalogueReader.Read(parsed.GetValue(directory)!);
            if (parsed.GetValue(json))
            {
                Verb.Print(new { Mistakes = (reading as CatalogueMistakes)?.Mistakes ?? [] });
            }

            var files = FilesOrThrow(reading);
            if (!parsed.GetValue(json))
            {
                Console.Out.WriteLine($"{files.City.Name} {files.City.Code}: {Summary(files)}. No mistakes.");
            }

            return Task.CompletedTask;
        });
        return command;
    }

    private static Command Load(ServiceBuilder build)
    {
        var directory = DirectoryArgument();
        var data = Verb.DataOption();
        var command = new Command("load", "Check the catalogue and put it in force. Changed duties get a new version; with a mistake nothing changes.") { directory, data };
        command.Does(async (parsed, cancel) =>
        {
            var files = FilesOrThrow(CatalogueReader.Read(parsed.GetValue(directory)!));
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            await service.Services.GetRequiredService<CurrentCatalogue>().LoadAsync(files, cancel);
            Console.Out.WriteLine($"Loaded {files.City.Name} {files.City.Code} into {folder.Path}: {Summary(files)}.");
        });
        return command;
    }

    private static Argument<string> DirectoryArgument() => new("DIR") { Description = "The catalogue's directory, for example deploy/catalogues/haian." };

    private static CatalogueFiles FilesOrThrow(CatalogueReading reading) => reading switch
    {
        ReadCatalogue read => read.Files,
        CatalogueMistakes wrong => throw new VerbException(string.Join('\n', [.. wrong.Mistakes, $"{wrong.Mistakes.Count} mistake{(wrong.Mistakes.Count is 1 ? "" : "s")}; nothing was changed."])),
        _ => throw new InvalidOperationException(reading.GetType().Name),
    };

    private static string Summary(CatalogueFiles files) =>
        $"{files.Units.Count} units, {files.Grids.Count} grids, {files.Members.Count} members, {files.Duties.Count} duties";
}
