using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>What the forms of <c>/account</c> and <c>/accounts</c> post to.</summary>
internal static class AccountForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var own = routes.MapGroup("/account").RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
        own.MapPost("/password", ChangePasswordAsync);
        own.MapPost("/second-factor", BeginSecondFactorAsync);
        own.MapPost("/tokens", MakeTokenAsync);
        own.MapPost("/tokens/revoke", RevokeTokenAsync);
        var all = routes.MapGroup("/accounts").RequireAuthorization(Policies.KeepsAccounts).ExcludeFromDescription();
        all.MapPost("", AddAsync);
        all.MapPost("/{name}/{act}", ActAsync);
    }

    private static async Task<IResult> ChangePasswordAsync(
        [FromForm] string? current, [FromForm] string? password, [FromForm] string? again,
        HttpContext context, AccountBook book, Passwords passwords, SignInSteps steps, SignInThrottle throttle, CancellationToken cancel)
    {
        if (await ShownAsync(context, current, book, passwords, throttle, cancel) is not { } account)
        {
            return Results.LocalRedirect("/account?why=wrong");
        }

        if (await NewPassword.WhyNotAsync(account, password, again, passwords, cancel) is { } why)
        {
            return Results.LocalRedirect($"/account?why={why}");
        }

        return await book.ChangePasswordAsync(account, password!, cancel) is { } changed
            ? await steps.EnterAsync(context, changed, "/account?done=password", cancel) // all other sign-ins ended
            : Results.LocalRedirect("/account?why=wrong");
    }

    private static async Task<IResult> BeginSecondFactorAsync(
        [FromForm] string? current, HttpContext context, AccountBook book, Passwords passwords, SignInSteps steps, SignInThrottle throttle, CancellationToken cancel)
    {
        if (await ShownAsync(context, current, book, passwords, throttle, cancel) is not { } account)
        {
            return Results.LocalRedirect("/account?why=wrong");
        }

        steps.BeginSecondFactor(context, account);
        return Results.LocalRedirect("/sign-in/second-factor");
    }

    /// <summary>The caller's account, if the password is shown once more: a browser left open is not enough for this.</summary>
    private static async Task<Account?> ShownAsync(HttpContext context, string? password, AccountBook book, Passwords passwords, SignInThrottle throttle, CancellationToken cancel)
    {
        if (Caller.Of(context.User).Account is not { } name || await book.FindAsync(name, cancel) is not { Demo: false } account)
        {
            return null;
        }

        var key = SignInThrottle.OfDevice(name, "account");
        if (throttle.Wait(key) is not null)
        {
            return null;
        }

        // Looked at again: many at once are no way around the waiting.
        if (await passwords.IsRightAsync(account.Password, password ?? "", cancel) && throttle.Wait(key) is null)
        {
            throttle.Succeeded(key);
            return account;
        }

        throttle.Failed(key);
        return null;
    }

    private static async Task<IResult> MakeTokenAsync(
        [FromForm] string? name, [FromForm] string? role, [FromForm] string? unit, [FromForm] int? days, HttpContext context, TokenMaking making, Tokens tokens, CancellationToken cancel) =>
        await making.MakeAsync(Caller.Of(context.User), await TokensApi.EndOfShownAsync(context, tokens, cancel), name, role, unit, days ?? 0, cancel) switch
        {
            NewToken made => new RazorComponentResult<ShownOncePage>(new { Kind = ShownOnce.Token, Values = (IReadOnlyList<string>)[made.Token], Back = "/account" }),
            NoToken wrong => Results.LocalRedirect($"/account?token={(wrong.Field.Length is 0 ? "none" : wrong.Field)}"),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };

    private static async Task<IResult> RevokeTokenAsync([FromForm] string? id, HttpContext context, Tokens tokens, SignIns signIns, CancellationToken cancel)
    {
        var revoked = Caller.Of(context.User).Account is { } account && await tokens.RevokeAsync(account, id ?? "", cancel);
        signIns.LookAgain();
        return Results.LocalRedirect(revoked ? "/account?done=revoked" : "/account");
    }

    private static async Task<IResult> AddAsync(
        [FromForm] string? name, [FromForm] string? role, [FromForm] string? unit, [FromForm] string? member, [FromForm] string? externalId,
        HttpContext context, AccountBook book, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        var asked = new Account(AccountRules.Normal(name), Enum.TryParse<Role>(role, ignoreCase: true, out var acts) ? acts : (Role)(-1), Given(unit) ?? caller.Unit, Given(member), Enabled: true)
        {
            ExternalId = Given(externalId),
            MustChange = true,
        };
        if (AccountCheck.Of(asked, caller, current.Value) is { } field)
        {
            return Results.LocalRedirect($"/accounts?wrong={field}");
        }

        var password = AccountBook.NewPassword();
        return await book.AddAsync(asked, password, caller.Name, cancel)
            ? new RazorComponentResult<ShownOncePage>(new { Kind = ShownOnce.Password, Values = (IReadOnlyList<string>)[asked.Name, password], Back = "/accounts" })
            : Results.LocalRedirect("/accounts?wrong=taken");
    }

    private static async Task<IResult> ActAsync(string name, string act, HttpContext context, AccountBook book, CurrentCatalogue current, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        if (await book.FindAsync(name, cancel) is not { Demo: false } account || !AccountCheck.MayKeep(caller, account, current.Value))
        {
            return Results.NotFound();
        }

        if (account.Name == caller.Account && act is not "password")
        {
            return Results.LocalRedirect("/accounts?wrong=own"); // nobody locks oneself out
        }

        switch (act)
        {
            case "disable":
                await book.EnableAsync(account, enabled: false, caller.Name, cancel);
                return Results.LocalRedirect("/accounts?done=disabled");
            case "enable":
                await book.EnableAsync(account, enabled: true, caller.Name, cancel);
                return Results.LocalRedirect("/accounts?done=enabled");
            case "second-factor":
                await book.ResetSecondFactorAsync(account, caller.Name, cancel);
                return Results.LocalRedirect("/accounts?done=factor");
            case "password":
                return await book.ResetPasswordAsync(account, caller.Name, cancel) is { } password
                    ? new RazorComponentResult<ShownOncePage>(new { Kind = ShownOnce.Password, Values = (IReadOnlyList<string>)[account.Name, password], Back = "/accounts" })
                    : Results.LocalRedirect("/accounts");
            default:
                return Results.NotFound();
        }
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

/// <summary>Which accounts an operator may make and change: those within the own unit.</summary>
public static class AccountCheck
{
    /// <summary>Which field of a new account is wrong; null: none.</summary>
    public static string? Of(Account account, Caller by, Catalogue catalogue) => account switch
    {
        { Name: var name } when !AccountRules.IsName(name) => "name",
        { Role: var role } when !Enum.IsDefined(role) => "role",
        { Unit: { } unit } when catalogue.FindUnit(unit) is null || !by.ScopeIn(catalogue).Holds(unit) => "unit",
        { Unit: null } when by.Unit is not null => "unit",
        { Role: Role.Member, Member: var code } when code is null || catalogue.FindMember(code) is not { } member || !by.ScopeIn(catalogue).Holds(member.Unit) => "member",
        { Role: not Role.Member, Member: not null } => "member",
        { ExternalId.Length: > 200 } => "externalId",
        _ => null,
    };

    /// <summary>Whether an operator may change an account.</summary>
    public static bool MayKeep(Caller by, Account account, Catalogue catalogue) =>
        by.ScopeIn(catalogue) is { Units: null } || (account.Unit is { } unit && by.ScopeIn(catalogue).Holds(unit));
}
