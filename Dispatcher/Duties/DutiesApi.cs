using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>What publishing a duty would do, or did.</summary>
/// <param name="Code">Code of the duty.</param>
/// <param name="Version">The version it has or would have.</param>
/// <param name="InForce">The version compared with; null: there is none.</param>
/// <param name="Changes">In what they differ; empty: in nothing, and no version is made.</param>
public sealed record DutyDraftView(string Code, int Version, int? InForce, IReadOnlyList<FieldChange> Changes)
{
    internal static DutyDraftView Of(DutyDraft draft) => new(draft.Duty.Code, draft.Duty.Version, draft.InForce?.Version, draft.Changes);
}

/// <summary>What checking found.</summary>
/// <param name="Basis">Send it as If-Match to publish exactly this.</param>
/// <param name="Duties">Each duty of the text.</param>
public sealed record DutyCheckView(string Basis, IReadOnlyList<DutyDraftView> Duties);

/// <summary>The catalogue of duties over the API: the text is YAML, as in the files of a catalogue.</summary>
internal static class DutiesApi
{
    public static void Map(RouteGroupBuilder api)
    {
        api.MapGet("/duties/{code}", (string code, int? version, HttpContext context, CurrentCatalogue current) =>
                Find(code, version, context, current.Value) is { } duty ? Results.Ok(duty) : NoSuchDuty(code))
            .WithSummary("One duty, the newest version or the one asked for.").Produces<Duty>().ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/duties/{code}/yaml", (string code, int? version, HttpContext context, CurrentCatalogue current) =>
                Find(code, version, context, current.Value) is { } duty ? Results.Text(DutyYaml.Write(duty), "application/yaml; charset=utf-8") : NoSuchDuty(code))
            .WithSummary("The same as YAML, as a catalogue has it.").Produces<string>(StatusCodes.Status200OK, "application/yaml").ProducesProblem(StatusCodes.Status404NotFound);
        api.MapPost("/duties/check", CheckAsync)
            .Accepts<string>("application/yaml")
            .WithSummary("Check the YAML of one or more duties, and see what publishing would change. Changes nothing.")
            .Produces<DutyCheckView>().ProducesProblem(StatusCodes.Status422UnprocessableEntity);
        api.MapPost("/duties", PublishAsync)
            .Accepts<string>("application/yaml")
            .RequireAuthorization(policy => policy.RequireRole(nameof(Role.Committee)))
            .WithSummary("Publish duties as their next versions: the whole city's committee only.")
            .WithDescription("Body: YAML. If-Match: the basis that check answered. Query: reason, 1–500 characters. 412 when somebody published one of them since; check again.")
            .Produces<IReadOnlyList<DutyDraftView>>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status403Forbidden)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .ProducesProblem(StatusCodes.Status428PreconditionRequired);
    }

    private static async Task<IResult> CheckAsync(HttpContext context, CurrentCatalogue current, CancellationToken cancel)
    {
        if (!Caller.Of(context.User).Oversees)
        {
            return Results.Forbid();
        }

        return await BodyAsync(context, cancel) is { } text ? Answer(DutyPublishing.Check(text, "body", current.Value), good => Results.Ok(new DutyCheckView(good.Basis, good.Drafts.Select(DutyDraftView.Of).ToList()))) : TooLong();
    }

    private static async Task<IResult> PublishAsync(string? reason, HttpContext context, CurrentCatalogue current, DutyPublishing publishing, CancellationToken cancel)
    {
        var caller = Caller.Of(context.User);
        if (!DutyPublishing.MayPublish(caller, current.Value))
        {
            return Results.Problem(statusCode: StatusCodes.Status403Forbidden, title: "Refused; nothing was changed.", detail: "Duties are the whole city's: only its committee publishes them.");
        }

        var basis = context.Request.Headers.IfMatch.ToString().Trim('"');
        if (basis.Length is 0)
        {
            return Results.Problem(statusCode: StatusCodes.Status428PreconditionRequired, title: "The versions it was made from are missing; nothing was changed.", detail: "Send as If-Match the basis that POST /api/v1/duties/check answered.");
        }

        if (reason?.Trim() is not { Length: > 0 and <= DutyPublishing.ReasonMax } why || why.Any(char.IsControl))
        {
            return Problems.Invalid("The reason is missing or wrong.", [new ProblemError("reason", $"reason has {reason?.Trim().Length ?? 0} characters.", $"1 to {DutyPublishing.ReasonMax} on one line: why the duties change.")]);
        }

        if (await BodyAsync(context, cancel) is not { } text)
        {
            return TooLong();
        }

        var check = DutyPublishing.Check(text, "body", current.Value);
        return check is not GoodDuties good ? Answer(check, _ => Results.Ok()) : await publishing.PublishAsync(good, basis, caller.Name, why, cancel) switch
        {
            Published done => Results.Json(good.Drafts.Where(draft => done.Duties.Contains(draft.Duty)).Select(DutyDraftView.Of), statusCode: StatusCodes.Status201Created),
            NothingToPublish => Results.Json(Array.Empty<DutyDraftView>()),
            PublishedMeanwhile meanwhile => Results.Problem(statusCode: StatusCodes.Status412PreconditionFailed, title: "Somebody published in the meantime; nothing was changed.", detail: $"Newer than the basis: {string.Join(", ", meanwhile.Duties)}. Check again, and decide by what it shows."),
            var other => throw new InvalidOperationException(other.GetType().Name),
        };
    }

    /// <summary>The duty, newest or of a version, if it lies within what the caller may see.</summary>
    internal static Duty? Find(string code, int? version, HttpContext context, Catalogue catalogue) =>
        (version is { } asked ? catalogue.FindDuty(code, asked) : catalogue.FindDuty(code)) is { } duty && Caller.Of(context.User).ScopeIn(catalogue).Holds(duty) ? duty : null;

    private static IResult Answer(DutyCheck check, Func<GoodDuties, IResult> answer) => check switch
    {
        GoodDuties good => answer(good),
        WrongDuties wrong => Problems.Invalid($"Mistakes: {wrong.Mistakes.Count}.", wrong.Mistakes.Select(mistake => new ProblemError($"{mistake.Line}:{mistake.Column}", mistake.What, mistake.Allowed)).ToList()),
        var other => throw new InvalidOperationException(other.GetType().Name),
    };

    private static IResult NoSuchDuty(string code) => Problems.NotFound($"There is no duty '{code}' of that version that you may see.");

    private static IResult TooLong() => Problems.Unreadable($"The body is larger than {YamlFile.BytesMax:N0} bytes. Send fewer duties in one call.");

    private static async Task<byte[]?> BodyAsync(HttpContext context, CancellationToken cancel)
    {
        var bytes = new byte[YamlFile.BytesMax + 1];
        var length = await context.Request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancel);
        return length > YamlFile.BytesMax ? null : bytes[..length];
    }
}
