using TaskManager.Dispatcher.Issuing.Replaying;

namespace TaskManager.Dispatcher.Issuing;

public static class IssuingSetup
{
    public static void AddIssuing(this IServiceCollection services)
    {
        services.AddSingleton<MatterStore>();
        services.AddSingleton<Issuer>();
        services.AddSingleton<MissingParts>();
        services.AddSingleton<Replay>();
    }

    public static void MapIssuing(this IEndpointRouteBuilder routes)
    {
    }
}
