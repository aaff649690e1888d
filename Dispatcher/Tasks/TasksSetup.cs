namespace TaskManager.Dispatcher.Tasks;

public static class TasksSetup
{
    public static void AddTasks(this IServiceCollection services)
    {
    }

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
    }
}
