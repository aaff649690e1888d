using Spectre.Console;

namespace TaskManager.Dispatcher.CommandLine;

/// <summary>Long work with a progress bar on standard error when a person is watching.</summary>
public static class Watched
{
    /// <param name="clock">For the rate that is shown.</param>
    /// <param name="run">The work; it tells how many things are done, and what share of all, 0–1.</param>
    public static async Task<T> RunAsync<T>(TimeProvider clock, Func<Action<long, double>, Task<T>> run)
    {
        if (Console.IsErrorRedirected)
        {
            return await run((_, _) => { });
        }

        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Console.Error) });
        return await console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(async context =>
            {
                var bar = context.AddTask("starting");
                var started = clock.GetTimestamp();
                return await run((done, share) =>
                {
                    bar.Value = share * 100;
                    bar.Description = $"{done:N0}, {done / clock.GetElapsedTime(started).TotalSeconds:N0}/s";
                });
            });
    }
}
