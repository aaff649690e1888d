using System.CommandLine;
using System.Data.Common;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;

namespace TaskManager.Dispatcher.CommandLine;

/// <summary>A verb cannot go on for a reason the user can mend; the message says what failed and what to do.</summary>
public class VerbException(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Builds the service on a data folder: all of its parts but the pages, nothing started.</summary>
public delegate IHost ServiceBuilder(DataFolder data);

/// <summary>What all verbs share: <c>--data</c>, <c>--json</c>, exit 0 only on success, errors to standard error.</summary>
public static class Verb
{
    /// <summary>Machine-readable results: camel case, Chinese as it is.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    public static Option<string> DataOption() => new("--data")
    {
        Description = "Folder for everything the process writes.",
        DefaultValueFactory = _ => "./data",
        HelpName = "DIR",
    };

    public static Option<bool> JsonOption() => new("--json") { Description = "Print the result as JSON." };

    /// <summary>Runs a verb; what the user can mend is one line on standard error and exit code 1.</summary>
    public static void Does(this Command command, Func<ParseResult, CancellationToken, Task> work) =>
        command.SetAction(async (parsed, cancel) =>
        {
            try
            {
                await work(parsed, cancel);
                return 0;
            }
            catch (OperationCanceledException) when (cancel.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync("Stopped.");
                return 1;
            }
            catch (Exception e) when (e is VerbException or InvalidDataException)
            {
                await Console.Error.WriteLineAsync(e.Message);
                return 1;
            }
            catch (DbException e)
            {
                await Console.Error.WriteLineAsync($"The database cannot be used: {e.Message} With SQLite, check the disk and the rights on the data folder, and restore the last backup if the file is damaged; with PostgreSQL, check Storage:ConnectionString (docs/operations.md).");
                return 1;
            }
        });

    public static void Print(object result) => Console.Out.WriteLine(JsonSerializer.Serialize(result, Json));
}
