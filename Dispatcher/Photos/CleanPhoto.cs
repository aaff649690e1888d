namespace TaskManager.Dispatcher.Photos;

/// <summary>What came of looking at an uploaded file.</summary>
public abstract record PhotoVerdict;

/// <summary>A photo, written anew with nothing in it but the picture and which way is up.</summary>
/// <param name="Type">Media type: <c>image/jpeg</c>, <c>image/png</c>, <c>image/webp</c>.</param>
/// <param name="Width">Pixels, 1–12,000.</param>
/// <param name="Height">Pixels, 1–12,000.</param>
/// <param name="Bytes">The file as it is kept.</param>
public sealed record CleanPhoto(string Type, int Width, int Height, byte[] Bytes) : PhotoVerdict
{
    /// <summary>Where it was taken by its own word; null: it does not say. Not in <see cref="Bytes"/> any more.</summary>
    public PhotoPlace? Place { get; init; }
}

/// <summary>The file is not taken.</summary>
/// <param name="Chinese">What is wrong and what helps, for the person who sent it.</param>
/// <param name="English">The same.</param>
public sealed record RefusedPhoto(string Chinese, string English) : PhotoVerdict;

/// <summary>Where a photo was taken. Degrees, WGS-84.</summary>
public sealed record PhotoPlace(double Latitude, double Longitude);
