using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>Dead letters over HTTP, for operators.</summary>
internal static class DeadLettersApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/dead-letters").WithTags("Dead letters 死信").RequireAuthorization(Policies.Operates);
        api.MapGet("/", ListAsync)
            .WithSummary("Messages that nobody could handle, last arrived first.")
            .WithDescription("Filters: state (Waiting, Retried, Discarded), queue. Pages of limit (1–200, default 50); pass next as after.")
            .Produces<DeadLetterPageView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapGet("/{id:guid}", FindAsync)
            .WithSummary("One dead letter with its properties, headers and body. A body may hold personal data.")
            .Produces<DeadLetterStoryView>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/retry", (DecisionRequest request, HttpContext context, DeadLetterDecisions decisions, CancellationToken cancel) =>
                DecideAsync(request, context, decisions, decisions.RetryAsync, cancel))
            .WithSummary("Sends dead letters again, under the same message id, to the queues they came from.")
            .WithDescription("Only those that wait: doing it twice is doing it once.")
            .Produces<DecisionView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/discard", (DecisionRequest request, HttpContext context, DeadLetterDecisions decisions, CancellationToken cancel) =>
                DecideAsync(request, context, decisions, decisions.DiscardAsync, cancel))
            .WithSummary("Marks dead letters as not to be handled; they stay in the list.")
            .WithDescription("Only those that wait: doing it twice is doing it once.")
            .Produces<DecisionView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
    }

    private static async Task<IResult> ListAsync(
        string? state, string? queue, string? after, int? limit, Database database, DeadLetterStore store, CancellationToken cancel)
    {
        if (limit is < 1 or > DeadLetterFilter.LimitMax)
        {
            return Problems.Invalid("The page size is wrong.", [new ProblemError("limit", $"limit is {limit}.", $"1 to {DeadLetterFilter.LimitMax}.")]);
        }

        DeadLetterState? only = null;
        if (Given(state) is { } name)
        {
            if (!Enum.GetNames<DeadLetterState>().Contains(name))
            {
                return Problems.Invalid("The state is not known.", [new ProblemError("state", $"state is '{name}'.", $"{string.Join(", ", Enum.GetNames<DeadLetterState>())}.")]);
            }

            only = Enum.Parse<DeadLetterState>(name);
        }

        var place = Given(after) is { } given ? DeadLetterPlace.Read(given) : null;
        if (Given(after) is { } wrong && place is null)
        {
            return Problems.Invalid("The place in the list is wrong.", [new ProblemError("after", $"after is '{wrong}'.", "Pass the next of the page before, unchanged.")]);
        }

        var filter = new DeadLetterFilter { State = only, Queue = Given(queue), After = place, Limit = limit ?? new DeadLetterFilter().Limit };
        var page = await database.ReadAsync(session => store.PageAsync(session, filter), cancel);
        return Results.Ok(new DeadLetterPageView([.. page.Items.Select(DeadLetterView.Of)], page.Next?.ToString()));
    }

    private static async Task<IResult> FindAsync(Guid id, Database database, DeadLetterStore store, CancellationToken cancel) =>
        await database.ReadAsync(session => store.FindAsync(session, new MessageId(id)), cancel) is { } letter
            ? Results.Ok(DeadLetterStoryView.Of(letter))
            : Problems.NotFound($"There is no dead letter '{id}'.");

    private static async Task<IResult> DecideAsync(
        DecisionRequest request, HttpContext context, DeadLetterDecisions decisions,
        Func<IReadOnlyList<MessageId>, string, CancellationToken, Task<DecisionResult>> decide, CancellationToken cancel)
    {
        if (Mistake(request) is { } mistake)
        {
            return Problems.Invalid("It is not clear which dead letters.", [mistake]);
        }

        var ids = request.Queue is { } queue
            ? await decisions.WaitingInAsync(queue, cancel)
            : [.. request.Ids!.Select(id => new MessageId(id))];
        return Results.Ok(DecisionView.Of(await decide(ids, Caller.Of(context.User).Name, cancel)));
    }

    private static ProblemError? Mistake(DecisionRequest request) => (request.Ids, request.Queue) switch
    {
        (null, null) => new ProblemError("/ids", "Neither ids nor queue is given.", "Give ids, or a queue for all that came from it."),
        (not null, not null) => new ProblemError("/queue", "Both ids and queue are given.", "Give one of them."),
        (null, { Length: 0 }) => new ProblemError("/queue", "queue is empty.", "Give a queue's name. Dead letters without one are named by their ids."),
        (null, _) => null,
        ({ Count: 0 or > DeadLetterDecisions.ListMax } ids, _) => new ProblemError("/ids", $"ids has {ids.Count} entries.", $"1 to {DeadLetterDecisions.ListMax}."),
        _ => null,
    };

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
