using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using System.Security.Claims;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Accounts;

public static class AccountsSetup
{
    private const string EitherScheme = "token-or-cookie";
    private const string ProviderScheme = "provider";
    private const string CookieName = "taskmanager";

    public static void AddAccounts(this IServiceCollection services, IConfiguration configuration)
    {
        var oidc = OidcSettings.Read(configuration);
        services.AddSingleton(AccountSettings.Read(configuration));
        services.AddSingleton(oidc);
        services.AddSingleton<DemoMode>();
        services.AddSingleton<AccountStore>();
        services.AddSingleton<Passwords>();
        services.AddSingleton<SignIns>();
        services.AddSingleton<AccountBook>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInSteps>();
        services.AddSingleton<DemoAccounts>();
        services.AddSingleton<FirstAccount>();
        services.AddSingleton<TokenMaking>();
        services.AddSingleton<ISweeper, ForgetSignIns>();
        var authentication = services.AddAuthentication(EitherScheme)
            .AddPolicyScheme(EitherScheme, null, options => options.ForwardDefaultSelector = context =>
                context.Request.Headers.ContainsKey("Authorization") || (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) && !context.Request.Cookies.ContainsKey(HostCookies.Name(context, CookieName)))
                    ? TokenAuthentication.SchemeName
                    : CookieAuthenticationDefaults.AuthenticationScheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthentication>(TokenAuthentication.SchemeName, null)
            .AddCookie(options =>
            {
                options.CookieManager = new HostCookies();
                options.Cookie.Name = CookieName;
                options.Cookie.HttpOnly = true;
                options.Cookie.Path = "/";
                options.Cookie.SameSite = SameSiteMode.Lax; // a link in a message leads in; no GET changes anything
                options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                options.SlidingExpiration = false;
                options.LoginPath = "/sign-in";
                options.AccessDeniedPath = "/sign-in";
                options.ReturnUrlParameter = "to";
                options.Events.OnValidatePrincipal = ValidateAsync;
                options.Events.OnRedirectToLogin = context => Refuse(context, StatusCodes.Status401Unauthorized);
                options.Events.OnRedirectToAccessDenied = context => Refuse(context, StatusCodes.Status403Forbidden);
            });
        if (oidc.IsOn)
        {
            authentication.AddOpenIdConnect(ProviderScheme, options => Use(options, oidc));
        }
    }

    public static void MapAccounts(this IEndpointRouteBuilder routes)
    {
        SignInForms.Map(routes);
        AccountForms.Map(routes);
        TokensApi.Map(routes);
        if (routes.ServiceProvider.GetRequiredService<OidcSettings>().IsOn)
        {
            routes.MapGet("/sign-in/provider", (string? to) => Results.Challenge(new AuthenticationProperties { RedirectUri = WebSetup.LocalOr(to, "/") }, [ProviderScheme]))
                .AllowAnonymous().ExcludeFromDescription();
        }
    }

    /// <summary>The cookie holds an id; who that is, is looked up.</summary>
    private static async Task ValidateAsync(CookieValidatePrincipalContext context)
    {
        var id = context.Principal?.FindFirstValue(SignInSteps.SignInClaim);
        if (id is null || await context.HttpContext.RequestServices.GetRequiredService<SignIns>().FindAsync(id, context.HttpContext.RequestAborted) is not { } caller)
        {
            context.RejectPrincipal();
            return;
        }

        var principal = caller.ToPrincipal(CookieAuthenticationDefaults.AuthenticationScheme);
        ((ClaimsIdentity)principal.Identity!).AddClaim(new Claim(SignInSteps.SignInClaim, id));
        context.ReplacePrincipal(principal);
    }

    /// <summary>Pages lead to the sign-in; the API, and what a script fetches, gets the bare answer.</summary>
    private static Task Refuse(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        if (context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal) || context.Request.Headers.ContainsKey("HX-Request"))
        {
            context.Response.StatusCode = status;
        }
        else
        {
            context.Response.Redirect(context.RedirectUri);
        }

        return Task.CompletedTask;
    }

    private static void Use(OpenIdConnectOptions options, OidcSettings oidc)
    {
        options.Authority = oidc.Authority;
        options.RequireHttpsMetadata = oidc.Authority!.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        options.ClientId = oidc.ClientId;
        options.ClientSecret = oidc.ClientSecret;
        options.ResponseType = OpenIdConnectResponseType.Code;
        options.ResponseMode = OpenIdConnectResponseMode.Query; // the way back is a GET, so cookies may stay Lax
        options.UsePkce = true;
        options.MapInboundClaims = false;
        options.CallbackPath = "/sign-in/provider/back";
        options.SignInScheme = CookieAuthenticationDefaults.AuthenticationScheme;
        options.CorrelationCookie.SameSite = SameSiteMode.Lax;
        options.CorrelationCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.NonceCookie.SameSite = SameSiteMode.Lax;
        options.NonceCookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        options.Scope.Clear();
        options.Scope.Add("openid");
        options.Scope.Add("profile");
        options.Events.OnTicketReceived = async context =>
        {
            // Who the provider says it is must be an account here; from there on it is a sign-in like any other.
            var services = context.HttpContext.RequestServices;
            var (book, steps, cancel) = (services.GetRequiredService<AccountBook>(), services.GetRequiredService<SignInSteps>(), context.HttpContext.RequestAborted);
            var id = context.Principal?.FindFirstValue(oidc.Claim);
            context.HandleResponse();
            var next = id is { Length: > 0 } && await book.FindExternalAsync(id, cancel) is { } account && steps.MayEnter(account)
                ? await steps.GoOnFromProviderAsync(context.HttpContext, account, oidc.HasSecondFactor, WebSetup.LocalOr(context.ReturnUri, "/"), cancel)
                : Results.LocalRedirect("/sign-in?failed=provider");
            await next.ExecuteAsync(context.HttpContext);
        };
        options.Events.OnRemoteFailure = context =>
        {
            context.HandleResponse();
            context.Response.Redirect("/sign-in?failed=provider");
            return Task.CompletedTask;
        };
    }
}
