using System.Buffers.Binary;

namespace TaskManager.Dispatcher.Photos;

/// <summary>
/// The two things worth knowing of a photo's EXIF data: which way is up, and, where a step asks for it, the place. Damaged
/// data says nothing and breaks nothing.
/// </summary>
/// <param name="Orientation">1–8 as EXIF numbers them; 1: as stored.</param>
/// <param name="Place">Where it was taken; null: not said.</param>
internal sealed record Exif(int Orientation, PhotoPlace? Place)
{
    public static readonly Exif Nothing = new(1, null);

    private const int OrientationTag = 0x0112;
    private const int GpsTag = 0x8825;
    private const int EntryLength = 12;

    /// <summary>A real IFD has some dozens; more is somebody playing.</summary>
    private const int EntriesMax = 256;

    /// <param name="tiff">The TIFF structure, without any marker before it.</param>
    public static Exif Read(ReadOnlySpan<byte> tiff)
    {
        if (tiff.Length < 8 || !(tiff[..4].SequenceEqual("II*\0"u8) || tiff[..4].SequenceEqual("MM\0*"u8)))
        {
            return Nothing;
        }

        var isBig = tiff[0] is (byte)'M';
        var main = Entries(tiff, U32(tiff[4..], isBig), isBig);
        var orientation = main.TryGetValue(OrientationTag, out var at) && U16(tiff[(at + 8)..], isBig) is >= 1 and <= 8 and var given ? given : 1;
        return new Exif(orientation, main.TryGetValue(GpsTag, out at) ? Gps(tiff, U32(tiff[(at + 8)..], isBig), isBig) : null);
    }

    /// <summary>The smallest TIFF structure that says which way is up; empty when it need not be said.</summary>
    public static byte[] OnlyOrientation(int orientation) => orientation is 1
        ? []
        : [(byte)'M', (byte)'M', 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, (byte)orientation, 0, 0, 0, 0, 0, 0];

    private static PhotoPlace? Gps(ReadOnlySpan<byte> tiff, uint offset, bool isBig)
    {
        var gps = Entries(tiff, offset, isBig);
        return Degrees(tiff, gps, 1, 'S', isBig) is { } latitude && Degrees(tiff, gps, 3, 'W', isBig) is { } longitude
            && Math.Abs(latitude) <= 90 && Math.Abs(longitude) <= 180 && (latitude, longitude) is not (0, 0)
            ? new PhotoPlace(Math.Round(latitude, 6), Math.Round(longitude, 6))
            : null;
    }

    /// <summary>Degrees, minutes and seconds as three fractions, with a letter for the side of the globe in the tag before.</summary>
    private static double? Degrees(ReadOnlySpan<byte> tiff, Dictionary<int, int> gps, int sideTag, char negative, bool isBig)
    {
        if (!gps.TryGetValue(sideTag, out var side) || !gps.TryGetValue(sideTag + 1, out var values))
        {
            return null;
        }

        var offset = U32(tiff[(values + 8)..], isBig);
        if (offset > tiff.Length - 24)
        {
            return null;
        }

        var (degrees, scale) = (0.0, 1.0);
        for (var i = 0; i < 3; i++, scale *= 60)
        {
            var fraction = tiff.Slice((int)offset + (i * 8), 8);
            if (U32(fraction[4..], isBig) is not (> 0 and var below))
            {
                return null;
            }

            degrees += U32(fraction, isBig) / (double)below / scale;
        }

        return tiff[side + 8] == negative ? -degrees : degrees;
    }

    /// <summary>Where each tag's entry begins; entries that do not fit are not there.</summary>
    private static Dictionary<int, int> Entries(ReadOnlySpan<byte> tiff, uint offset, bool isBig)
    {
        var entries = new Dictionary<int, int>();
        if (offset > tiff.Length - 2)
        {
            return entries;
        }

        var count = Math.Min((int)U16(tiff[(int)offset..], isBig), EntriesMax);
        for (var at = (int)offset + 2; count > 0 && at + EntryLength <= tiff.Length; at += EntryLength, count--)
        {
            entries.TryAdd(U16(tiff[at..], isBig), at);
        }

        return entries;
    }

    private static ushort U16(ReadOnlySpan<byte> bytes, bool isBig) => isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes, bool isBig) => isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
