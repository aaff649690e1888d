using System.CommandLine;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.People;

/// <summary><c>token</c>: makes an access token for the web page and the API.</summary>
public static class TokenVerb
{
    private const int DaysMax = 3650;

    public static Command Create(ServiceBuilder build)
    {
        var role = new Option<string>("--role") { Description = "committee, member, reviewer, supervisor, integration or operator.", DefaultValueFactory = _ => "committee", HelpName = "ROLE" };
        role.AcceptOnlyFromAmong([.. Enum.GetNames<Role>().Select(name => name.ToLowerInvariant())]);
        var member = new Option<string?>("--member") { Description = "Member number the token acts as; needed with --role member.", HelpName = "NUMBER" };
        var unit = new Option<string?>("--unit") { Description = "Code of the unit at the top of what the token may see. Default: the whole city.", HelpName = "CODE" };
        var name = new Option<string?>("--name") { Description = "Name for the journal, and for telling one caller's ids from another's. Default: the role, or the member's number.", HelpName = "NAME" };
        var days = new Option<int>("--days") { Description = $"Days until it expires, 1–{DaysMax}.", DefaultValueFactory = _ => 30, HelpName = "N" };
        var data = Verb.DataOption();
        var command = new Command("token", "Make an access token for signing in and for the API. It is shown once.") { role, member, unit, name, days, data };
        command.Does(async (parsed, cancel) =>
        {
            if (parsed.GetValue(days) is < 1 or > DaysMax)
            {
                throw new VerbException($"--days is {parsed.GetValue(days)}. Give 1 to {DaysMax}.");
            }

            using var folder = DataFolder.Share(parsed.GetValue(data)!);
            using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            var number = parsed.GetValue(member);
            var acts = Enum.Parse<Role>(parsed.GetValue(role)!, ignoreCase: true);
            if ((acts is Role.Member) != (number is not null))
            {
                throw new VerbException("--member NUMBER goes with --role member, and only with it.");
            }

            if (number is not null && !await IsMemberAsync(service.Services, number, cancel))
            {
                throw new VerbException($"No member has the number '{number}'. GET /api/v1/members lists them.");
            }

            var top = parsed.GetValue(unit);
            if (top is not null && !await IsUnitAsync(service.Services, top, cancel))
            {
                throw new VerbException($"No unit has the code '{top}'. GET /api/v1/units lists them.");
            }

            var caller = new Caller(parsed.GetValue(name) ?? number ?? parsed.GetValue(role)!, acts, number, top);
            Console.Out.WriteLine(await service.Services.GetRequiredService<Tokens>().CreateAsync(caller, TimeSpan.FromDays(parsed.GetValue(days)), cancel));
        });
        return command;
    }

    private static async Task<bool> IsMemberAsync(IServiceProvider services, string number, CancellationToken cancel)
    {
        var members = await services.GetRequiredService<Database>().ReadAsync(services.GetRequiredService<PeopleStore>().MembersAsync, cancel);
        return members.Any(member => member.Code == number);
    }

    private static async Task<bool> IsUnitAsync(IServiceProvider services, string code, CancellationToken cancel)
    {
        var units = await services.GetRequiredService<Database>().ReadAsync(services.GetRequiredService<PeopleStore>().UnitsAsync, cancel);
        return units.Any(unit => unit.Code == code);
    }
}
