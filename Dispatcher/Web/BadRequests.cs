using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Diagnostics;

namespace TaskManager.Dispatcher.Web;

/// <summary>Says what could not be read in a request that the framework refuses: its own message names .NET types.</summary>
internal sealed partial class BadRequests : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is not BadHttpRequestException bad)
        {
            return false;
        }

        if (!httpContext.Request.Path.StartsWithSegments("/api", StringComparison.Ordinal))
        {
            // A form that is too old, or was never ours: the page has a fresh one.
            httpContext.Response.Redirect("/");
            return true;
        }

        var detail = Parameter().Match(bad.Message) is { Success: true } parameter
            ? $"'{parameter.Groups["name"].Value}' cannot be '{parameter.Groups["value"].Value}'."
            : bad.StatusCode is StatusCodes.Status400BadRequest ? "The body is not what this address takes. See /openapi for the fields." : bad.Message;
        await Results.Problem(statusCode: bad.StatusCode, title: "The request cannot be read; nothing was changed.", detail: detail).ExecuteAsync(httpContext);
        return true;
    }

    [GeneratedRegex("parameter \"[^\"]* (?<name>\\w+)\" from \"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 100)]
    private static partial Regex Parameter();
}
