namespace TaskManager.Dispatcher.Web;

public static class WebSetup
{
    public static void AddWeb(this IServiceCollection services, WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders().AddConsole(options => options.LogToStandardErrorThreshold = LogLevel.Trace);
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseAuthentication();
        app.UseAuthorization();
    }

    public static void MapWeb(this WebApplication app)
    {
    }
}
