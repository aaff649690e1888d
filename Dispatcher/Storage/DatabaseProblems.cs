using Microsoft.AspNetCore.Diagnostics;
using Npgsql;

namespace TaskManager.Dispatcher.Storage;

/// <summary>Tells a caller of the API plainly that the database is away, and whether asking again is safe. 503.</summary>
internal sealed class DatabaseProblems : IExceptionHandler
{
    /// <summary>Seconds after which asking again makes sense.</summary>
    private const string RetryAfter = "10";

    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        var (title, detail) = exception switch
        {
            DatabaseAwayException => ("The database is away; nothing was changed.", "Ask again in a while."),
            CommitUnknownException => ("Whether this was saved is not known.", "Ask again with the same Idempotency-Key or external id: it is saved once or not at all."),
            ConflictException => ("Others were in the way; nothing was changed.", "Ask again."),
            _ => ("", ""),
        };
        if (exception is PostgresException { SqlState: PostgresErrorCodes.CharacterNotInRepertoire })
        {
            await Results.Problem(statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be read; nothing was changed.", detail: "It contains a zero character, which no text here may hold.").ExecuteAsync(httpContext);
            return true;
        }

        if (title.Length is 0)
        {
            return false;
        }

        httpContext.Response.Headers.RetryAfter = RetryAfter;
        await Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: title, detail: detail).ExecuteAsync(httpContext);
        return true;
    }
}
