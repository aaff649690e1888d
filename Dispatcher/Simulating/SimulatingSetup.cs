namespace TaskManager.Dispatcher.Simulating;

public static class SimulatingSetup
{
    public static void AddSimulating(this IServiceCollection services)
    {
        services.AddSingleton<PastTaskQueries>();
        services.AddSingleton<SimulationDesk>();
    }
}
