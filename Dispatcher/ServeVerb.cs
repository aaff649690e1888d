using System.CommandLine;
using TaskManager.Dispatcher.Accounts;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher;

/// <summary><c>serve</c>, the default: runs the service and prints where to look and how to sign in.</summary>
public static class ServeVerb
{
    private static readonly TimeSpan FirstTokenLifetime = TimeSpan.FromDays(30);

    public static Command Create(Func<DataFolder, WebApplication> build, Action<WebApplication> map)
    {
        var data = Verb.DataOption();
        var command = new Command("serve", "Run the service (the default verb). An empty data folder gets the demo city and two access tokens.") { data };
        command.Does(async (parsed, cancel) =>
        {
            using var folder = DataFolder.Hold(parsed.GetValue(data)!);
            await using var service = build(folder);
            await Startup.PrepareAsync(service.Services, cancel);
            await HaveCatalogueAsync(service, cancel);
            await service.Services.GetRequiredService<DemoAccounts>().CloseAsync(cancel);
            map(service);
            await StartAsync(service, cancel);

            // Made only now: a start that fails must not use up what is shown once.
            Greet(service, folder, await FirstTokensAsync(service, cancel), await service.Services.GetRequiredService<FirstAccount>().MakeAsync(cancel));
            await service.WaitForShutdownAsync(cancel);
        });
        return command;
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
        Console.Out.WriteLine($"""

            TaskManager 任务管家 is running for {city.Name}.

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

        if (firstTokens.Count is 0)
        {
            Console.Out.WriteLine($"  Sign in    with your account or access token; make a token: dotnet run --project Dispatcher -- token --data {folder.Path}");
        }
        else
        {
            Console.Out.WriteLine("\n  Sign in with one of these access tokens. They are shown only now and work for 30 days:");
            foreach (var (who, token) in firstTokens)
            {
                Console.Out.WriteLine($"    {token}   {who}");
            }
        }

        Console.Out.WriteLine("\n  Stop with Ctrl+C.");
    }
}
