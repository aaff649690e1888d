using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Storage;

/// <summary><c>verify-journal</c>: proves that the journal is whole and that the tasks are what it says.</summary>
public static class VerifyJournalVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var data = Verb.DataOption();
        var json = Verb.JsonOption();
        var command = new Command("verify-journal", "Check the journal's hash chain, every step it records, and the tasks against it.") { data, json };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Share(parsed.GetValue(data)!);
            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            var verdict = await service.Services.GetRequiredService<JournalCheck>().VerifyAsync(cancel);
            if (parsed.GetValue(json))
            {
                Verb.Print(verdict);
            }

            if (verdict.Faults.Count > 0)
            {
                throw new VerbException(string.Join('\n', [.. verdict.Faults, "The journal is NOT sound."]));
            }

            if (!parsed.GetValue(json))
            {
                Console.Out.WriteLine($"The journal is sound: {verdict.Rows:N0} rows, {verdict.Tasks:N0} tasks.");
            }
        });
        return command;
    }
}
