using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.People;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

public static class DutiesSetup
{
    public static void AddDuties(this IServiceCollection services)
    {
        services.AddSingleton<GridShapeStore>();
        services.AddSingleton<GridShapes>();
        services.AddSingleton<WorkingTimeStore>();
        services.AddSingleton<CatalogueStore>();
        services.AddSingleton<CurrentCatalogue>();
        services.AddSingleton<DutyPublishing>();
        services.AddStartupStep((provider, cancel) => provider.GetRequiredService<CurrentCatalogue>().StartAsync(cancel));
    }

    /// <summary>What pages need beyond that.</summary>
    public static void AddDutyPages(this IServiceCollection services) => services.AddSingleton<Shown>();

    public static void MapDuties(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Catalogue 职责目录").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/duties", (HttpContext context, CurrentCatalogue current) => DutiesOf(current.Value, ScopeOf(context, current)))
            .WithSummary("The newest version of every duty 职责事项.").Produces<IEnumerable<Duty>>();
        DutiesApi.Map(api);
        api.MapGet("/units", (HttpContext context, CurrentCatalogue current) => UnitsOf(current.Value, ScopeOf(context, current)))
            .WithSummary("The tree of units 组织.").Produces<IEnumerable<OrgUnit>>();
        api.MapGet("/grids", (HttpContext context, CurrentCatalogue current) => GridsOf(current.Value, ScopeOf(context, current)))
            .WithSummary("The grids 网格.").Produces<IEnumerable<Grid>>();
        api.MapGet("/members", (HttpContext context, CurrentCatalogue current) => MembersOf(current.Value, ScopeOf(context, current)))
            .WithSummary("The members 党员, by number.").RequireAuthorization(Policies.Oversees).Produces<IEnumerable<Member>>();
    }

    /// <summary>The duties within a scope, by code.</summary>
    public static IEnumerable<Duty> DutiesOf(Catalogue catalogue, Scope scope) =>
        catalogue.Duties.Where(duty => scope.Holds(duty)).OrderBy(duty => duty.Code, StringComparer.Ordinal);

    /// <summary>The units within a scope, by code; the one at the top has nothing above it.</summary>
    public static IEnumerable<OrgUnit> UnitsOf(Catalogue catalogue, Scope scope) =>
        catalogue.Units.Where(unit => scope.Holds(unit.Code)).OrderBy(unit => unit.Code, StringComparer.Ordinal)
            .Select(unit => unit.Code == scope.Root ? unit with { Parent = null } : unit);

    /// <summary>The grids within a scope, by code.</summary>
    public static IEnumerable<Grid> GridsOf(Catalogue catalogue, Scope scope) =>
        catalogue.Grids.Where(grid => scope.Holds(grid)).OrderBy(grid => grid.Code, StringComparer.Ordinal)
            .Select(grid => grid.Parent is { } parent && catalogue.FindGrid(parent) is { } above && scope.Holds(above) ? grid : grid with { Parent = null });

    /// <summary>The members within a scope, by number.</summary>
    public static IEnumerable<Member> MembersOf(Catalogue catalogue, Scope scope) =>
        catalogue.Members.Where(member => scope.Holds(member.Unit)).OrderBy(member => member.Code, StringComparer.Ordinal)
            .Select(member => scope.Units is null ? member : member with { Grids = member.Grids.Where(code => catalogue.FindGrid(code) is { } grid && scope.Holds(grid)).ToList() });

    private static Scope ScopeOf(HttpContext context, CurrentCatalogue current) => Caller.Of(context.User).ScopeIn(current.Value);
}
