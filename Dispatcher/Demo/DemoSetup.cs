using Microsoft.Extensions.DependencyInjection.Extensions;
using Spectre.Console;
using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Demo;

public static class DemoSetup
{
    /// <summary>On every answer of a demo, with the value <c>true</c>.</summary>
    public const string Header = "X-Demo";

    /// <param name="services">The service's parts.</param>
    /// <param name="configuration">The settings; a demo refuses those that name something shared.</param>
    /// <param name="demo">What <c>serve --demo</c> was asked for; null: this process is no demo.</param>
    /// <exception cref="VerbException">The settings name something shared.</exception>
    public static void AddDemo(this IServiceCollection services, IConfiguration configuration, DemoSettings? demo)
    {
        services.TryAddSingleton<DemoMode>();
        if (demo is null)
        {
            return;
        }

        DemoGuard.RefuseShared(configuration);
        services.AddSingleton(demo);
        services.AddSingleton<DemoFilling>();
        services.AddHostedService<DemoDriver>();
        services.AddStartupStep(async (parts, cancel) =>
        {
            await DemoGuard.BeginAsync(parts.GetRequiredService<Database>(), demo, Instants.Now(parts.GetRequiredService<TimeProvider>()), cancel);
            parts.GetRequiredService<DemoMode>().IsOn = true;
        });
    }

    /// <summary>For verbs that change a city: they refuse to start on a demo.</summary>
    public static void AddRefusalOfDemo(this IServiceCollection services) =>
        services.AddStartupStep((parts, cancel) => DemoGuard.RefuseDemoAsync(parts.GetRequiredService<Database>(), cancel));

    /// <summary>Every answer of a demo says that it is one.</summary>
    public static void UseDemoMark(this WebApplication app)
    {
        if (app.Services.GetRequiredService<DemoMode>().IsOn)
        {
            app.Use((context, next) =>
            {
                context.Response.OnStarting(() =>
                {
                    context.Response.Headers[Header] = "true";
                    return Task.CompletedTask;
                });
                return next(context);
            });
        }
    }

    /// <summary>Writes what is missing of the month, with a progress bar on standard error when a person is watching.</summary>
    public static async Task FillDemoAsync(this IServiceProvider services, CancellationToken cancel)
    {
        var filling = services.GetRequiredService<DemoFilling>();
        if (Console.IsErrorRedirected)
        {
            await filling.RunAsync(_ => { }, cancel);
            return;
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("The demo city's month is written");
                await filling.RunAsync(share => bar.Value = share * 100, cancel);
                bar.Value = 100;
            });
    }
}
