using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Storage;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing;

/// <summary>A matter to issue.</summary>
public sealed record MatterBody
{
    /// <summary>Code of the duty; GET /api/v1/duties lists them.</summary>
    public string? Duty { get; init; }

    /// <summary>What or whom it is about, up to 500 characters.</summary>
    public string? Subject { get; init; }

    /// <summary>Code of the grid, if known; GET /api/v1/grids lists them.</summary>
    public string? Grid { get; init; }

    /// <summary>Address in words, up to 500 characters.</summary>
    public string? Place { get; init; }

    /// <summary>Degrees, WGS-84, −90…90; together with longitude.</summary>
    public double? Latitude { get; init; }

    /// <summary>Degrees, WGS-84, −180…180; together with latitude.</summary>
    public double? Longitude { get; init; }

    /// <summary>How the request came in, for example hotline. Default: api.</summary>
    public string? Channel { get; init; }

    /// <summary>The caller's id. The same id again from the same caller issues nothing and answers with the earlier matter.</summary>
    public string? ExternalId { get; init; }

    /// <summary>Deadline in place of the duty's, with offset.</summary>
    [JsonConverter(typeof(InstantWithOffset))]
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Values the duty's checks ask about, at most 32; null is as good as not given.</summary>
    public IReadOnlyDictionary<string, string?>? Parameters { get; init; }

    /// <summary>回避: numbers of members who must have nothing to do with it, at most 20.</summary>
    public IReadOnlyList<string?>? Exclude { get; init; }

    internal MatterRequest ToRequest(string caller, DateTimeOffset now) => new()
    {
        Source = $"api:{caller}",
        ExternalId = string.IsNullOrWhiteSpace(ExternalId) ? null : ExternalId.Trim(),
        Duty = Duty?.Trim() ?? "",
        Subject = Subject?.Trim() ?? "",
        Grid = string.IsNullOrWhiteSpace(Grid) ? null : Grid.Trim(),
        Place = string.IsNullOrWhiteSpace(Place) ? null : Place.Trim(),
        Latitude = Latitude,
        Longitude = Longitude,
        Channel = string.IsNullOrWhiteSpace(Channel) ? "api" : Channel.Trim(),
        DeadlineAt = Deadline,
        IssuedAt = now,
        Excluded = (Exclude ?? []).Select(number => number?.Trim() ?? "").Distinct().ToList(),
        Parameters = (Parameters ?? new Dictionary<string, string?>(0)).Where(each => each.Value is not null).ToDictionary(each => each.Key, each => each.Value!),
    };
}

/// <summary>What was issued.</summary>
/// <param name="Id">Identity of the matter.</param>
/// <param name="Duplicate">The external id was known: this is the earlier matter, and nothing was issued.</param>
/// <param name="Tasks">Its tasks; empty for a duplicate.</param>
public sealed record IssuedView(Guid Id, bool Duplicate, IReadOnlyList<IssuedTaskView> Tasks)
{
    internal static IssuedView Of(IssuedMatter matter) => new(
        matter.Matter.Value,
        matter.IsDuplicate,
        matter.Tasks.Select(task => new IssuedTaskView(task.Id.Value, task.Number, task.Step, task.State.ToString(), task.Unit, task.Member, task.DeadlineAt)).ToList());
}

/// <summary>A task of a matter that was issued.</summary>
/// <param name="Id">Identity.</param>
/// <param name="Number">The number people quote.</param>
/// <param name="Step">Code of the duty's step.</param>
/// <param name="State">Assigned, or Waiting for an earlier step.</param>
/// <param name="Unit">Unit that answers for it.</param>
/// <param name="Member">Assignee; null: waiting, or at the unit's duty desk.</param>
/// <param name="Deadline">Deadline; null: none.</param>
public sealed record IssuedTaskView(Guid Id, string Number, string Step, string State, string Unit, string? Member, DateTimeOffset? Deadline);

/// <summary><c>POST /api/v1/matters</c>: one matter or a list of them, all or none.</summary>
internal static class MattersApi
{
    /// <summary>Largest body, bytes: 1,000 full matters.</summary>
    private const int BodyMax = 8 * 1024 * 1024;
    private const int KeyMax = 200;

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
    };

    public static async Task<IResult> PostAsync(HttpContext context, Issuer issuer, MatterStore store, Database database, CurrentCatalogue current, TimeProvider clock, CancellationToken cancel)
    {
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        if (key.Length > KeyMax)
        {
            return Problems.Unreadable($"The Idempotency-Key has {key.Length} characters; at most {KeyMax}.");
        }

        if (await BodyAsync(context, cancel) is not { } body)
        {
            return Problems.Unreadable($"The body is larger than {BodyMax:N0} bytes. Send fewer matters in one call.");
        }

        var caller = Caller.Of(context.User);
        var hash = SHA256.HashData(body);
        if (key.Length > 0 && await database.ReadAsync(session => store.FindAnswerAsync(session, caller.Owner, key), cancel) is { } kept)
        {
            return Again(kept, hash);
        }

        bool isList;
        List<MatterBody> matters;
        try
        {
            (isList, matters) = Parse(body);
        }
        catch (JsonException e)
        {
            return Problems.Unreadable($"The body is not the JSON asked for, at {e.Path ?? "$"}, line {(e.LineNumber ?? 0) + 1}: {InPlainWords(e)} See /openapi for the fields.");
        }

        var now = Instants.Now(clock);
        var answer = "";
        try
        {
            var issuance = await issuer.IssueAsync(
                matters.ConvertAll(matter => matter.ToRequest(caller.Owner, now)),
                caller.Name,
                caller.ScopeIn(current.Value),
                async (session, issued) =>
                {
                    var views = issued.Matters.Select(IssuedView.Of).ToList();
                    answer = isList ? JsonSerializer.Serialize(views, JsonSerializerOptions.Web) : JsonSerializer.Serialize(views[0], JsonSerializerOptions.Web);
                    if (key.Length > 0)
                    {
                        await store.KeepAnswerAsync(session, caller.Owner, key, hash, answer);
                    }
                },
                cancel);
            return issuance is NotIssued wrong
                ? Problems.Invalid($"Mistakes: {wrong.Errors.Count}.", wrong.Errors.Select(error => ToError(error, isList)).ToList())
                : Created(answer);
        }
        catch (AnswerKeptMeanwhileException)
        {
            // The same call came twice at once; the other one was first.
            return Again((await database.ReadAsync(session => store.FindAnswerAsync(session, caller.Owner, key), cancel))!, hash);
        }
    }

    private static IResult Again(KeptAnswer kept, byte[] hash) => kept.RequestHash.AsSpan().SequenceEqual(hash)
        ? Created(kept.Response)
        : Problems.Invalid("This Idempotency-Key was used for another request.", [new ProblemError("Idempotency-Key", "The key belongs to a request with another body.", "Use a new key for a new request.")]);

    private static IResult Created(string json) => Results.Content(json, "application/json; charset=utf-8", statusCode: StatusCodes.Status201Created);

    private static ProblemError ToError(RequestError error, bool isList) =>
        new($"{(isList && error.Index >= 0 ? $"/{error.Index}" : "")}{(error.Field.Length > 0 ? $"/{error.Field}" : "")}", error.Problem, error.Remedy);

    private static (bool IsList, List<MatterBody> Matters) Parse(byte[] body)
    {
        var isList = body.AsSpan().TrimStart(" \t\r\n"u8) is [(byte)'[', ..];
        return isList
            ? (true, JsonSerializer.Deserialize<List<MatterBody?>>(body, Strict)!.ConvertAll(NotNull))
            : (false, [NotNull(JsonSerializer.Deserialize<MatterBody>(body, Strict))]);

        static MatterBody NotNull(MatterBody? matter) => matter ?? throw new JsonException("null is no matter.");
    }

    private static async Task<byte[]?> BodyAsync(HttpContext context, CancellationToken cancel)
    {
        if (context.Request.ContentLength > BodyMax)
        {
            return null;
        }

        using var body = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (var read = -1; read is not 0;)
        {
            read = await context.Request.Body.ReadAsync(buffer, cancel);
            body.Write(buffer, 0, read);
            if (body.Length > BodyMax)
            {
                return null;
            }
        }

        return body.ToArray();
    }

    /// <summary>The parser speaks of .NET types; the caller knows JSON.</summary>
    private static string InPlainWords(JsonException e) => e.Message switch
    {
        var message when message.Contains("could not be mapped", StringComparison.Ordinal) => $"there is no field '{e.Path?.Split('.')[^1]}'.",
        var message when message.Contains("could not be converted", StringComparison.Ordinal) => "the value is of another type than the field.",
        var message => message.Split(" Path:", 2)[0],
    };
}
