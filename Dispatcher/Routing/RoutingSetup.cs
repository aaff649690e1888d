using TaskManager.Dispatcher.CommandLine;

namespace TaskManager.Dispatcher.Routing;

public static class RoutingSetup
{
    public static void AddMemberRouting(this IServiceCollection services)
    {
        services.AddSingleton<MemberLoads>();
        services.AddStartupStep((provider, cancel) => provider.GetRequiredService<MemberLoads>().RebuildAsync(cancel));
        services.AddSingleton<AssignmentStore>();
        services.AddSingleton<Dispatching>();
    }
}
