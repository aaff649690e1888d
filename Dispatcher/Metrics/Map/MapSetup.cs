using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Metrics.Map;

public static class MapSetup
{
    public static void MapGridMap(this IEndpointRouteBuilder routes) =>
        routes.MapGroup("/api/v1").WithTags("Catalogue 职责目录").RequireAuthorization(Policies.SignedIn)
            .MapGet("/grids.geojson", async (HttpContext context, GridShapes shapes, CurrentCatalogue current, CancellationToken cancel) =>
            {
                var catalogue = current.Value;
                var scope = Caller.Of(context.User).ScopeIn(catalogue);
                return Results.Json(GridFeatures.Of(await shapes.AllAsync(cancel), catalogue, scope), contentType: "application/geo+json");
            })
            .WithSummary("The areas of the grids that the caller may see, as GeoJSON (RFC 7946). schematic: not surveyed.")
            .Produces<GridFeatures>(contentType: "application/geo+json");
}

/// <summary>A FeatureCollection.</summary>
/// <param name="Type"><c>FeatureCollection</c>.</param>
/// <param name="Features">One a grid.</param>
public sealed record GridFeatures(string Type, IReadOnlyList<GridFeature> Features)
{
    internal static GridFeatures Of(IEnumerable<GridShape> shapes, Catalogue catalogue, Scope scope) => new(
        "FeatureCollection",
        [.. shapes.Where(shape => catalogue.FindGrid(shape.Grid) is { } grid && scope.Holds(grid)).Select(shape =>
        {
            var grid = catalogue.FindGrid(shape.Grid)!;
            return new GridFeature(
                "Feature",
                new GridProperties(grid.Code, grid.Name, grid.Parent is { } parent && catalogue.FindGrid(parent) is { } above && scope.Holds(above) ? parent : null, grid.Unit, shape.IsSchematic),
                new GridGeometry("MultiPolygon", [.. shape.Polygons.Select(polygon => polygon.Select(ring => ring.Select(at => new[] { at.Longitude, at.Latitude }).ToArray()).ToArray())]));
        })]);
}

/// <summary>The area of a grid.</summary>
/// <param name="Type"><c>Feature</c>.</param>
/// <param name="Properties">The grid.</param>
/// <param name="Geometry">Its area.</param>
public sealed record GridFeature(string Type, GridProperties Properties, GridGeometry Geometry);

/// <summary>A grid.</summary>
/// <param name="Code">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Parent">Code of the grid it lies in; null: it lies in none that the caller may see.</param>
/// <param name="Unit">Code of the unit that answers for it.</param>
/// <param name="Schematic">示意图: not surveyed.</param>
public sealed record GridProperties(string Code, string Name, string? Parent, string Unit, bool Schematic);

/// <summary>An area.</summary>
/// <param name="Type"><c>MultiPolygon</c>.</param>
/// <param name="Coordinates">Polygons of rings of positions, longitude first.</param>
public sealed record GridGeometry(string Type, IReadOnlyList<double[][][]> Coordinates);
