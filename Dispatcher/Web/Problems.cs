using System.Text.Json.Serialization;

namespace TaskManager.Dispatcher.Web;

/// <summary>One thing wrong with a request.</summary>
/// <param name="Where">Where: a JSON pointer into the body, or a column of a file.</param>
/// <param name="Detail">What is wrong, with the value found.</param>
/// <param name="Remedy">What would be right.</param>
/// <param name="Row">Row of a file, from 1, the header not counted; null for JSON.</param>
public sealed record ProblemError(
    string Where,
    string Detail,
    string Remedy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Row = null);

/// <summary>Errors of the API, RFC 9457.</summary>
public static class Problems
{
    /// <summary>The request is understood and wrong; nothing changed. 422.</summary>
    public static IResult Invalid(string detail, IReadOnlyList<ProblemError> errors) => Results.Problem(
        statusCode: StatusCodes.Status422UnprocessableEntity,
        title: "The request is not valid; nothing was changed.",
        detail: detail,
        extensions: new Dictionary<string, object?> { ["errors"] = errors });

    /// <summary>The body cannot be read. 400.</summary>
    public static IResult Unreadable(string detail) => Results.Problem(
        statusCode: StatusCodes.Status400BadRequest, title: "The request cannot be read; nothing was changed.", detail: detail);

    /// <summary>There is no such thing, or it is none of the caller's business. 404.</summary>
    public static IResult NotFound(string detail) => Results.Problem(
        statusCode: StatusCodes.Status404NotFound, title: "Not found.", detail: detail);

    /// <summary>The thing is in a state that does not allow it. 409.</summary>
    public static IResult Conflict(string detail) => Results.Problem(
        statusCode: StatusCodes.Status409Conflict, title: "Not possible now; nothing was changed.", detail: detail);
}
