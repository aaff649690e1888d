using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics;

public static class MetricsSetup
{
    public static void AddFigures(this IServiceCollection services) => services.AddSingleton<FiguresQueries>();

    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Figures 指标").RequireAuthorization(Policies.Oversees)
            .MapGet("/metrics", async (DateTimeOffset? asOf, FiguresQueries figures, TimeProvider clock, CancellationToken cancel) =>
                ReportView.Of(await figures.AsOfAsync(asOf ?? clock.GetUtcNow(), cancel)))
            .WithSummary("Figures as of an instant (asOf, default now): issued, closed, rates, turnaround; by duty, unit and channel.")
            .Produces<ReportView>();
}
