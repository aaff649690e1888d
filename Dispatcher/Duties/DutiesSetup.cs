using TaskManager.Dispatcher.CommandLine;
using TaskManager.Dispatcher.People;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

public static class DutiesSetup
{
    public static void AddDuties(this IServiceCollection services)
    {
        services.AddSingleton<CatalogueStore>();
        services.AddSingleton<CurrentCatalogue>();
        services.AddStartupStep((provider, cancel) => provider.GetRequiredService<CurrentCatalogue>().StartAsync(cancel));
    }

    /// <summary>What pages need beyond that.</summary>
    public static void AddDutyPages(this IServiceCollection services) => services.AddSingleton<Shown>();

    public static void MapDuties(this IEndpointRouteBuilder routes)
    {
        var api = routes.MapGroup("/api/v1").WithTags("Catalogue 职责目录").RequireAuthorization(Policies.SignedIn);
        api.MapGet("/duties", (CurrentCatalogue current) => current.Value.Duties.OrderBy(duty => duty.Code, StringComparer.Ordinal))
            .WithSummary("The newest version of every duty 职责事项.").Produces<IEnumerable<Duty>>();
        api.MapGet("/units", (CurrentCatalogue current) => current.Value.Units.OrderBy(unit => unit.Code, StringComparer.Ordinal))
            .WithSummary("The tree of units 组织.").Produces<IEnumerable<OrgUnit>>();
        api.MapGet("/grids", (CurrentCatalogue current) => current.Value.Grids.OrderBy(grid => grid.Code, StringComparer.Ordinal))
            .WithSummary("The grids 网格.").Produces<IEnumerable<Grid>>();
        api.MapGet("/members", (CurrentCatalogue current) => current.Value.Members.OrderBy(member => member.Code, StringComparer.Ordinal))
            .WithSummary("The members 党员, by number.").RequireAuthorization(Policies.Oversees).Produces<IEnumerable<Member>>();
    }
}
