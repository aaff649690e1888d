using FsCheck;
using FsCheck.Fluent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Duties;

public class GridPlacesTests
{
    private static readonly Grid[] Grids = [new("town", "镇", null, "u"), new("village", "村", "town", "u"), new("other", "他村", "town", "u"), new("far", "远", null, "u"), new("nowhere", "无", null, "u")];

    private static readonly GridPlaces Places = new(
        [
            Shape("town", Square(0, 0, 10)),
            Shape("village", Square(1, 1, 4)),
            Shape("other", Square(4, 4, 2), Square(8, 8, 1)), // in two pieces; the first overlaps the village
            new GridShape("far", [[Ring(Square(20, 0, 10)), Ring(Square(22, 2, 4))]], false), // with a hole
        ],
        Grids);

    [Theory]
    [InlineData(2, 2, "village")] // not the town around it
    [InlineData(7, 2, "town")]
    [InlineData(4.5, 4.5, "other")] // of overlapping ones the smaller
    [InlineData(8.5, 8.5, "other")]
    [InlineData(21, 1, "far")]
    [InlineData(24, 4, null)] // in the hole
    [InlineData(15, 5, null)]
    [InlineData(-1, 5, null)]
    public void A_place_lies_in_the_innermost_grid(double longitude, double latitude, string? grid) => Places.GridAt(new Position(longitude, latitude)).ShouldBe(grid);

    [Theory]
    [InlineData(2, 2, "village", 0)]
    [InlineData(12, 5, "town", 2)]
    [InlineData(24, 4, "far", 2)] // to the edge of the hole
    [InlineData(16, 5, "far", 4)]
    [InlineData(0.9, 2, "town", 0)]
    public void The_nearest_is_told_with_its_distance(double longitude, double latitude, string grid, double degrees)
    {
        var (nearest, metres) = Places.NearestOf(new Position(longitude, latitude), Grids.Select(each => each.Code)).ShouldNotBeNull();
        nearest.ShouldBe(grid);
        metres.ShouldBe(degrees * 111_320, tolerance: Math.Max(1, degrees * 700)); // a degree of longitude is shorter up here
    }

    [Fact]
    public void Grids_without_a_shape_are_near_nothing()
    {
        Places.NearestOf(new Position(1, 1), ["nowhere"]).ShouldBeNull();
        Places.NearestOf(new Position(1, 1), []).ShouldBeNull();
        Places.MiddleOf("nowhere").ShouldBeNull();
        GridPlaces.None.GridAt(new Position(1, 1)).ShouldBeNull();
    }

    [Fact]
    public void A_place_is_within_a_ring_exactly_when_the_ring_winds_around_it() => Prop.ForAll(
        (from corners in Gen.Choose(3, 9)
         from radii in Gen.Choose(1, 1000).ArrayOf(corners)
         from places in Gen.Choose(-1000, 1000).Two().ArrayOf(40)
         select (radii, places)).ToArbitrary(),
        drawn =>
        {
            // A star: its ring crosses itself nowhere, so that even-odd and winding agree.
            var ring = Ring([.. drawn.radii.Select((radius, i) => Math.SinCos(2 * Math.PI * i / drawn.radii.Length) is var (sin, cos) ? new Position(120 + (radius * cos / 5000), 32 + (radius * sin / 5000)) : default)]);
            var places = new GridPlaces([new GridShape("town", [[ring]], false)], Grids);
            foreach (var (x, y) in drawn.places)
            {
                var place = new Position(120 + (x / 5013.0), 32 + (y / 5017.0));
                places.GridAt(place).ShouldBe(Winds(ring, place) ? "town" : null, $"{place}");
                var (_, metres) = places.NearestOf(place, ["town"]).ShouldNotBeNull();
                metres.ShouldBe(Winds(ring, place) ? 0 : Nearest(ring, place), tolerance: Math.Max(100, metres / 100));
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    /// <summary>Adds up the angles under which the place sees the edges.</summary>
    private static bool Winds(IReadOnlyList<Position> ring, Position place)
    {
        var angle = 0.0;
        for (var i = 1; i < ring.Count; i++)
        {
            var turn = Math.Atan2(ring[i].Latitude - place.Latitude, ring[i].Longitude - place.Longitude) - Math.Atan2(ring[i - 1].Latitude - place.Latitude, ring[i - 1].Longitude - place.Longitude);
            angle += turn - (2 * Math.PI * Math.Round(turn / (2 * Math.PI)));
        }

        return Math.Abs(angle) > Math.PI;
    }

    /// <summary>The least distance to many points of the edges, on a sphere.</summary>
    private static double Nearest(IReadOnlyList<Position> ring, Position place) => Enumerable.Range(1, ring.Count - 1)
        .SelectMany(i => Enumerable.Range(0, 201).Select(step => new Position(
            ring[i - 1].Longitude + ((ring[i].Longitude - ring[i - 1].Longitude) * step / 200),
            ring[i - 1].Latitude + ((ring[i].Latitude - ring[i - 1].Latitude) * step / 200))))
        .Min(at => Metres(at, place));

    private static double Metres(Position a, Position b)
    {
        const double Radius = 111_320 * 180 / Math.PI;
        var (sinLatitude, sinLongitude) = (Math.Sin((a.Latitude - b.Latitude) * Math.PI / 360), Math.Sin((a.Longitude - b.Longitude) * Math.PI / 360));
        return 2 * Radius * Math.Asin(Math.Sqrt((sinLatitude * sinLatitude) + (Math.Cos(a.Latitude * Math.PI / 180) * Math.Cos(b.Latitude * Math.PI / 180) * sinLongitude * sinLongitude)));
    }

    private static GridShape Shape(string grid, params Position[][] squares) => new(grid, [.. squares.Select(square => (IReadOnlyList<IReadOnlyList<Position>>)[Ring(square)])], false);

    private static Position[] Square(double west, double south, double side) => [new(west, south), new(west + side, south), new(west + side, south + side), new(west, south + side)];

    private static Position[] Ring(Position[] corners) => [.. corners, corners[0]];
}
