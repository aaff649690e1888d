using Microsoft.AspNetCore.Mvc;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Tasks;

public static class TasksSetup
{
    private static readonly IReadOnlyList<string> Parameters = [.. FilterText.Names, "after", "limit"];

    public static void AddTasks(this IServiceCollection services)
    {
        services.AddSingleton<TaskList>();
        services.AddSingleton<OpenLoads>();
        services.AddSingleton<TaskQueries>();
        services.AddSingleton<WhyQueries>();
        services.AddSingleton<Revealing>();
    }

    public static void MapTasks(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/tasks").WithTags("Tasks 任务").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/", ListAsync)
            .WithSummary("Tasks the caller may see, newest day of issue first.")
            .WithDescription(
                "Filters: q (a task's number or its beginning, or words of the subject), state (a state, or open), duty, unit (with those below it), member, grid (with those within it), channel, "
                + "issuedFrom, issuedTo, closedFrom, closedTo, dueFrom, dueBefore (days of the city's calendar, of issuedTo and closedTo the whole day, or instants with offset, the end not included), overdue=true, automatic, onTime. "
                + "Pages of limit (1–200, default 50); pass next as after. A page looks at a bounded number of tasks: it may hold fewer than limit, or none, and still have a next.")
            .Produces<TaskPageView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/{idOrNumber}", FindAsync)
            .WithSummary("One task by id or number, with why it was assigned, what was reported, and its journal.")
            .Produces<TaskStoryView>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/{idOrNumber}/why", WhyAsync)
            .WithSummary("Why a task went where it went 派单理由: a sentence; for whoever oversees also the candidates, who was excluded by which rule, the costs of the best five, and whether choosing again from what was kept gives the same.")
            .WithDescription("sequence: which assignment, 1 is the first (default: the last).")
            .Produces<WhyView>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/{idOrNumber}/reveal", RevealAsync).RequireAuthorization(Policies.Oversees)
            .WithSummary("Show what is masked 查看个人信息: personal data of a task, to the caller, for 15 minutes. The reason goes into the journal.")
            .Produces<TaskStoryView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        routes.MapPost("/tasks/{number}/reveal", RevealFromPageAsync).RequireAuthorization(Policies.Oversees).ExcludeFromDescription();
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
        context.Response.Headers.CacheControl = "no-store";
        return Results.File(found.Bytes, found.Photo.Type, $"{id}.{found.Photo.Type["image/".Length..]}");
    }

    private static async Task<IResult> RevealAsync(string idOrNumber, RevealBody body, HttpContext context, Revealing revealing, TaskQueries tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        return await revealing.RevealAsync(idOrNumber, caller, body.Reason, cancel) switch
        {
            Reveal.Done when await tasks.FindAsync(idOrNumber, caller, current.Value, cancel) is { } story => Results.Ok(TaskStoryView.Of(story, current.Value)),
            Reveal.BadReason => Problems.Invalid("The reason is wrong.", [new ProblemError("/reason", $"The reason has {body.Reason?.Trim().Length ?? 0} characters.", $"Say in {Revealing.ReasonMin} to {Revealing.ReasonMax} characters, in one line, what it is needed for.")]),
            _ => Problems.NotFound($"There is no task '{idOrNumber}' that you may see."),
        };
    }

    private static async Task<IResult> RevealFromPageAsync(string number, [FromForm] string? reason, HttpContext context, Revealing revealing, CancellationToken cancel) =>
        await revealing.RevealAsync(number, Caller.Of(context.User), reason, cancel) switch
        {
            Reveal.Done => Results.LocalRedirect($"/tasks/{Uri.EscapeDataString(number)}"),
            Reveal.BadReason => Results.LocalRedirect($"/tasks/{Uri.EscapeDataString(number)}?reason=wrong#reveal"),
            _ => Results.NotFound(),
        };

    private static async Task<IResult> ListAsync([AsParameters] TaskFilterFields fields, HttpContext context, TaskList tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        _ = fields; // for the description of the API; FilterText reads them where pages have them too
        var (caller, catalogue, query) = (Caller.Of(context.User), current.Value, context.Request.Query);
        var reading = FilterText.Read(name => query[name], catalogue, caller.ScopeIn(catalogue));
        var unknown = query.Keys.Except(Parameters, StringComparer.Ordinal)
            .Select(name => new ProblemError(name, $"There is no filter '{name}'.", $"{string.Join(", ", Parameters)}."));
        if (unknown.Concat(reading.Errors.Select(error => new ProblemError(error.Name, error.Problem.English, error.Remedy.English))).ToList() is { Count: > 0 } errors)
        {
            return Problems.Invalid($"Wrong filters: {errors.Count}.", errors);
        }

        var page = await tasks.PageAsync(reading.Filter, caller, catalogue, cancel);
        return Results.Ok(new TaskPageView(page.Items.Select(TaskView.Of).ToList(), page.Next));
    }

    private static async Task<IResult> WhyAsync(string idOrNumber, int? sequence, HttpContext context, TaskQueries tasks, WhyQueries why, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        if (await tasks.FindAsync(idOrNumber, caller, current.Value, cancel) is not { } story)
        {
            return Problems.NotFound($"There is no task '{idOrNumber}' that you may see.");
        }

        var assignment = sequence is null ? story.Assignments is [.., var last] ? last : null : story.Assignments.FirstOrDefault(each => each.Sequence == sequence);
        return assignment is null
            ? Problems.NotFound(story.Assignments.Count is 0
                ? $"Task {story.Task.Number} is not assigned yet: the steps before it are not closed."
                : $"Task {story.Task.Number} has assignments 1 to {story.Assignments[^1].Sequence}; there is none of number {sequence}.")
            : Results.Ok(WhyView.Of(story.Task, await why.OfAsync(assignment, cancel), current.Value, caller.Oversees));
    }

    private static async Task<IResult> FindAsync(string idOrNumber, HttpContext context, TaskQueries tasks, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        return await tasks.FindAsync(idOrNumber, caller, current.Value, cancel) is { } story
            ? Results.Ok(TaskStoryView.Of(story, current.Value))
            : Problems.NotFound($"There is no task '{idOrNumber}' that you may see.");
    }
}

/// <summary>Why somebody wants to see what is masked.</summary>
public sealed record RevealBody
{
    /// <summary>4–200 characters, in one line.</summary>
    public string? Reason { get; init; }
}

/// <summary>The filters of a list of tasks, as the API takes them.</summary>
internal sealed record TaskFilterFields(
    string? Q, string? State, string? Duty, string? Unit, string? Member, string? Grid, string? Channel, string? IssuedFrom, string? IssuedTo, string? ClosedFrom, string? ClosedTo,
    string? DueFrom, string? DueBefore, string? Overdue, string? Automatic, string? OnTime, string? After, string? Limit);
