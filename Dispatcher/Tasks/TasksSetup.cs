using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Tasks;

public static class TasksSetup
{
    public static void AddTasks(this IServiceCollection services) => services.AddSingleton<TaskQueries>();

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/tasks").WithTags("Tasks 任务").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/", ListAsync)
            .WithSummary("Tasks the caller may see, newest day of issue first.")
            .WithDescription("Filters: state (a state, or open), duty, unit (with those below it), member (codes). Pages of limit (1–200, default 50); pass next as after.")
            .Produces<TaskPageView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/{idOrNumber}", FindAsync)
            .WithSummary("One task by id or number, with why it was assigned, what was reported, and its journal.")
            .Produces<TaskStoryView>().ProducesProblem(StatusCodes.Status404NotFound);
        routes.MapGet("/photos/{id:guid}", PhotoAsync).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
    }

    /// <summary>A photo, as a thing to save: whatever it is, no browser takes it for a page or runs anything in it.</summary>
    private static async Task<IResult> PhotoAsync(Guid id, HttpContext context, TaskQueries tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        if (await tasks.FindPhotoAsync(id, Caller.Of(context.User), current.Value, cancel) is not { } found)
        {
            return Results.NotFound();
        }

        context.Response.Headers.ContentSecurityPolicy = "default-src 'none'; sandbox";
        context.Response.Headers.CacheControl = "private, max-age=600";
        return Results.File(found.Bytes, found.Photo.Type, $"{id}.{found.Photo.Type["image/".Length..]}");
    }

    private static async Task<IResult> ListAsync(
        string? state, string? duty, string? unit, string? member, string? after, int? limit,
        HttpContext context, TaskQueries tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        if (limit is < 1 or > TaskFilter.LimitMax)
        {
            return Problems.Invalid("The page size is wrong.", [new ProblemError("limit", $"limit is {limit}.", $"1 to {TaskFilter.LimitMax}.")]);
        }

        if (state is { Length: > 0 } and not "open" && !Enum.GetNames<TaskState>().Contains(state))
        {
            return Problems.Invalid("The state is not known.", [new ProblemError("state", $"state is '{state}'.", $"open, {string.Join(", ", Enum.GetNames<TaskState>())}.")]);
        }

        if (Given(after) is { } place && !TaskFilter.IsNumber(place))
        {
            return Problems.Invalid("The place in the list is wrong.", [new ProblemError("after", $"after is '{place}'.", "Pass the next of the page before, unchanged.")]);
        }

        var caller = Caller.Of(context.User);
        var filter = new TaskFilter { State = Given(state), Duty = Given(duty), Unit = Given(unit), Member = Given(member), After = Given(after), Limit = limit ?? new TaskFilter().Limit };
        var page = await tasks.PageAsync(filter, caller, current.Value, cancel);
        return Results.Ok(new TaskPageView(page.Items.Select(TaskView.Of).ToList(), page.Next));
    }

    private static async Task<IResult> FindAsync(string idOrNumber, HttpContext context, TaskQueries tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        return await tasks.FindAsync(idOrNumber, caller, current.Value, cancel) is { } story
            ? Results.Ok(TaskStoryView.Of(story, current.Value))
            : Problems.NotFound($"There is no task '{idOrNumber}' that you may see.");
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
