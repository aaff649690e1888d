using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Mvc;
using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.People;

public static class PeopleSetup
{
    private const string EitherScheme = "token-or-cookie";

    public static void AddPeople(this IServiceCollection services)
    {
        services.AddSingleton<PeopleStore>();
        services.AddSingleton<Tokens>();
        services.AddSingleton<ISweeper, ForgetExpiredTokens>();
        services.AddSingleton<KeyRing>();
        services.AddDataProtection().SetApplicationName("TaskManager");
        services.AddOptions<KeyManagementOptions>().Configure<KeyRing>((options, keys) => options.XmlRepository = keys);
        services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("Authorization") || context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Cookies.ContainsKey(CookieName)
                    ? TokenAuthentication.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(options =>
            {
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.SameSite = SameSiteMode.Strict;
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.ExpireTimeSpan = TimeSpan.FromHours(8);
                options.SlidingExpiration = false;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/sign-in";
                options.ReturnUrlParameter = "to";
            });

        // Deny by default: an endpoint that names no rule needs a signed-in caller.
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build())
            .AddPolicy(Policies.SignedIn, policy => policy.RequireAuthenticatedUser())
            .AddPolicy(Policies.Issues, policy => policy.RequireRole(nameof(Role.Committee), nameof(Role.Integration)))
            .AddPolicy(Policies.Oversees, policy => policy.RequireRole(nameof(Role.Committee), nameof(Role.Supervisor), nameof(Role.Reviewer)))
            .AddPolicy(Policies.Works, policy => policy.RequireRole(nameof(Role.Member)))
            .AddPolicy(Policies.Operates, policy => policy.RequireRole(nameof(Role.Operator)).RequireAssertion(context => !context.User.HasClaim(claim => claim.Type == Caller.UnitClaim)));
    }

    private const string CookieName = "taskmanager";

    public static void MapPeople(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/sign-in", SignInAsync).AllowAnonymous().ExcludeFromDescription();
        routes.MapPost("/sign-out", async ([FromForm] string? to, HttpContext context) =>
        {
            await context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme);
            return Results.LocalRedirect(WebSetup.LocalOr(to, "/sign-in"));
        }).RequireAuthorization(Policies.SignedIn).ExcludeFromDescription();
    }

    private static async Task<IResult> SignInAsync([FromForm] string? token, [FromForm] string? to, HttpContext context, Tokens tokens, CancellationToken cancel)
    {
        var back = WebSetup.LocalOr(to, "/");
        if (await tokens.FindAsync(token?.Trim() ?? "", cancel) is not { } caller)
        {
            return Results.LocalRedirect($"/sign-in?failed=1&to={Uri.EscapeDataString(back)}");
        }

        await context.SignInAsync(CookieAuthenticationDefaults.AuthenticationScheme, caller.ToPrincipal(CookieAuthenticationDefaults.AuthenticationScheme));
        return Results.LocalRedirect(back);
    }
}
