namespace TaskManager.Dispatcher.Feedback;

public static class FeedbackSetup
{
    public static void AddFeedback(this IServiceCollection services)
    {
        services.AddSingleton<FeedbackStore>();
        services.AddSingleton<Recorder>();
    }

    public static void MapFeedback(this IEndpointRouteBuilder routes)
    {
    }
}
