using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>What the forms of the sign-in pages post to. Whatever is wrong, the answer is the same.</summary>
internal static class SignInForms
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup("/sign-in").AllowAnonymous().ExcludeFromDescription();
        open.MapPost("", PasswordAsync);
        open.MapPost("/token", TokenAsync);
        open.MapPost("/code", CodeAsync);
        open.MapPost("/password", NewPasswordAsync);
        open.MapPost("/second-factor", SecondFactorAsync);
        routes.MapPost("/sign-out", async ([FromForm] string? to, HttpContext context, SignInSteps steps, CancellationToken cancel) =>
        {
            await steps.EndAsync(context, cancel);
            await Microsoft.AspNetCore.Authentication.AuthenticationHttpContextExtensions.SignOutAsync(context, Microsoft.AspNetCore.Authentication.Cookies.CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect(WebSetup.LocalOr(to, "/sign-in"));
        }).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> PasswordAsync(
        [FromForm] string? account, [FromForm] string? password, [FromForm] string? code, [FromForm] string? to,
        HttpContext context, AccountBook book, SignInSteps steps, Passwords passwords, SignInThrottle throttle, ILogger<SignInSteps> log, CancellationToken cancel)
    {
        var name = AccountRules.Normal(account);
        name = AccountRules.IsName(name) ? name : "";
        var keys = steps.Keys(context, name);
        var waits = keys.Select(key => (Key: key, Wait: throttle.Wait(key))).Where(each => each.Wait is not null).ToList();

        // When others guess at the account, its owner still comes in with password and code together: nobody guesses both.
        var needsBoth = waits.Count > 0 && waits.TrueForAll(each => each.Key == SignInThrottle.OfAccount(name));
        if (waits.Count > 0 && !(needsBoth && code is { Length: > 0 }))
        {
            return Wait(waits.Max(each => each.Wait!.Value));
        }

        var found = name.Length is 0 ? null : await book.FindAsync(name, cancel);
        var right = await passwords.IsRightAsync(found?.Password, password ?? "", cancel) && steps.MayEnter(found!);
        if (keys.Where(key => !needsBoth || key != SignInThrottle.OfAccount(name)).Select(throttle.Wait).Max() is { } since)
        {
            return Wait(since); // others were wrong while this one stood in line: many at once are no way around the waiting
        }

        var asksCode = right && code is { Length: > 0 };
        if (asksCode && throttle.Wait(SignInThrottle.OfCode(name)) is { } codeWait)
        {
            return Wait(codeWait);
        }

        var factor = asksCode && await book.UseCodeAsync(found!, code!, cancel);
        if (right && (factor || !needsBoth) && (factor || code is not { Length: > 0 } || found!.Secret is null))
        {
            return await steps.GoOnAsync(context, found!, factor, WebSetup.LocalOr(to, "/"), cancel);
        }

        Refuse(asksCode ? [.. keys, SignInThrottle.OfCode(name)] : keys, throttle);
        Log.Refused(log, name, $"{context.Connection.RemoteIpAddress}", needsBoth ? "too many attempts" : "account or password");
        return needsBoth ? Wait(waits.Max(each => each.Wait!.Value)) : Results.LocalRedirect($"/sign-in?failed=1&to={Uri.EscapeDataString(WebSetup.LocalOr(to, "/"))}");
    }

    private static async Task<IResult> TokenAsync(
        [FromForm] string? token, [FromForm] string? to, HttpContext context, Tokens tokens, SignIns signIns, SignInSteps steps, SignInThrottle throttle, CancellationToken cancel)
    {
        var back = WebSetup.LocalOr(to, "/");
        var address = SignInThrottle.OfAddress(context.Connection.RemoteIpAddress);
        if (throttle.Wait(address) is { } wait)
        {
            return Wait(wait);
        }

        var given = token?.Trim() ?? "";
        if (await tokens.FindAsync(given, cancel) is not { } caller)
        {
            throttle.Failed(address);
            return Results.LocalRedirect($"/sign-in/token?failed=1&to={Uri.EscapeDataString(back)}");
        }

        await steps.EndAsync(context, cancel);
        var (id, expiresAt) = await signIns.BeginAsync(caller, given, cancel);
        await SignInSteps.EnterAsync(context, id, expiresAt, persistent: false);
        return Results.LocalRedirect(back);
    }

    private static async Task<IResult> CodeAsync(
        [FromForm] string? code, HttpContext context, AccountBook book, SignInSteps steps, SignInThrottle throttle, ILogger<SignInSteps> log, CancellationToken cancel)
    {
        if (await steps.BegunAsync(context, cancel) is not (var begun, var account))
        {
            return Results.LocalRedirect("/sign-in");
        }

        IReadOnlyList<string> keys = [.. steps.Keys(context, account.Name), SignInThrottle.OfCode(account.Name)];
        if (keys.Select(throttle.Wait).Max() is { } wait)
        {
            return Wait(wait);
        }

        if (await book.UseCodeAsync(account, code ?? "", cancel))
        {
            return await steps.GoOnAsync(context, account, factor: true, begun.To, cancel);
        }

        Refuse(keys, throttle);
        Log.Refused(log, account.Name, $"{context.Connection.RemoteIpAddress}", "second factor");
        return Results.LocalRedirect("/sign-in/code?failed=1");
    }

    private static async Task<IResult> NewPasswordAsync(
        [FromForm] string? password, [FromForm] string? again, HttpContext context, AccountBook book, SignInSteps steps, Passwords passwords, CancellationToken cancel)
    {
        if (await steps.BegunAsync(context, cancel) is not (var begun, var account) || (account.Secret is not null && !begun.Factor) || !steps.NeedsPassword(account))
        {
            return Results.LocalRedirect("/sign-in");
        }

        if (await NewPassword.WhyNotAsync(account, password, again, passwords, cancel) is { } why)
        {
            return Results.LocalRedirect($"/sign-in/password?why={why}");
        }

        return await book.ChangePasswordAsync(account, password!, cancel) is { } changed
            ? await steps.GoOnAsync(context, changed, begun.Factor, begun.To, cancel)
            : Results.LocalRedirect("/sign-in");
    }

    private static async Task<IResult> SecondFactorAsync(
        [FromForm] string? code, HttpContext context, AccountBook book, SignInSteps steps, TimeProvider clock, CancellationToken cancel)
    {
        if (await steps.BegunAsync(context, cancel) is not ({ Secret: { } secret } begun, var account) || (account.Secret is not null && !begun.Factor))
        {
            return Results.LocalRedirect("/sign-in");
        }

        if (Totp.StepOf(secret, new string([.. (code ?? "").Where(char.IsAsciiDigit)]), clock.GetUtcNow()) is not { } step)
        {
            return Results.LocalRedirect("/sign-in/second-factor?failed=1");
        }

        if (await book.SetSecondFactorAsync(account, secret, step, cancel) is not (var changed, var codes))
        {
            return Results.LocalRedirect("/sign-in");
        }

        await steps.EnterAsync(context, changed, begun.To, cancel);
        return new RazorComponentResult<ShownOncePage>(new { Kind = ShownOnce.RecoveryCodes, Values = codes, Back = begun.To });
    }

    private static void Refuse(IEnumerable<string> keys, SignInThrottle throttle)
    {
        foreach (var key in keys)
        {
            throttle.Failed(key);
        }
    }

    private static IResult Wait(TimeSpan wait) => new WaitResult(wait);

    /// <summary>429 with Retry-After, as a page.</summary>
    private sealed class WaitResult(TimeSpan wait) : IResult
    {
        public Task ExecuteAsync(HttpContext httpContext)
        {
            var seconds = Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds));
            httpContext.Response.Headers.RetryAfter = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
            return new RazorComponentResult<WaitPage>(new { Seconds = seconds }) { StatusCode = StatusCodes.Status429TooManyRequests }.ExecuteAsync(httpContext);
        }
    }
}

/// <summary>What may be wrong with a new password.</summary>
internal static class NewPassword
{
    /// <summary>Why it cannot be taken, as a word of the address: <c>again</c>, <c>same</c> or <c>rule</c>; null: it can.</summary>
    public static async Task<string?> WhyNotAsync(Account account, string? password, string? again, Passwords passwords, CancellationToken cancel) =>
        password is null || password != again ? "again"
        : !passwords.MayBe(password, account.Name) ? "rule"
        : await passwords.IsRightAsync(account.Password, password, cancel) ? "same"
        : null;

    public static string? Words(string? why, Language language, Passwords passwords) => why switch
    {
        "again" => language["两次输入的密码不一致。", "The two passwords differ."],
        "same" => language["新密码不能与原密码相同。", "Choose another password than the one before."],
        "rule" => language[passwords.Rule.Chinese, passwords.Rule.English],
        "wrong" => language["当前密码不正确。", "The current password is wrong."],
        _ => null,
    };
}
