using System.Text;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Tests.Unit.Duties;

/// <summary>The areas of grids: every mistake is told with its file, its line and its path, and nothing of a wrong catalogue is used.</summary>
public sealed class GeoJsonTests
{
    private const string Ring = "[[120,32],[121,32],[121,33],[120,32]]";

    [Fact]
    public void Polygons_and_multipolygons_with_holes_heights_and_unknown_members_are_read()
    {
        using var catalogue = new CatalogueOnDisk();
        catalogue.Write("maps/a.geojson", "\uFEFF" + $$"""
            { "type": "FeatureCollection", "schematic": true, "bbox": [1,2,3,4], "name": "x", "features": [
              { "type": "Feature", "id": 7, "properties": { "code": "320685103", "more": null }, "geometry": { "type": "MultiPolygon", "coordinates": [ [{{Ring}}, [[120.5,32.2],[120.6,32.2],[120.6,32.3],[120.5,32.2]]], [[[122,32,5],[123,32,5],[123,33,5],[122,32,5]]] ] } }
            ] }
            """);
        var shape = catalogue.Files().Shapes.ShouldHaveSingleItem();
        shape.Grid.ShouldBe("320685103");
        shape.IsSchematic.ShouldBeTrue();
        shape.Polygons.Select(polygon => polygon.Count).ShouldBe([2, 1]);
        shape.Polygons[1][0][1].ShouldBe(new Position(123, 32));
    }

    [Fact]
    public void The_demo_city_has_a_shape_for_every_grid()
    {
        var files = CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "catalogues", "haian")).ShouldBeOfType<ReadCatalogue>().Files;
        files.Shapes.Select(shape => shape.Grid).ShouldBe(files.Grids.Select(grid => grid.Code), ignoreOrder: true);
        files.Shapes.ShouldAllBe(shape => shape.IsSchematic);
    }

    [Theory]
    [InlineData("", "x.geojson:1:1: This is not JSON")]
    [InlineData("{", "x.geojson:1:2: This is not JSON")]
    [InlineData("{\n\"type\": nonsense }", "x.geojson:2:10: This is not JSON")]
    [InlineData("{ \"type\": \"FeatureCollection\", \"type\": \"FeatureCollection\", \"features\": [] }", "This is not JSON, has a key twice")]
    [InlineData("[]", "x.geojson:1:1: This is no FeatureCollection.")]
    [InlineData("5", "This is no FeatureCollection.")]
    [InlineData("null", "This is no FeatureCollection.")]
    [InlineData("{}", "This is no FeatureCollection.")]
    [InlineData("{ \"type\": \"Feature\" }", "This is no FeatureCollection.")]
    [InlineData("{ \"type\": 3 }", "This is no FeatureCollection.")]
    [InlineData("{ \"type\": \"FeatureCollection\" }", "features: The list of features is missing.")]
    [InlineData("{ \"type\": \"FeatureCollection\", \"features\": {} }", "features: The list of features is missing.")]
    [InlineData("{ \"type\": \"FeatureCollection\", \"features\": [], \"crs\": { \"type\": \"name\" } }", "crs: The file names a coordinate system of its own. RFC 7946 knows only WGS 84")]
    [InlineData("{ \"type\": \"FeatureCollection\", \"features\": [], \"schematic\": \"yes\" }", "schematic: schematic is '\"yes\"'. true")]
    public void What_is_no_feature_collection_is_told(string json, string told) => ShouldTell(json, told);

    [Theory]
    [InlineData("7", "x.geojson:2:1: features[0]: This is no Feature.")]
    [InlineData("{}", "features[0]: This is no Feature.")]
    [InlineData("{\"type\":\"Polygon\"}", "features[0]: This is no Feature.")]
    [InlineData("{\"type\":\"Feature\",\"geometry\":null}", "features[0].properties.code: The code of the grid is missing.")]
    [InlineData("{\"type\":\"Feature\",\"properties\":null}", "features[0].properties.code: The code of the grid is missing.")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{}}", "features[0].properties.code: The code of the grid is missing.")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{\"code\":320685103}}", "features[0].properties.code: The code is '320685103'. A text in quotation marks")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{\"code\":\"\"}}", "features[0].properties.code: The code is")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{\"code\":\"320685103\"}}", "features[0].geometry: The geometry is missing.")]
    [InlineData("{\"type\":\"Feature\",\"properties\":{\"code\":\"320685103\"},\"geometry\":null}", "features[0].geometry: The geometry is missing.")]
    public void What_is_no_feature_is_told(string feature, string told) => ShouldTell(Collection(feature), told);

    [Theory]
    [InlineData("{}", "features[0].geometry.type: The geometry is of no type.")]
    [InlineData("{\"type\":\"Point\",\"coordinates\":[1,2]}", "features[0].geometry.type: The geometry is 'Point'. Polygon or MultiPolygon.")]
    [InlineData("{\"type\":\"polygon\",\"coordinates\":[]}", "The geometry is 'polygon'.")]
    [InlineData("{\"type\":\"Polygon\"}", "features[0].geometry.coordinates: The coordinates are missing.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[]}", "The coordinates are missing.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":{}}", "The coordinates are missing.")]
    [InlineData("{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}", "features[0].geometry.coordinates[0]: A polygon is an empty list.")]
    [InlineData("{\"type\":\"MultiPolygon\",\"coordinates\":[3]}", "coordinates[0]: A polygon is '3'.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[3]}", "coordinates[0]: A ring is '3'.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[1,2]]]}", "coordinates[0]: A ring has 3 positions.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3],[3,3],[1,3]]]}", "coordinates[0]: A ring is not closed.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,2],[3,3],[1,1]]]}", "coordinates[0]: A ring encloses nothing.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2],[3,3],[1,2]]]}", "coordinates[0][1]: A position is a list.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[2,3,4,5],[3,3],[1,2]]]}", "coordinates[0][1]: A position is a list.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[\"2\",3],[3,3],[1,2]]]}", "coordinates[0][1]: A position is a list.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],null,[3,3],[1,2]]]}", "coordinates[0][1]: A position is 'null'.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[181,3],[3,3],[1,2]]]}", "coordinates[0][1]: The longitude is '181'. -180 to 180")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[-180.1,3],[3,3],[1,2]]]}", "The longitude is '-180.1'.")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[32.5,120.5],[32.6,120.5],[32.6,120.6],[32.5,120.5]]]}", "coordinates[0][0]: The latitude is '120.5'. -90 to 90")]
    [InlineData("{\"type\":\"Polygon\",\"coordinates\":[[[1,2],[1e400,3],[3,3],[1,2]]]}", "coordinates[0][1]: The longitude is '1e400'.")]
    [InlineData("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[1,2],[2,3],[3,3],[1,2]]],[[[1,2],[2,3],[3,3],[1,2]],[[1,2],[2,99],[3,3],[1,2]]]]}", "coordinates[1][1][1]: The latitude is '99'.")]
    public void What_is_no_area_is_told(string geometry, string told) => ShouldTell(Collection($"{{\"type\":\"Feature\",\"properties\":{{\"code\":\"320685103\"}},\"geometry\":{geometry}}}"), told);

    [Fact]
    public void A_code_no_grid_has_is_told_with_the_one_that_was_meant() =>
        ShouldTell(Collection(Feature("320685108")), "x.geojson:2:1: features[0].properties.code: There is no grid '320685108'. Did you mean '320685103'? The code of a grid of the catalogue.");

    [Fact]
    public void A_grid_with_two_shapes_is_told_with_the_place_of_the_first()
    {
        ShouldTell(Collection(Feature("320685103") + ",\n" + Feature("320685103")), "x.geojson:3:1: features[1].properties.code: The grid '320685103' has a shape already. One shape a grid; the first is at x.geojson:2:1.");
        using var catalogue = new CatalogueOnDisk();
        catalogue.Write("a.geojson", Collection(Feature("320685103"))).Write("b.geojson", Collection(Feature("320685103"))).Mistakes().ShouldHaveSingleItem().ShouldContain("the first is at a.geojson:2:1");
    }

    [Fact]
    public void All_mistakes_are_told_at_once_each_at_its_feature()
    {
        using var catalogue = new CatalogueOnDisk();
        var mistakes = catalogue.Write("x.geojson", Collection("{\"type\":\"Feature\"},\n  {\"type\":\"Thing\"},\n" + Feature("nowhere"))).Mistakes();
        mistakes.Select(mistake => mistake.Split(' ')[0]).ShouldBe(["x.geojson:2:1:", "x.geojson:2:1:", "x.geojson:3:3:"]);
    }

    [Fact]
    public void Too_many_positions_too_large_a_file_bytes_that_are_no_text_and_a_deep_nest_are_told()
    {
        var many = string.Join(',', Enumerable.Range(0, 20_001).Select(i => $"[{i / 1000.0},{i % 2}]"));
        ShouldTell(Collection(Feature("320685103").Replace(Ring, $"[{many},[0,0]]", StringComparison.Ordinal)), "features[0].geometry: The shape has 20002 positions. At most 20000");
        ShouldTell(new string(' ', (8 * 1024 * 1024) + 1), "The file has more than 8388608 bytes.");
        ShouldTell(new string('[', 40), "This is not JSON");
        using var catalogue = new CatalogueOnDisk();
        catalogue.Write("x.geojson", [.. "{ \"type\": \"FeatureCollection\", \"features\": [ { \"type\": \"Feature\", \"properties\": { \"code\": \""u8, 0xFF, 0xFE, .. "\" } } ] }"u8]).Mistakes().ShouldNotBeEmpty();
    }

    [Fact]
    public void A_flood_of_mistakes_is_cut()
    {
        using var catalogue = new CatalogueOnDisk();
        var mistakes = catalogue.Write("x.geojson", Collection(string.Join(',', Enumerable.Repeat("7", 5_000)))).Mistakes();
        mistakes.Length.ShouldBe(101);
        mistakes.ShouldContain(mistake => mistake.Contains("4900 more mistakes", StringComparison.Ordinal));
    }

    [Fact]
    public void Random_damage_is_never_more_than_a_mistake()
    {
        var good = Encoding.UTF8.GetBytes(Collection(Feature("320685103")));
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var bytes = good.ToArray();
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)(random.Next(2) is 0 ? random.Next(256) : "{}[],:\"0-e."[random.Next(11)]);
            }

            var mistakes = new List<Mistake>();
            GeoJsonFile.Parse(random.Next(3) is 0 ? bytes.AsMemory(0, random.Next(bytes.Length)) : bytes, "x.geojson", mistakes);
        }
    }

    private static string Collection(string features) => "{ \"type\": \"FeatureCollection\", \"features\": [\n" + features + "\n] }";

    private static string Feature(string code) => $$$"""{"type":"Feature","properties":{"code":"{{{code}}}"},"geometry":{"type":"Polygon","coordinates":[{{{Ring}}}]}}""";

    private static void ShouldTell(string json, string told)
    {
        using var catalogue = new CatalogueOnDisk();
        var mistakes = catalogue.Write("x.geojson", json).Mistakes();
        mistakes.ShouldContain(mistake => mistake.Contains(told, StringComparison.Ordinal), string.Join('\n', mistakes));
    }
}
