using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.OpenApi;

namespace TaskManager.Dispatcher.Web;

public static class WebSetup
{
    public static void AddWeb(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter());
            json.SerializerOptions.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        });
        services.Configure<ForwardedHeadersOptions>(options => Proxies.Trust(options, builder.Configuration));
        services.AddProblemDetails();
        services.AddExceptionHandler<BadRequests>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        services.AddOpenApi("v1", options => options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info.Title = "TaskManager 任务管家";
            document.Info.Description = "Issue matters, follow tasks, report results, read figures. Send `Authorization: Bearer tm_…`; errors are RFC 9457 problem details.";
            document.Components ??= new OpenApiComponents();
            document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
            {
                ["token"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", Description = "An access token, tm_…" },
            };
            document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("token", document)] = [] }];
            return Task.CompletedTask;
        }));
        services.AddRazorComponents();
        services.AddHttpContextAccessor();
        services.AddSingleton<Language>();
        services.AddSingleton<Assets>();
        services.AddResponseCompression(options =>
        {
            // Forms carry a new antiforgery token every time, so the length of a page tells nothing about it.
            options.EnableForHttps = true;
            options.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml", "application/geo+json", "application/problem+json", "application/manifest+json"];
        });
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "taskmanager-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        });
        services.AddHealthChecks();
    }

    public static void UseWeb(this WebApplication app)
    {
        app.UseForwardedHeaders();
        app.Use(SecurityHeaders);
        app.UseResponseCompression();
        app.UseExceptionHandler();
        app.UseWhen(IsApi, api => api.UseStatusCodePages());

        // Only of a page that was asked for: a refused form would be posted to the page of errors, which takes none.
        app.UseWhen(context => !IsApi(context) && (HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)), pages => pages.UseStatusCodePagesWithReExecute("/not-found", createScopeForStatusCodePages: true));
        app.UseStaticFiles(new StaticFileOptions
        {
            // An address with the mark of its content never means another content.
            OnPrepareResponse = file => file.Context.Response.Headers.CacheControl =
                file.Context.Request.Query.ContainsKey("v") ? "public, max-age=31536000, immutable" : "no-cache",
        });
        app.UseRouting();
        app.Use(RefuseCrossSite);
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    public static void MapWeb(this WebApplication app)
    {
        app.MapRazorComponents<App>();
        app.MapGet("/", (HttpContext context, IEnumerable<NavigationEntry> menu) =>
            Results.LocalRedirect(menu.FirstOrDefault(entry => entry.IsFor(context.User))?.Path ?? "/openapi")).ExcludeFromDescription();
        app.MapOpenApi("/openapi/{documentName}.json");
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = "openapi";
            options.SwaggerEndpoint("/openapi/v1.json", "v1");
            options.DocumentTitle = "TaskManager 任务管家 API";
        });
        // Alive is not ready: a broker that is away is no reason to start this process anew.
        app.MapHealthChecks("/health/live", new() { Predicate = _ => false }).AllowAnonymous();
        app.MapPost("/language", ([FromForm] string language, [FromForm] string? to, HttpContext context) =>
        {
            context.Response.Cookies.Append(Language.CookieName, language is "en" ? "en" : "zh", new CookieOptions
            {
                HttpOnly = true,
                IsEssential = true,
                MaxAge = TimeSpan.FromDays(365),
                SameSite = SameSiteMode.Lax,
                Secure = context.Request.IsHttps,
            });
            return Results.LocalRedirect(LocalOr(to, "/"));
        }).AllowAnonymous().ExcludeFromDescription();
    }

    /// <summary>The path to go back to, if it is one of ours.</summary>
    public static string LocalOr(string? to, string otherwise) =>
        to is ['/', ..] and not ['/', '/' or '\\', ..] && !to.Any(char.IsControl) && Uri.TryCreate(Anywhere, to, out var address) && address.Host == Anywhere.Host
            && address.PathAndQuery is not ['/', '/', ..] // "/.//host" is "//host" by now, another site's address
            ? address.PathAndQuery // percent-encoded, as a header must be
            : otherwise;

    private static readonly Uri Anywhere = new("http://localhost/");

    private static bool IsApi(HttpContext context) => context.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal);

    /// <summary>
    /// A browser's cookie must not work for another site's page, nor for another port's or a sibling's, which
    /// SameSite lets through. Programs send tokens, which no page can.
    /// </summary>
    private static Task RefuseCrossSite(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        var unsafeMethod = !HttpMethods.IsGet(request.Method) && !HttpMethods.IsHead(request.Method) && !HttpMethods.IsOptions(request.Method);
        var site = request.Headers["Sec-Fetch-Site"].ToString();
        var isForeign = site.Length > 0 ? site is not ("same-origin" or "none") : request.Headers.Origin.ToString() is { Length: > 0 } origin && !IsOwn(origin, request);
        return unsafeMethod && !request.Headers.ContainsKey("Authorization") && isForeign
            ? Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: "Refused; nothing was changed.", detail: "The request comes from a page of another site.").ExecuteAsync(context)
            : next(context);
    }

    /// <summary>For browsers that are too old to say where a request comes from in other words.</summary>
    private static bool IsOwn(string origin, HttpRequest request) => Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Authority == new Uri($"{request.Scheme}://{request.Host}").Authority;

    /// <summary>Set when the response starts, so that errors have them too.</summary>
    private static Task SecurityHeaders(HttpContext context, RequestDelegate next)
    {
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.XFrameOptions = "DENY";
            headers["Referrer-Policy"] = "same-origin";
            headers["Permissions-Policy"] = "camera=(self), geolocation=(self), microphone=()";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            if (context.Request.IsHttps)
            {
                headers.StrictTransportSecurity = "max-age=31536000; includeSubDomains";
            }

            // The OpenAPI page is a library's own and needs its inline parts; every other page has none.
            if (headers.ContentSecurityPolicy.Count > 0)
            {
                return Task.CompletedTask; // an endpoint's own, which is stricter
            }

            headers.ContentSecurityPolicy = context.Request.Path.StartsWithSegments("/openapi", StringComparison.Ordinal)
                ? "default-src 'self'; style-src 'self' 'unsafe-inline'; script-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'"
                : "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
            return Task.CompletedTask;
        });
        return next(context);
    }
}
