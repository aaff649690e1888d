using Microsoft.AspNetCore.Authentication.Cookies;

namespace TaskManager.Dispatcher.Accounts;

/// <summary>
/// Over https cookies are named <c>__Host-…</c>: browsers then take them only with Secure, for the whole site, and from no
/// sibling domain. Over plain http, as on one's own machine, they cannot be.
/// </summary>
internal sealed class HostCookies : ICookieManager
{
    private readonly ChunkingCookieManager cookies = new();

    public string? GetRequestCookie(HttpContext context, string key) => cookies.GetRequestCookie(context, Name(context, key));

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        cookies.AppendResponseCookie(context, Name(context, key), value, options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) => cookies.DeleteCookie(context, Name(context, key), options);

    /// <summary>A cookie's name on this connection.</summary>
    public static string Name(HttpContext context, string key) => context.Request.IsHttps ? $"__Host-{key}" : key;

    /// <summary>Sets a cookie that no script reads.</summary>
    public static void Set(HttpContext context, string key, string value, TimeSpan age) => context.Response.Cookies.Append(Name(context, key), value, new CookieOptions
    {
        HttpOnly = true,
        IsEssential = true,
        MaxAge = age,
        SameSite = SameSiteMode.Lax,
        Secure = context.Request.IsHttps,
        Path = "/",
    });

    public static void Delete(HttpContext context, string key) =>
        context.Response.Cookies.Delete(Name(context, key), new CookieOptions { Path = "/", Secure = context.Request.IsHttps });
}
