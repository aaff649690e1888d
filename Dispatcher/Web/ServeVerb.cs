using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Web;

public static class ServeVerb
{
    public static Command Create(ServiceBuilder build)
    {
        var data = Verb.DataOption();
        var command = new Command("serve", "x") { data };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            await using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            await service.RunAsync(cancel);
        });
        return command;
    }
}
