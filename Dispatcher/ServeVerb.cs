using System.CommandLine;
using TaskManager.Dispatcher.Accounts;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Demo;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher;

/// <summary><c>serve</c>, the default: runs the service and prints where to look and how to sign in.</summary>
public static class ServeVerb
{
    private static readonly TimeSpan FirstTokenLifetime = TimeSpan.FromDays(30);

    public static Command Create(Func<DataFolder, DemoSettings?, WebApplication> build, Action<WebApplication> map)
    {
        var data = Verb.DataOption();
        var demo = new Option<bool>("--demo") { Description = $"Show a city at work: fill an empty folder (default {DemoSettings.DefaultFolder}) with an invented month and keep adding to it. Never over real data." };
        var speed = new Option<double>("--speed") { Description = $"With --demo: how fast the city works, 0–{DemoSettings.SpeedMax}; 1 is about 20 matters a minute, 0 stands still.", DefaultValueFactory = _ => DemoSettings.DefaultSpeed, HelpName = "N" };
        var seed = new Option<int>("--seed") { Description = "With --demo: what the month is drawn from, at the first start.", DefaultValueFactory = _ => DemoSettings.DefaultSeed, HelpName = "N" };
        var command = new Command("serve", "Run the service (the default verb). An empty data folder gets the demo city and two access tokens.") { data, demo, speed, seed };
        command.Does(async (parsed, cancel) =>
        {
            var settings = DemoSettingsOf(parsed, demo, speed, seed);
            using var folder = DataFolder.Hold(settings is not null && parsed.GetResult(data) is null or { Implicit: true } ? DemoSettings.DefaultFolder : parsed.GetValue(data)!);
            await using var service = build(folder, settings);
            await Startup.PrepareAsync(service.Services, cancel);
            await HaveCatalogueAsync(service, cancel);
            var demoAccounts = service.Services.GetRequiredService<DemoAccounts>();
            if (settings is not null)
            {
                await service.Services.FillDemoAsync(cancel);
                await demoAccounts.EnsureAsync(cancel);
            }
            else
            {
                await demoAccounts.CloseAsync(cancel);
            }

            map(service);
            await StartAsync(service, cancel);

            // Made only now: a start that fails must not use up what is shown once.
            Greet(
                service,
                folder,
                settings is null ? await FirstTokensAsync(service, cancel) : await DemoTokensAsync(service, cancel),
                settings is null ? await service.Services.GetRequiredService<FirstAccount>().MakeAsync(cancel) : null);
            await service.WaitForShutdownAsync(cancel);
        });
        return command;
    }

    private static DemoSettings? DemoSettingsOf(ParseResult parsed, Option<bool> demo, Option<double> speed, Option<int> seed)
    {
        if (!parsed.GetValue(demo))
        {
            return parsed.GetResult(speed) is null or { Implicit: true } && parsed.GetResult(seed) is null or { Implicit: true }
                ? null
                : throw new VerbException("--speed and --seed go with --demo, and only with it.");
        }

        return parsed.GetValue(speed) is >= 0 and <= DemoSettings.SpeedMax and var times
            ? new DemoSettings(times, parsed.GetValue(seed))
            : throw new VerbException($"--speed is {parsed.GetValue(speed)}. Give 0 to {DemoSettings.SpeedMax}; 1 is about 20 matters a minute, 0 stands still.");
    }

    private static async Task HaveCatalogueAsync(WebApplication service, CancellationToken cancel)
    {
        var current = service.Services.GetRequiredService<CurrentCatalogue>();
        if (current.IsLoaded)
        {
            return;
        }

        var directory = Path.Combine(AppContext.BaseDirectory, service.Configuration["Catalogue:Directory"] ?? "catalogues/haian");
        switch (CatalogueReader.Read(directory))
        {
            case ReadCatalogue read:
                await current.LoadAsync(read.Files, cancel);
                break;
            case CatalogueMistakes wrong:
                throw new VerbException(string.Join('\n', [.. wrong.Mistakes, $"The catalogue {directory} has mistakes; mend them, or set Catalogue:Directory."]));
        }
    }

    /// <summary>A first start makes a token for the committee and one for a member, so that a newcomer can play both parts.</summary>
    private static async Task<IReadOnlyList<(string For, string Token)>> FirstTokensAsync(WebApplication service, CancellationToken cancel)
    {
        var tokens = service.Services.GetRequiredService<Tokens>();
        if (await tokens.AnyAsync(cancel))
        {
            return [];
        }

        var made = new List<(string, string)>
        {
            ("committee 党委", await tokens.CreateAsync(new Caller("committee", Role.Committee, null), FirstTokenLifetime, cancel)),
        };
        var catalogue = service.Services.GetRequiredService<CurrentCatalogue>().Value;
        if (catalogue.ActiveMembersUnder(catalogue.Root.Code) is [var member, ..])
        {
            made.Add(($"member 党员 {member.Code}", await tokens.CreateAsync(new Caller(member.Code, Role.Member, member.Code), FirstTokenLifetime, cancel)));
        }

        return made;
    }

    /// <summary>At every start of a demo one for each role, since nothing is behind them that would need keeping.</summary>
    private static async Task<IReadOnlyList<(string For, string Token)>> DemoTokensAsync(WebApplication service, CancellationToken cancel)
    {
        var tokens = service.Services.GetRequiredService<Tokens>();
        var catalogue = service.Services.GetRequiredService<CurrentCatalogue>().Value;
        var member = catalogue.ActiveMembersUnder(catalogue.Root.Code)[0].Code;
        var made = new List<(string, string)>();
        foreach (var (role, name) in DemoRoles)
        {
            var caller = role is Role.Member ? new Caller(member, role, member) : new Caller($"demo-{role.ToString().ToLowerInvariant()}", role, null);
            made.Add(($"{name}{(role is Role.Member ? $" {member}" : "")}", await tokens.CreateAsync(caller, FirstTokenLifetime, cancel)));
        }

        return made;
    }

    private static readonly (Role Role, string Name)[] DemoRoles =
    [
        (Role.Supervisor, "supervisor 督导: the board that moves"),
        (Role.Committee, "committee 党委: tasks and issuing"),
        (Role.Member, "member 党员: own tasks,"),
        (Role.Reviewer, "reviewer 审核"),
        (Role.Operator, "operator 运维: how the service is"),
        (Role.Integration, "integration: issues by the API"),
    ];

    private static async Task StartAsync(WebApplication service, CancellationToken cancel)
    {
        try
        {
            await service.StartAsync(cancel);
        }
        catch (IOException e) when (e.InnerException is Microsoft.AspNetCore.Connections.AddressInUseException)
        {
            throw new VerbException("The address is in use by another program. Stop it, or choose another address: ASPNETCORE_URLS=http://localhost:5081");
        }
    }

    private static void Greet(WebApplication service, DataFolder folder, IReadOnlyList<(string For, string Token)> firstTokens, string? firstPassword)
    {
        var city = service.Services.GetRequiredService<CurrentCatalogue>().Value.City;
        var address = service.Urls.First();
        var isDemo = service.Services.GetRequiredService<DemoMode>().IsOn;
        Console.Out.WriteLine($"""

            TaskManager 任务管家 is running for {city.Name}{(isDemo ? ", as a demo: everything in it is invented" : "")}.

              Web page   {address}
              API        {address}/openapi
              Data       {folder.Path}
            """);
        if (firstPassword is not null)
        {
            Console.Out.WriteLine($"""

                  Operator   account {FirstAccount.Name}, one-time password {firstPassword}
                             Shown only now. It is changed at the first sign-in, where a second factor is set up too.
                """);
        }

        if (isDemo)
        {
            Console.Out.WriteLine($"\n  Sign in with one of these accounts, password {DemoAccounts.Password}: {string.Join(", ", DemoAccounts.All.Select(account => account.Name))}");
        }

        if (firstTokens.Count is 0)
        {
            Console.Out.WriteLine($"  Sign in    with your account or access token; make a token: dotnet run --project Dispatcher -- token --data {folder.Path}");
        }
        else
        {
            Console.Out.WriteLine($"\n  {(isDemo ? "Or sign in" : "Sign in")} with one of these access tokens. They are shown only now and work for 30 days:");
            foreach (var (who, token) in firstTokens)
            {
                Console.Out.WriteLine($"    {token}   {who}");
            }
        }

        Console.Out.WriteLine("\n  Stop with Ctrl+C.");
    }
}
