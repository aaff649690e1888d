using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Metrics.Map;
using TaskManager.Dispatcher.People;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Metrics.Board;

public static class BoardSetup
{
    /// <summary>Parts of the board; only a process with pages has them. <c>Board:TasksMax</c> (default 2,000,000) bounds what is kept in memory.</summary>
    public static void AddBoard(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton(new BoardSettings(configuration.GetValue("Board:TasksMax", new BoardSettings().TasksMax)));
        services.AddSingleton<BoardStore>();
        services.AddSingleton<BoardQueries>();
        services.AddSingleton<MapQueries>();
        services.AddSingleton<BoardFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<BoardFeed>());
    }

    public static void MapBoard(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/board/events", Events).RequireAuthorization(Policies.Oversees).ExcludeFromDescription();
        routes.MapGet("/board/figures.xlsx", FiguresAsync).RequireAuthorization(Policies.Oversees).ExcludeFromDescription();
        routes.MapGet("/board/overdue.xlsx", OverdueAsync).RequireAuthorization(Policies.Oversees).ExcludeFromDescription();
        routes.MapGroup("/api/v1").WithTags("Figures 指标").RequireAuthorization(Policies.Oversees)
            .MapGet("/board", ApiAsync)
            .WithSummary("Figures of a period with those of the period before: overall, by duty, unit and channel, with trend, backlog by age and the last hour.")
            .WithDescription("period: today, 7d, 30d (default), 90d or custom with from and to (days, as 2026-11-01). unit: only this unit and below; its children are the groups. duty, channel: only these.")
            .Produces<BoardView>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status422UnprocessableEntity).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    /// <summary>What the address asks for, within the caller's scope.</summary>
    internal static BoardAsk AskOf(HttpContext context, Catalogue catalogue)
    {
        var query = context.Request.Query;
        return new BoardAsk(Caller.Of(context.User).ScopeIn(catalogue), Given("period"), Given("from"), Given("to"), Given("unit"), Given("duty"), Given("channel"));

        string? Given(string name) => query[name].ToString() is { Length: > 0 } text ? text.Trim() : null;
    }

    private static IResult Events(HttpContext context, BoardFeed feed, CurrentCatalogue current, IHostApplicationLifetime life)
    {
        var ask = AskOf(context, current.Value);
        if (ask.TopIn(current.Value) is null)
        {
            return Results.NotFound();
        }

        var end = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        context.Response.RegisterForDispose(end);
        context.Response.Headers.CacheControl = "no-store";
        return feed.Open(ask, Caller.Of(context.User).Owner, end.Token) is { } events
            ? TypedResults.ServerSentEvents(events)
            : Results.Problem(statusCode: StatusCodes.Status429TooManyRequests, title: "Too many open boards.", detail: $"One account may have {BoardFeed.OfCallerMax} open at once. Close some.");
    }

    private static async Task<IResult> ApiAsync(
        string? period, string? from, string? to, string? unit, string? duty, string? channel,
        HttpContext context, BoardQueries board, CurrentCatalogue current, CancellationToken cancel)
    {
        var ask = new BoardAsk(Caller.Of(context.User).ScopeIn(current.Value), period, from, to, unit, duty, channel);
        var (picture, why) = await board.LookAsync(ask, follow: true, cancel);
        return why switch
        {
            NoBoard.Loading => Loading(context),
            NoBoard.PeriodUnknown => Problems.Invalid("The period is wrong.", [new ProblemError("period", $"period is '{period}', from '{from}', to '{to}'.", $"today, 7d, 30d or 90d; or custom with from and to as 2026-11-01, from not later than to or today, at most {Period.DaysMax} days.")]),
            NoBoard.UnitUnknown => Problems.NotFound($"There is no unit '{unit}' that you may see."),
            _ => Results.Ok(BoardView.Of(picture!, current.Value)),
        };
    }

    private static async Task<IResult> FiguresAsync(HttpContext context, BoardQueries board, CurrentCatalogue current, Shown shown, Language language, CancellationToken cancel)
    {
        var (picture, why) = await board.LookAsync(AskOf(context, current.Value), follow: true, cancel);
        return picture is null ? Missing(context, why) : Workbook(BoardWorkbook.OfFigures(picture, shown, language), $"board-{picture.Period.First:yyyyMMdd}-{picture.Period.Last:yyyyMMdd}.xlsx");
    }

    private static async Task<IResult> OverdueAsync(HttpContext context, BoardQueries board, CurrentCatalogue current, Shown shown, Language language, CancellationToken cancel)
    {
        var ask = AskOf(context, current.Value);
        var (picture, why) = await board.LookAsync(ask, follow: true, cancel);
        return picture is null
            ? Missing(context, why)
            : Workbook(BoardWorkbook.OfOverdue(picture, await board.OverdueAsync(ask, BoardWorkbook.OverdueMax, cancel), shown, language), $"overdue-{picture.Period.Last:yyyyMMdd}.xlsx");
    }

    private static IResult Workbook(byte[] content, string name) => Results.File(content, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", name);

    private static IResult Missing(HttpContext context, NoBoard? why) => why is NoBoard.Loading ? Loading(context) : Results.NotFound();

    private static IResult Loading(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "2";
        return Results.Problem(statusCode: StatusCodes.Status503ServiceUnavailable, title: "The tasks are still being read.", detail: "Ask again in a moment.");
    }
}
