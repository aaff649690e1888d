using TaskManager.Dispatcher.Photos;

namespace TaskManager.Dispatcher.Feedback;

/// <summary>What a member reports.</summary>
/// <param name="Note">In words; empty when the fields say it all.</param>
/// <param name="Fields">Fields of the step's form, by name.</param>
public sealed record MemberReport(string Note, IReadOnlyDictionary<string, string> Fields)
{
    /// <summary>Names of what is kept of a place beside the form's fields; no field's name has a dot.</summary>
    public const string PlaceWords = "place.words", PlaceLatitude = "place.latitude", PlaceLongitude = "place.longitude", PlaceFrom = "place.from";

    /// <summary>The sender's id of this report, the same whenever it is sent again; it becomes the feedback's message id. Null: none was given.</summary>
    public Guid? Act { get; init; }

    /// <summary>Cleaned photos, at most <see cref="PhotoCheck.CountMax"/>.</summary>
    public IReadOnlyList<CleanPhoto> Photos { get; init; } = [];

    /// <summary>Where it was done, as the member says it; null: not said.</summary>
    public ReportedPlace? Place { get; init; }

    /// <summary>The named values that are kept of it.</summary>
    public IReadOnlyDictionary<string, string> Evidence()
    {
        var evidence = Fields.ToDictionary(field => field.Key, field => field.Value.Trim());
        if (Place is { Words: { Length: > 0 } words })
        {
            evidence[PlaceWords] = words;
        }

        if (Place?.Position is { } position)
        {
            evidence[PlaceLatitude] = position.Latitude.ToString(System.Globalization.CultureInfo.InvariantCulture);
            evidence[PlaceLongitude] = position.Longitude.ToString(System.Globalization.CultureInfo.InvariantCulture);
            evidence[PlaceFrom] = Place.IsFromPhoto ? "photo" : "phone";
        }

        return evidence;
    }
}

/// <summary>Where something was done.</summary>
/// <param name="Words">In words, up to 200 characters; null: none.</param>
/// <param name="Position">By the phone or a photo; null: not known.</param>
/// <param name="IsFromPhoto">Whether the position was read from a photo.</param>
public sealed record ReportedPlace(string? Words, PhotoPlace? Position, bool IsFromPhoto);
