using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Photos;
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

    /// <summary>Where it was done, when the step asks for it; null: not said.</summary>
    public PlaceBody? Place { get; init; }

    internal MemberReport ToReport(Guid? act) => new(Note?.Trim() ?? "", GivenFields())
    {
        Act = act,
        Place = Place is null ? null : new ReportedPlace(
            Place.Words?.Trim(),
            Place is { Latitude: { } latitude, Longitude: { } longitude } ? new PhotoPlace(latitude, longitude) : null,
            IsFromPhoto: false),
    };

    private IReadOnlyDictionary<string, string> GivenFields() =>
        (Fields ?? new Dictionary<string, string?>(0)).Where(field => field.Value is not null).ToDictionary(field => field.Key, field => field.Value!);
}

/// <summary>Where something was done.</summary>
public sealed record PlaceBody
{
    /// <summary>In words, up to 200 characters.</summary>
    public string? Words { get; init; }

    /// <summary>Degrees, WGS-84, −90…90; together with longitude.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, WGS-84, −180…180; together with latitude.</summary>
    public double? Longitude { get; init; }
}

/// <summary>Why a task is returned.</summary>
public sealed record ReturnBody
{
    /// <summary>1–500 characters.</summary>
    public string? Reason { get; init; }
}

/// <summary>To whom a task is transferred, and why.</summary>
public sealed record TransferBody
{
    /// <summary>Number of another member of the own unit; null: the duty desk of the task's unit.</summary>
    public string? To { get; init; }

    /// <summary>1–500 characters.</summary>
    public string? Reason { get; init; }
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
        services.AddSingleton<OwnTasks>();
        services.AddSingleton<MemberWork>();
        services.AddSingleton<PassingOn>();
        services.AddSingleton<AnswerRecording>();
        services.AddHostedService(provider => provider.GetRequiredService<AnswerRecording>());
    }

    public static void MapFeedback(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/tasks").WithTags("Feedback 反馈").RequireAuthorization(Policies.Works);
        api.MapPost("/{id:guid}/accept", (Guid id, HttpContext context, MemberWork work, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope, _) => work.AcceptAsync(new TaskId(id), member, scope, cancel)))
            .WithSummary("Accept 接单: take up a task of one's own, or one at the own unit's duty desk. Twice is once.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        api.MapPost("/{id:guid}/report", (Guid id, ReportBody report, HttpContext context, MemberWork work, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope, act) => work.ReportAsync(new TaskId(id), member, scope, report.ToReport(act), cancel)))
            .WithSummary("Report 反馈: the result, with the fields the step's form asks for. Closes the task. Twice is once.")
            .WithDescription("With an Idempotency-Key, another report after the task is closed is a conflict; without one it is answered with the task.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/{id:guid}/return", (Guid id, ReturnBody body, HttpContext context, PassingOn passing, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope, act) => passing.ReturnAsync(new TaskId(id), member, scope, body.Reason?.Trim() ?? "", act, cancel)))
            .WithSummary("Return 退回: give an own task back; it is routed again to somebody who has not had it, or to the duty desk.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/{id:guid}/transfer", (Guid id, TransferBody body, HttpContext context, PassingOn passing, CurrentCatalogue current, CancellationToken cancel) =>
                AnswerAsync(context, current, (member, scope, act) => passing.TransferAsync(new TaskId(id), member, scope, string.IsNullOrWhiteSpace(body.To) ? null : body.To.Trim(), body.Reason?.Trim() ?? "", act, cancel)))
            .WithSummary("Transfer 转派: give an own task to another member of the own unit, or to the duty desk.")
            .Produces<WorkView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> AnswerAsync(HttpContext context, CurrentCatalogue current, Func<Member, Scope, Guid?, Task<WorkResult>> act)
    {
        if (Caller.Of(context.User) is not { Member: { } code } caller || current.Value.FindMember(code) is not { } member)
        {
            return Problems.NotFound("The token's member is not in the catalogue any more.");
        }

        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > ActId.KeyMax)
        {
            return Problems.Unreadable($"The Idempotency-Key has {key.Length} characters; at most {ActId.KeyMax}.");
        }

        return await act(member, caller.ScopeIn(current.Value), ActId.Of(key, member)) switch
        {
            Done done => Results.Ok(new WorkView(done.Task.Id.Value, done.Task.Number, done.Task.State.ToString(), done.Task.Member, done.Task.ClosedAt)),
            NoSuchTask => Problems.NotFound("There is no such task that you may work on."),
            NotNow not => Problems.Conflict(not.English),
            BadReport bad => Problems.Invalid($"Mistakes: {bad.Errors.Count}.", bad.Errors.Select(error => new ProblemError($"/{error.Field}", error.Problem, error.Remedy)).ToList()),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }
}
