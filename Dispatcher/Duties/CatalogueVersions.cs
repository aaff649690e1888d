using System.Globalization;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>A version of the catalogue as text: what routing reads and nobody else keeps, always in the same order, so that equal catalogues have equal texts.</summary>
internal static class CatalogueVersions
{
    private static readonly JsonSerializerOptions Json = new(SqlValues.Json) { Converters = { new JsonStringEnumConverter() } };

    /// <summary>The version of a catalogue, in JSON.</summary>
    public static byte[] BodyOf(Catalogue catalogue) => JsonSerializer.SerializeToUtf8Bytes(
        new Kept(
            catalogue.City,
            InOrder(catalogue.Units, unit => unit.Code),
            InOrder(catalogue.Grids, grid => grid.Code),
            InOrder(catalogue.Members.Where(member => member.Active), member => member.Code),
            InOrder(catalogue.Shifts, shift => shift.Code),
            InOrder(catalogue.Rosters, roster => roster.Code),
            InOrder(catalogue.Calendar.Exceptions.Select(day => new KeptDay(day.Key, day.Value)), day => day.Day.ToString("O", CultureInfo.InvariantCulture)),
            InOrder(catalogue.Places.Middles.Select(middle => new KeptMiddle(middle.Key, middle.Value.Longitude, middle.Value.Latitude)), middle => middle.Grid),
            InOrder(catalogue.Duties.Select(duty => new KeptDuty(duty.Code, duty.Version)), duty => duty.Code)),
        Json);

    public static byte[] Deflated(byte[] body)
    {
        using var to = new MemoryStream();
        using (var deflate = new DeflateStream(to, CompressionLevel.Optimal))
        {
            deflate.Write(body);
        }

        return to.ToArray();
    }

    /// <summary>Whether a saved version is this body. Compared unpacked: another version of the library may pack otherwise.</summary>
    public static bool AreSame(byte[] deflated, byte[] body) => Inflated(deflated).AsSpan().SequenceEqual(body);

    /// <summary>The catalogue as of a version.</summary>
    /// <param name="deflated">As saved.</param>
    /// <param name="version">Its number.</param>
    /// <param name="duties">All versions of all duties: a task may name one that was saved a moment later.</param>
    public static Catalogue Read(byte[] deflated, int version, IReadOnlyList<Duty> duties)
    {
        var kept = JsonSerializer.Deserialize<Kept>(Inflated(deflated), Json)!;
        return new Catalogue(kept.City, kept.Units, kept.Grids, kept.Members, duties, kept.Duties.ToDictionary(duty => duty.Code, duty => duty.Version))
        {
            Version = version,
            Shifts = kept.Shifts,
            Rosters = kept.Rosters,
            CalendarDays = kept.CalendarDays.ToDictionary(day => day.Day, day => day.IsWorked),
            Places = GridPlaces.OfMiddles(kept.Middles.ToDictionary(middle => middle.Grid, middle => new Position(middle.Longitude, middle.Latitude))),
        };
    }

    private static byte[] Inflated(byte[] deflated)
    {
        using var body = new MemoryStream();
        using var inflate = new DeflateStream(new MemoryStream(deflated), CompressionMode.Decompress);
        inflate.CopyTo(body);
        return body.ToArray();
    }

    private static List<T> InOrder<T>(IEnumerable<T> items, Func<T, string> by) => [.. items.OrderBy(by, StringComparer.Ordinal)];

    private sealed record Kept(
        City City,
        IReadOnlyList<OrgUnit> Units,
        IReadOnlyList<Grid> Grids,
        IReadOnlyList<Member> Members,
        IReadOnlyList<Shift> Shifts,
        IReadOnlyList<Roster> Rosters,
        IReadOnlyList<KeptDay> CalendarDays,
        IReadOnlyList<KeptMiddle> Middles,
        IReadOnlyList<KeptDuty> Duties);

    private sealed record KeptDay(DateOnly Day, bool IsWorked);

    private sealed record KeptMiddle(string Grid, double Longitude, double Latitude);

    private sealed record KeptDuty(string Code, int Version);
}
