using TaskManager.Dispatcher.Issuing.Desk;
using TaskManager.Dispatcher.Issuing.Replaying;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Schedules;

namespace TaskManager.Dispatcher.Issuing;

public static class IssuingSetup
{
    public static void AddIssuing(this IServiceCollection services)
    {
        services.AddSingleton<MatterStore>();
        services.AddSingleton<Issuer>();
        services.AddSingleton<MissingParts>();
        services.AddSingleton<Replay>();
        services.AddSingleton<ISweeper, ForgetOldKeys>();
        services.AddSingleton<IssuePreview>();
        services.AddSingleton<IssuingOnce>();
        services.AddSingleton<UploadStore>();
        services.AddSingleton<ISweeper, ForgetOldUploads>();
    }

    public static void MapIssuing(this IEndpointRouteBuilder routes)
    {
        FileDownloads.Map(routes);
        var api = routes.MapGroup("/api/v1/matters").WithTags("Issuing 派发").RequireAuthorization(Policies.Issues);
        api.MapPost("/", MattersApi.PostAsync)
            .Accepts<MatterBody>("application/json")
            .Produces<IssuedView>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Issue a matter, or a JSON list of 1–1,000 matters: all or none.")
            .WithDescription("Send an Idempotency-Key header (up to 200 characters) to make retries safe: the same key with the same body gets the same answer and issues nothing again. A list is answered with a list.");
        api.MapPost("/upload", UploadApi.PostAsync)
            .DisableAntiforgery() // bearer tokens only come from programs; the cookie is SameSite=Strict
            .Produces<IReadOnlyList<IssuedView>>(StatusCodes.Status201Created)
            .ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .WithSummary("Issue the rows of a CSV file of at most 1,000 new matters, explained by a mapping: all or none.");
    }
}
