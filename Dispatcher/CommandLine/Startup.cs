namespace TaskManager.Dispatcher.CommandLine;

/// <summary>What a slice must do before the service may work: migrate, read the catalogue, count loads.</summary>
/// <param name="RunAsync">Does it. Safe at every start.</param>
public sealed record StartupStep(Func<IServiceProvider, CancellationToken, Task> RunAsync);

/// <summary>Makes a service ready to start.</summary>
public static class Startup
{
    public static void AddStartupStep(this IServiceCollection services, Func<IServiceProvider, CancellationToken, Task> run) =>
        services.AddSingleton(new StartupStep(run));

    /// <summary>Runs the slices' steps in the order in which the slices were added, which is that of the flow.</summary>
    public static async Task PrepareAsync(IServiceProvider services, CancellationToken cancel)
    {
        foreach (var step in services.GetServices<StartupStep>())
        {
            await step.RunAsync(services, cancel);
        }
    }
}
