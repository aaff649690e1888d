using System.IO.Compression;
using System.Text.Json;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Duties;

/// <summary>
/// A catalogue as it was: all that routing reads, so that an assignment can be explained when the catalogue is another. Duties have versions of
/// their own; of the grids' shapes only the middles are kept, which is all that costs ask for.
/// </summary>
internal sealed record CatalogueVersion(
    City City,
    IReadOnlyList<OrgUnit> Units,
    IReadOnlyList<Grid> Grids,
    IReadOnlyList<Member> Members,
    IReadOnlyList<Shift> Shifts,
    IReadOnlyList<Roster> Rosters,
    IReadOnlyDictionary<string, bool> CalendarDays,
    IReadOnlyDictionary<string, double[]> Middles)
{
    public static CatalogueVersion Of(Catalogue catalogue) => new(
        catalogue.City,
        [.. catalogue.Units],
        [.. catalogue.Grids],
        [.. catalogue.Members.Where(member => member.Active)],
        catalogue.Shifts,
        catalogue.Rosters,
        catalogue.Calendar.Exceptions.ToDictionary(day => day.Key.ToString("O", null), day => day.Value),
        catalogue.Places.Middles.OrderBy(each => each.Key, StringComparer.Ordinal).ToDictionary(each => each.Key, each => new[] { each.Value.Longitude, each.Value.Latitude }));

    public Catalogue ToCatalogue(int version, IReadOnlyList<Duty> duties) => new(City, Units, Grids, Members, duties)
    {
        Version = version,
        Calendar = new WorkingCalendar(TimeZoneInfo.FindSystemTimeZoneById(City.Zone), CalendarDays.ToDictionary(day => DateOnly.ParseExact(day.Key, "O", null), day => day.Value)),
        Shifts = Shifts,
        Rosters = Rosters,
        Places = new GridPlaces([], Middles.Select(each => KeyValuePair.Create(each.Key, new Position(each.Value[0], each.Value[1])))),
    };

    public byte[] Pack()
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, this, CalendarStore.Body);
        }

        return packed.ToArray();
    }

    public static CatalogueVersion Unpack(byte[] body)
    {
        using var deflate = new DeflateStream(new MemoryStream(body), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<CatalogueVersion>(deflate, CalendarStore.Body)!;
    }
}
