using System.Text;
using System.Text.Json;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// Reads the areas of grids from GeoJSON (RFC 7946): a FeatureCollection whose features have the property <c>code</c> and
/// a Polygon or MultiPolygon. Every mistake says the line of its feature and the path within it.
/// </summary>
internal static class GeoJsonFile
{
    /// <summary>Largest file, bytes.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    /// <summary>Most features of a file.</summary>
    public const int FeaturesMax = 10_000;

    /// <summary>Most positions of one feature.</summary>
    public const int FeaturePositionsMax = 20_000;

    /// <summary>Most positions of a file.</summary>
    public const int PositionsMax = 200_000;

    private const int DepthMax = 32;
    private const int MistakesMax = 100;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = DepthMax, AllowDuplicateProperties = false };

    /// <summary>The shapes of a file, each with the place of its feature; what is wrong is added to the mistakes.</summary>
    public static IReadOnlyList<(GridShape Shape, Mistake At)> Read(string path, string shownAs, ICollection<Mistake> mistakes)
    {
        byte[] bytes;
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
            var buffer = new byte[Math.Clamp(file.Length + 1, 1, BytesMax + 1)];
            var length = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length > BytesMax || file.ReadByte() >= 0)
            {
                mistakes.Add(new Mistake(shownAs, 1, 1, $"The file has more than {BytesMax} bytes.", "Simplify the shapes, or split the file."));
                return [];
            }

            bytes = buffer[..length];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            mistakes.Add(new Mistake(shownAs, 1, 1, $"The file cannot be read ({e.GetType().Name}).", "See that it exists and that this account may read it."));
            return [];
        }

        return Parse(bytes, shownAs, mistakes);
    }

    /// <summary>The same for what is read already.</summary>
    public static IReadOnlyList<(GridShape Shape, Mistake At)> Parse(ReadOnlyMemory<byte> bytes, string shownAs, ICollection<Mistake> mistakes)
    {
        if (bytes.Span.StartsWith("\uFEFF"u8))
        {
            bytes = bytes[3..];
        }

        var found = new List<Mistake>();
        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            var shapes = new Reading(shownAs, Places(bytes.Span), found).Read(document.RootElement);
            return found.Count is 0 ? shapes : [];
        }
        catch (JsonException e)
        {
            found.Add(new Mistake(shownAs, (int)(e.LineNumber ?? 0) + 1, (int)(e.BytePositionInLine ?? 0) + 1, "This is not JSON, has a key twice, or nests too deep.", $"GeoJSON as in RFC 7946, UTF-8, at most {DepthMax} levels deep."));
            return [];
        }
        catch (InvalidOperationException) // a text that is not UTF-8 throws only when it is read
        {
            found.Add(new Mistake(shownAs, 1, 1, "A text is not UTF-8.", "Save the file as UTF-8."));
            return [];
        }
        finally
        {
            foreach (var mistake in found.Take(MistakesMax))
            {
                mistakes.Add(mistake);
            }

            if (found.Count > MistakesMax)
            {
                mistakes.Add(new Mistake(shownAs, 1, 1, $"{found.Count - MistakesMax} more mistakes are not listed.", "Mend the first ones and check again."));
            }
        }
    }

    /// <summary>Line and column, from 1, of each element of the list <c>features</c>.</summary>
    private static List<(int Line, int Column)> Places(ReadOnlySpan<byte> json)
    {
        var places = new List<(int, int)>();
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DepthMax });
        var (line, lineStart, seen) = (1, 0, 0);
        var isFeatures = false;
        while (reader.Read())
        {
            if (reader.CurrentDepth is 1 && reader.TokenType is JsonTokenType.PropertyName)
            {
                isFeatures = reader.ValueTextEquals("features"u8);
            }
            else if (isFeatures && reader.CurrentDepth is 2 && reader.TokenType is not (JsonTokenType.EndObject or JsonTokenType.EndArray))
            {
                var at = (int)reader.TokenStartIndex;
                for (; seen < at; seen++)
                {
                    if (json[seen] is (byte)'\n')
                    {
                        (line, lineStart) = (line + 1, seen + 1);
                    }
                }

                places.Add((line, Encoding.UTF8.GetCharCount(json[lineStart..at]) + 1));
            }
        }

        return places;
    }

    /// <summary>One reading of one file.</summary>
    private sealed class Reading(string shownAs, List<(int Line, int Column)> places, List<Mistake> mistakes)
    {
        private (int Line, int Column) place = (1, 1);
        private int positions;

        public List<(GridShape, Mistake)> Read(JsonElement root)
        {
            var shapes = new List<(GridShape, Mistake)>();
            if (root.ValueKind is not JsonValueKind.Object || TextOf(root, "type") is not "FeatureCollection")
            {
                Wrong("", "This is no FeatureCollection.", "{ \"type\": \"FeatureCollection\", \"features\": [ … ] }.");
                return shapes;
            }

            if (root.TryGetProperty("crs", out _))
            {
                Wrong("crs", "The file names a coordinate system of its own.", "RFC 7946 knows only WGS 84 (EPSG:4326), longitude first: convert, and leave crs out.");
            }

            var isSchematic = false;
            if (root.TryGetProperty("schematic", out var schematic))
            {
                isSchematic = schematic.ValueKind is JsonValueKind.True;
                if (schematic.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
                {
                    Wrong("schematic", $"schematic is {Short(schematic)}.", "true for shapes that are not surveyed, or false.");
                }
            }

            if (!root.TryGetProperty("features", out var features) || features.ValueKind is not JsonValueKind.Array)
            {
                Wrong("features", "The list of features is missing.", "\"features\": [ … ].");
                return shapes;
            }

            if (features.GetArrayLength() > FeaturesMax)
            {
                Wrong("features", $"There are {features.GetArrayLength()} features.", $"At most {FeaturesMax} in a file.");
                return shapes;
            }

            var index = 0;
            foreach (var feature in features.EnumerateArray())
            {
                place = index < places.Count ? places[index] : (1, 1);
                if (Feature(feature, $"features[{index++}]") is var (code, polygons))
                {
                    shapes.Add((new GridShape(code, polygons, isSchematic), new Mistake(shownAs, place.Line, place.Column, $"features[{index - 1}].properties.code", "")));
                }

                if (positions > PositionsMax)
                {
                    Wrong("features", $"The file has more than {PositionsMax} positions.", "Simplify the shapes.");
                    return shapes;
                }
            }

            return shapes;
        }

        private (string Code, IReadOnlyList<IReadOnlyList<IReadOnlyList<Position>>> Polygons)? Feature(JsonElement feature, string path)
        {
            if (feature.ValueKind is not JsonValueKind.Object || TextOf(feature, "type") is not "Feature")
            {
                Wrong(path, "This is no Feature.", "{ \"type\": \"Feature\", \"properties\": { \"code\": … }, \"geometry\": { … } }.");
                return null;
            }

            string? code = null;
            if (!feature.TryGetProperty("properties", out var properties) || properties.ValueKind is not JsonValueKind.Object || !properties.TryGetProperty("code", out var given))
            {
                Wrong($"{path}.properties.code", "The code of the grid is missing.", "\"properties\": { \"code\": \"…\" } with the code of a grid of the catalogue.");
            }
            else if (given.ValueKind is not JsonValueKind.String || string.IsNullOrEmpty(given.GetString()))
            {
                Wrong($"{path}.properties.code", $"The code is {Short(given)}.", "A text in quotation marks: the code of a grid of the catalogue.");
            }
            else
            {
                code = given.GetString();
            }

            if (!feature.TryGetProperty("geometry", out var geometry) || geometry.ValueKind is not JsonValueKind.Object)
            {
                Wrong($"{path}.geometry", "The geometry is missing.", "A Polygon or MultiPolygon.");
                return null;
            }

            var type = TextOf(geometry, "type");
            if (type is not ("Polygon" or "MultiPolygon"))
            {
                Wrong($"{path}.geometry.type", $"The geometry is {(type is null ? "of no type" : Mistake.Quote(type))}.", "Polygon or MultiPolygon.");
                return null;
            }

            if (!geometry.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind is not JsonValueKind.Array || coordinates.GetArrayLength() is 0)
            {
                Wrong($"{path}.geometry.coordinates", "The coordinates are missing.", "A list of rings; for a MultiPolygon a list of such lists.");
                return null;
            }

            var before = mistakes.Count;
            var within = positions;
            var polygons = type is "Polygon"
                ? [Polygon(coordinates, $"{path}.geometry.coordinates")]
                : coordinates.EnumerateArray().Select((polygon, i) => Polygon(polygon, $"{path}.geometry.coordinates[{i}]")).ToList();
            if (positions - within > FeaturePositionsMax)
            {
                Wrong($"{path}.geometry", $"The shape has {positions - within} positions.", $"At most {FeaturePositionsMax}: simplify it.");
            }

            return code is not null && mistakes.Count == before ? (code, polygons) : null;
        }

        private List<IReadOnlyList<Position>> Polygon(JsonElement polygon, string path)
        {
            var rings = new List<IReadOnlyList<Position>>();
            if (polygon.ValueKind is not JsonValueKind.Array || polygon.GetArrayLength() is 0)
            {
                Wrong(path, $"A polygon is {Short(polygon)}.", "A list of rings, the outer one first.");
                return rings;
            }

            var index = 0;
            foreach (var ring in polygon.EnumerateArray())
            {
                rings.Add(Ring(ring, $"{path}[{index++}]"));
            }

            return rings;
        }

        /// <summary>A ring; the first thing wrong with it is told, since the rest would repeat it.</summary>
        private List<Position> Ring(JsonElement ring, string path)
        {
            var read = new List<Position>();
            if (ring.ValueKind is not JsonValueKind.Array || ring.GetArrayLength() < 4)
            {
                Wrong(path, ring.ValueKind is JsonValueKind.Array ? $"A ring has {ring.GetArrayLength()} positions." : $"A ring is {Short(ring)}.", "At least four positions, the last one the same as the first.");
                return read;
            }

            positions += ring.GetArrayLength();
            var index = 0;
            foreach (var position in ring.EnumerateArray())
            {
                if (PositionOf(position, $"{path}[{index++}]") is not { } known)
                {
                    return read;
                }

                read.Add(known);
            }

            if (read[0] != read[^1])
            {
                Wrong(path, "A ring is not closed.", "The last position is the same as the first.");
            }
            else if (Area(read) is 0)
            {
                Wrong(path, "A ring encloses nothing.", "Positions that do not all lie on a line.");
            }

            return read;
        }

        private Position? PositionOf(JsonElement position, string path)
        {
            if (position.ValueKind is not JsonValueKind.Array || position.GetArrayLength() is not (2 or 3) || position.EnumerateArray().Any(number => number.ValueKind is not JsonValueKind.Number))
            {
                Wrong(path, $"A position is {Short(position)}.", "[longitude, latitude], two numbers; a third, the height, is not used.");
                return null;
            }

            // A number like 1e400 is JSON and no double.
            if (!position[0].TryGetDouble(out var longitude) || !double.IsFinite(longitude) || longitude is < -180 or > 180)
            {
                Wrong(path, $"The longitude is {Short(position[0])}.", "-180 to 180 degrees, the first number of a position.");
                return null;
            }

            if (!position[1].TryGetDouble(out var latitude) || !double.IsFinite(latitude) || latitude is < -90 or > 90)
            {
                Wrong(path, $"The latitude is {Short(position[1])}.", "-90 to 90 degrees, the second number of a position.");
                return null;
            }

            return new Position(longitude, latitude);
        }

        private void Wrong(string path, string what, string allowed) =>
            mistakes.Add(new Mistake(shownAs, place.Line, place.Column, path.Length is 0 ? what : $"{path}: {what}", allowed));

        private static double Area(List<Position> ring)
        {
            var twice = 0.0;
            for (var i = 1; i < ring.Count; i++)
            {
                twice += ((ring[i - 1].Longitude - ring[0].Longitude) * (ring[i].Latitude - ring[0].Latitude)) - ((ring[i].Longitude - ring[0].Longitude) * (ring[i - 1].Latitude - ring[0].Latitude));
            }

            return twice / 2;
        }

        private static string? TextOf(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String ? value.GetString() : null;

        private static string Short(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => "an object",
            JsonValueKind.Array => element.GetArrayLength() is 0 ? "an empty list" : "a list",
            _ => Mistake.Quote(element.GetRawText()),
        };
    }
}
