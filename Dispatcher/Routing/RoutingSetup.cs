namespace TaskManager.Dispatcher.Routing;

public static class RoutingSetup
{
    public static void AddMemberRouting(this IServiceCollection services)
    {
        services.AddSingleton<MemberLoads>();
        services.AddSingleton<MemberPasts>();
        services.AddHostedService<CountingPasts>();
        services.AddSingleton<AssignmentStore>();
        services.AddSingleton<Dispatching>();
    }
}
