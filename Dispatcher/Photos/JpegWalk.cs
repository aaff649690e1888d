using System.Buffers.Binary;

namespace TaskManager.Dispatcher.Photos;

/// <summary>JPEG (ITU-T T.81): segments up to the scans, the scans, the end; nothing before, between or behind.</summary>
internal static class JpegWalk
{
    /// <summary>A progressive photo has about ten; thousands would keep a reader's browser busy for minutes.</summary>
    private const int ScansMax = 64;

    private const byte Soi = 0xD8, Eoi = 0xD9, Sos = 0xDA, Dqt = 0xDB, Dht = 0xC4, Dri = 0xDD, App0 = 0xE0, App1 = 0xE1, App2 = 0xE2, App14 = 0xEE, App15 = 0xEF, Comment = 0xFE;

    public static PhotoVerdict Of(ReadOnlySpan<byte> file)
    {
        var (width, height, scans, exif) = (0, 0, 0, Exif.Nothing);
        using var kept = new MemoryStream(file.Length);
        var at = 2;
        while (true)
        {
            var marker = Marker(file, ref at);
            if (marker is Eoi)
            {
                break;
            }

            if (marker is Soi or 0x00 or 0x01 or (>= 0xD0 and <= 0xD7))
            {
                throw BrokenPhotoException.Odd($"JPEG marker {marker:X2}");
            }

            var segment = Segment(file, ref at);
            switch (marker)
            {
                case 0xC0 or 0xC1 or 0xC2:
                    (width, height) = Frame(segment, isFirst: width is 0);
                    Write(kept, marker, segment);
                    break;
                case Dqt or Dht or Dri:
                    Write(kept, marker, segment);
                    break;
                case App0 when segment.StartsWith("JFIF\0"u8) && segment.Length >= 14:
                    Write(kept, marker, [.. segment[..12], 0, 0]); // its thumbnail may be another picture
                    break;
                case App1 when segment.StartsWith("Exif\0\0"u8) && exif == Exif.Nothing:
                    exif = Exif.Read(segment[6..]);
                    break;
                case App2 when segment.StartsWith("ICC_PROFILE\0"u8):
                case App14 when segment.StartsWith("Adobe"u8) && segment.Length is 12:
                    Write(kept, marker, segment); // colours
                    break;
                case Sos:
                    if (width is 0 || ++scans > ScansMax)
                    {
                        throw BrokenPhotoException.Odd(width is 0 ? "JPEG scan before its frame" : $"more than {ScansMax} JPEG scans");
                    }

                    Write(kept, marker, segment);
                    kept.Write(Scan(file, ref at));
                    break;
                case (>= App0 and <= App15) or Comment:
                    break;
                default:
                    throw BrokenPhotoException.Odd($"JPEG marker {marker:X2}");
            }
        }

        if (scans is 0)
        {
            throw BrokenPhotoException.CutOff();
        }

        return at == file.Length
            ? new CleanPhoto("image/jpeg", width, height, Whole(kept.ToArray(), exif.Orientation)) { Place = exif.Place }
            : throw BrokenPhotoException.Trailing();
    }

    /// <summary>The next marker; any number of FF may stand before it.</summary>
    private static byte Marker(ReadOnlySpan<byte> file, ref int at)
    {
        if (at >= file.Length)
        {
            throw BrokenPhotoException.CutOff();
        }

        if (file[at] is not 0xFF)
        {
            throw BrokenPhotoException.Odd("JPEG segments do not follow one another");
        }

        while (at < file.Length && file[at] is 0xFF)
        {
            at++;
        }

        return at < file.Length ? file[at++] : throw BrokenPhotoException.CutOff();
    }

    private static ReadOnlySpan<byte> Segment(ReadOnlySpan<byte> file, ref int at)
    {
        if (at + 2 > file.Length)
        {
            throw BrokenPhotoException.CutOff();
        }

        var length = BinaryPrimitives.ReadUInt16BigEndian(file[at..]);
        if (length < 2)
        {
            throw BrokenPhotoException.Odd("JPEG segment length");
        }

        if (at + length > file.Length)
        {
            throw BrokenPhotoException.CutOff();
        }

        var segment = file.Slice(at + 2, length - 2);
        at += length;
        return segment;
    }

    private static (int Width, int Height) Frame(ReadOnlySpan<byte> segment, bool isFirst)
    {
        if (!isFirst || segment.Length < 6 || segment[0] is not 8 || segment[5] is not (1 or 3 or 4) || segment.Length != 6 + (3 * segment[5]))
        {
            throw BrokenPhotoException.Odd("JPEG frame");
        }

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(segment[1..]), BinaryPrimitives.ReadUInt16BigEndian(segment[3..]));
        PhotoCheck.RequireSize(width, height);
        return (width, height);
    }

    /// <summary>Compressed data up to the next marker that is neither a stuffed FF nor a restart.</summary>
    private static ReadOnlySpan<byte> Scan(ReadOnlySpan<byte> file, ref int at)
    {
        var start = at;
        while (true)
        {
            var next = file[at..].IndexOf((byte)0xFF);
            if (next < 0 || at + next + 1 >= file.Length)
            {
                throw BrokenPhotoException.CutOff();
            }

            at += next;
            if (file[at + 1] is not (0x00 or (>= 0xD0 and <= 0xD7)))
            {
                return file[start..at];
            }

            at += 2;
        }
    }

    private static void Write(MemoryStream kept, byte marker, ReadOnlySpan<byte> segment)
    {
        Span<byte> head = stackalloc byte[4];
        (head[0], head[1]) = (0xFF, marker);
        BinaryPrimitives.WriteUInt16BigEndian(head[2..], (ushort)(segment.Length + 2));
        kept.Write(head);
        kept.Write(segment);
    }

    /// <summary>EXIF stands first, or readers overlook it.</summary>
    private static byte[] Whole(byte[] body, int orientation)
    {
        using var whole = new MemoryStream(body.Length + 64);
        whole.Write([0xFF, Soi]);
        if (Exif.OnlyOrientation(orientation) is { Length: > 0 } tiff)
        {
            Write(whole, App1, [.. "Exif\0\0"u8, .. tiff]);
        }

        whole.Write(body);
        whole.Write([0xFF, Eoi]);
        return whole.ToArray();
    }
}
