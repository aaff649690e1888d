using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>A token to make.</summary>
public sealed record TokenBody
{
    /// <summary>Name, 1–100 characters; the journal shows it after the account's name.</summary>
    public string? Name { get; init; }

    /// <summary>committee, supervisor, reviewer, integration, member or operator; no more than one's own. Default: one's own.</summary>
    public string? Role { get; init; }

    /// <summary>Code of the unit at the top of what it may see, within one's own. Default: one's own.</summary>
    public string? Unit { get; init; }

    /// <summary>Days until it ends, 1–365, default 90. Made with a token, it ends with that one at the latest.</summary>
    public int? Days { get; init; }
}

/// <summary>A token that was made.</summary>
/// <param name="Token">The token; shown only here.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record NewTokenView(string Token, DateTimeOffset ExpiresAt);

/// <summary>A token of one's own.</summary>
/// <param name="Id">By which it is taken back.</param>
/// <param name="Name">Its name.</param>
/// <param name="Role">What it may do.</param>
/// <param name="Unit">Code of the unit at the top of what it may see; null: the whole city.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="ExpiresAt">When it ends.</param>
public sealed record TokenView(string Id, string Name, string Role, string? Unit, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt);

/// <summary><c>/api/v1/tokens</c>: the tokens of one's own account.</summary>
internal static class TokensApi
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1/tokens").WithTags("Tokens 令牌").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/", async (HttpContext context, Tokens tokens, CancellationToken cancel) =>
                Caller.Of(context.User).Account is { } account
                    ? (await tokens.OfAccountAsync(account, cancel)).Select(token => new TokenView(token.Id, token.Name, token.Role.ToString(), token.Unit, token.CreatedAt, token.ExpiresAt))
                    : [])
            .WithSummary("The tokens of one's own account that still work, newest first.").Produces<IEnumerable<TokenView>>();
        api.MapPost("/", MakeAsync)
            .WithSummary("Make a token. It is shown once, never has more rights than one's own, and ends.")
            .Produces<NewTokenView>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapDelete("/{id}", async (string id, HttpContext context, Tokens tokens, SignIns signIns, CancellationToken cancel) =>
            {
                var revoked = Caller.Of(context.User).Account is { } account && await tokens.RevokeAsync(account, id, cancel);
                signIns.LookAgain();
                return revoked ? Results.NoContent() : Problems.NotFound($"You have no token '{id}'.");
            })
            .WithSummary("Take a token of one's own back. It ends at once.")
            .Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> MakeAsync(TokenBody body, HttpContext context, TokenMaking making, Tokens tokens, CancellationToken cancel)
    {
        var until = await EndOfShownAsync(context, tokens, cancel);
        return await making.MakeAsync(Caller.Of(context.User), until, body.Name, body.Role, body.Unit, body.Days ?? 90, cancel) switch
        {
            NewToken made => Results.Json(new NewTokenView(made.Token, made.ExpiresAt), statusCode: StatusCodes.Status201Created),
            NoToken wrong => Problems.Invalid(wrong.Problem, [new ProblemError($"/{wrong.Field}", wrong.Problem, wrong.Remedy)]),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }

    /// <summary>When the token ends that the request shows; null: it shows none. The page's form is asked too: programs can post to it.</summary>
    internal static async Task<DateTimeOffset?> EndOfShownAsync(HttpContext context, Tokens tokens, CancellationToken cancel)
    {
        const string Bearer = "Bearer ";
        var shown = context.Request.Headers.Authorization.ToString();
        return shown.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase) ? await tokens.EndOfAsync(shown[Bearer.Length..].Trim(), cancel) : null;
    }
}
