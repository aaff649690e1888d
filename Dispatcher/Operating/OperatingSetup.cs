using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Operating;

public static class OperatingSetup
{
    public static void AddOperating(this IServiceCollection services)
    {
        services.AddHealthChecks();
        services.AddSingleton<IReadiness, DatabaseReadiness>();
        services.AddSingleton<IReadiness, BusReadiness>();
        services.AddSingleton<IReadiness, ConsumerReadiness>();
        services.AddSingleton<IReadiness, OutboxReadiness>();
        services.AddSingleton<IReadiness, DeadLetterReadiness>();
        services.AddSingleton<Readiness>();
        services.AddSingleton<OperationsQueries>();
    }

    public static void MapOperating(this IEndpointRouteBuilder routes)
    {
        // Strangers, proxies and probes among them, learn whether; only operators learn why.
        routes.MapGet("/health/ready", async (Readiness readiness, CancellationToken cancel) => Readiness.IsReady(await readiness.LookAsync(cancel))
                ? Results.Text("Healthy")
                : Results.Text("Unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable))
            .AllowAnonymous().ExcludeFromDescription();
        routes.MapGroup("/api/v1").WithTags("Operations 运维").RequireAuthorization(Policies.Operates)
            .MapGet("/operations", async (OperationsQueries operations, CancellationToken cancel) => OperationsView.Of(await operations.LookAsync(cancel)))
            .WithSummary("How the service is: what is wrong and what to do, queues, outbox, dead letters, versions.")
            .Produces<OperationsView>();
    }
}
