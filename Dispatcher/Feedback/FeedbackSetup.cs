using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>A member's report.</summary>
public sealed record ReportBody
{
    /// <summary>The result in words, up to 4,000 characters.</summary>
    public string? Note { get; init; }

    /// <summary>Fields of the step's form, by name; null is as good as not given.</summary>
    public IReadOnlyDictionary<string, string?>? Fields { get; init; }

    internal IReadOnlyDictionary<string, string> GivenFields() =>
        (Fields ?? new Dictionary<string, string?>(0)).Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value!);
}

/// <summary>The task after the act.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Number">The number people quote.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Member">The assignee.</param>
/// <param name="ClosedAt">When it was closed; null: it is not.</param>
public sealed record WorkView(Guid Id, string Number, string State, string? Member, DateTimeOffset? ClosedAt);

public static class FeedbackSetup
{
    public static void AddFeedback(this IServiceCollection services)
    {
        services.AddSingleton<FeedbackStore>();
        services.AddSingleton<Recorder>();
        services.AddSingleton<MemberWork>();
        services.AddSingleton<AnswerRecording>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerRecording>());
    }

    public static void MapFeedback(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/tasks").WithTags("Feedback 反馈").RequireAuthorization(Policies.Works);
        api.MapPost("/{id:guid}/accept", (Guid id, HttpContext context, MemberWork work, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope) => work.AcceptAsync(new TaskId(id), member, scope, cancel)))
            .WithSummary("Accept 接单: take up a task of one's own, or one at the own unit's duty desk. Twice is once.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{id:guid}/report", (Guid id, ReportBody report, HttpContext context, MemberWork work, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope) =>
                    work.ReportAsync(new TaskId(id), member, scope, report.Note?.Trim() ?? "", report.GivenFields(), cancel)))
            .WithSummary("Report 反馈: the result, with the fields the step's form asks for. Closes the task. Twice is once.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, CurrentCatalogue current, Func<Member, Scope, Task<WorkResult>> act)
    {
        if (Caller.Of(context.User) is not { Member: { } code } caller || current.Value.FindMember(code) is not { } member)
        {
            return Problems.NotFound("The token's member is not in the catalogue any more.");
        }

        return await act(member, caller.ScopeIn(current.Value)) switch
        {
            Done done => Results.Ok(new WorkView(done.Task.Id.Value, done.Task.Number, done.Task.State.ToString(), done.Task.Member, done.Task.ClosedAt)),
            NoSuchTask => Problems.NotFound("There is no such task that you may work on."),
            NotNow not => Problems.Conflict(not.Reason),
            BadReport bad => Problems.Invalid($"Mistakes: {bad.Errors.Count}.", bad.Errors.Select(error => new ProblemError($"/{error.Field}", error.Problem, error.Remedy)).ToList()),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }
}
