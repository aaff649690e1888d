namespace TaskManager.Dispatcher.Metrics;

public static class MetricsSetup
{
    public static void AddFigures(this IServiceCollection services) => services.AddSingleton<FiguresQueries>();

    public static void MapFigures(this IEndpointRouteBuilder routes)
    {
    }
}
