using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary><c>migrate</c>: brings the tables to the newest version. The other verbs do it too; this one only does it.</summary>
public static class MigrateVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var data = Verb.DataOption();
        var command = new Command("migrate", "Bring the database to the newest version, creating it when it is not there.") { data };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            using var service = build(folder);
            var (before, after) = await service.Services.GetRequiredService<Database>().MigrateAsync(cancel);
            Console.Out.WriteLine(before == after ? $"The database is at version {after} already." : $"Brought the database from version {before} to {after}.");
        });
        return command;
    }
}
