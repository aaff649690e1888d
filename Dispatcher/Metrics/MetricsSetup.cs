using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics;

public static class MetricsSetup
{
    public static void AddFigures(this IServiceCollection services) => services.AddSingleton<FiguresQueries>();

    public static void MapFigures(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Figures 指标").RequireAuthorization(Policies.Oversees)
            .MapGet("/metrics", async (DateTimeOffset? asOf, HttpContext context, FiguresQueries figures, CurrentCatalogue current, TimeProvider clock, CancellationToken cancel) =>
                ReportView.Of(await figures.AsOfAsync(asOf ?? clock.GetUtcNow(), Caller.Of(context.User).ScopeIn(current.Value), cancel)))
            .WithSummary("Figures as of an instant (asOf, default now): issued, closed, rates, turnaround; by duty, unit and channel.")
            .Produces<ReportView>();
}
