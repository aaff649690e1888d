using Microsoft.AspNetCore.Mvc;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.DeadLetters;

/// <summary>What the operator's page posts; it works without scripts. After each the browser is sent to a page to look at.</summary>
internal static class DeadLetterForms
{
    private const string Page = "/operations";

    /// <summary>Most that can be chosen by hand: their ids must fit into an address.</summary>
    private const int ChosenMax = 100;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var forms = routes.MapGroup("/operations/dead-letters").RequireAuthorization(Policies.Operates).ExcludeFromDescription();
        forms.MapPost("/choose", ChooseAsync);
        forms.MapPost("/discard", DiscardAsync);
    }

    /// <summary>The two buttons: retry is done at once, discarding is asked about on a page of its own.</summary>
    private static async Task<IResult> ChooseAsync(
        [FromForm] string act, [FromForm] string? queue, [FromForm] Guid[]? id, HttpContext context, DeadLetterDecisions decisions, CancellationToken cancel)
    {
        var chosen = (id ?? []).Take(ChosenMax).ToList();
        if (chosen.Count is 0 && string.IsNullOrEmpty(queue))
        {
            return Results.LocalRedirect($"{Page}?none=1#dead-letters");
        }

        if (act is "discard")
        {
            return Results.LocalRedirect($"{Page}/discard?{(chosen.Count > 0 ? string.Join('&', chosen.Select(each => $"id={each}")) : $"queue={Uri.EscapeDataString(queue!)}")}");
        }

        return await DoneAsync("retried", chosen, queue, context, decisions, decisions.RetryAsync, cancel);
    }

    private static Task<IResult> DiscardAsync(
        [FromForm] string? queue, [FromForm] Guid[]? id, HttpContext context, DeadLetterDecisions decisions, CancellationToken cancel) =>
        DoneAsync("discarded", (id ?? []).Take(ChosenMax).ToList(), queue, context, decisions, decisions.DiscardAsync, cancel);

    private static async Task<IResult> DoneAsync(
        string what, List<Guid> chosen, string? queue, HttpContext context, DeadLetterDecisions decisions,
        Func<IReadOnlyList<MessageId>, string, CancellationToken, Task<DecisionResult>> decide, CancellationToken cancel)
    {
        var ids = chosen.Count > 0 ? [.. chosen.Select(each => new MessageId(each))]
            : string.IsNullOrEmpty(queue) ? []
            : await decisions.WaitingInAsync(queue, cancel);
        var result = await decide(ids, Caller.Of(context.User).Name, cancel);
        return Results.LocalRedirect($"{Page}?{what}={result.Done.Count}&left={result.Left.Count}#dead-letters");
    }
}
