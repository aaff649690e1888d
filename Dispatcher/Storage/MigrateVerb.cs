using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary><c>migrate</c>: brings the tables to the newest version, and moves a city from SQLite to PostgreSQL.</summary>
public static class MigrateVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var data = Verb.DataOption();
        var from = new Option<string?>("--from")
        {
            Description = "Copy the SQLite database of this data folder into the empty PostgreSQL database that the settings name. The folder stays as it is.",
            HelpName = "DIR",
        };
        var command = new Command("migrate", "Bring the database to the newest version, creating its tables when they are not there; with --from, move a city from SQLite to PostgreSQL.") { data, from };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            using var service = build(folder);
            var database = service.Services.GetRequiredService<Database>();
            if (parsed.GetValue(from) is { } source)
            {
                await CopyAsync(source, folder, database, service.Services, cancel);
                return;
            }

            var (before, after) = await database.MigrateAsync(cancel);
            Console.Out.WriteLine(before == after ? $"The database is at version {after} already." : $"Brought the database from version {before} to {after}.");
        });
        return command;
    }

    private static async Task CopyAsync(string source, DataFolder own, Database database, IServiceProvider services, CancellationToken cancel)
    {
        if (database is not PostgresDatabase target)
        {
            throw new VerbException("--from copies into PostgreSQL. Set Storage:Provider=postgres and Storage:ConnectionString (environment: Storage__Provider, Storage__ConnectionString).");
        }

        if (!Directory.Exists(source))
        {
            throw new VerbException($"There is no folder {source}. Name the data folder of the service that ran on SQLite.");
        }

        // Held, so that nothing is written behind the copy's back.
        using var other = Path.GetFullPath(source) == own.Path ? null : DataFolder.Hold(source);
        var folder = other ?? own;
        await using var file = new SqliteDatabase(folder.DatabaseFile, services.GetRequiredService<TimeProvider>());
        if (!File.Exists(folder.DatabaseFile))
        {
            throw new VerbException($"There is no database in {folder.Path}. Name the data folder of the service that ran on SQLite.");
        }

        var copied = await new DatabaseCopy(file, target, services.GetRequiredService<JournalCheck>()).RunAsync(cancel);
        if (copied.Journal.Faults.Count > 0)
        {
            throw new VerbException(string.Join('\n', [.. copied.Journal.Faults, "The rows were copied, but their journal is NOT sound. Check the source with verify-journal."]));
        }

        Console.Out.WriteLine($"Copied {copied.Rows:N0} rows of {copied.Tables} tables from {folder.Path} into {target.Place}. The journal is sound: {copied.Journal.Rows:N0} rows, {copied.Journal.Tasks:N0} tasks.");
    }
}
