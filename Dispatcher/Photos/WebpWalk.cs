using System.Buffers.Binary;

namespace TaskManager.Dispatcher.Photos;

/// <summary>WebP (RFC 9649): one picture, its alpha and colour profile.</summary>
internal static class WebpWalk
{
    private const int HeaderLength = 12;

    /// <summary>Flags of VP8X that stay true of what is kept: colour profile and alpha.</summary>
    private const byte ProfileFlag = 0x20, AlphaFlag = 0x10, ExifFlag = 0x08, AnimationFlag = 0x02;

    public static PhotoVerdict Of(ReadOnlySpan<byte> file)
    {
        var whole = BinaryPrimitives.ReadUInt32LittleEndian(file[4..]) + 8L;
        if (whole != file.Length)
        {
            throw whole > file.Length ? BrokenPhotoException.CutOff() : BrokenPhotoException.Trailing();
        }

        using var kept = new MemoryStream(file.Length);
        (int Width, int Height)? canvas = null, picture = null;
        var (flags, exif) = ((byte)0, Exif.Nothing);
        for (var (at, isFirst) = (HeaderLength, true); at < file.Length; isFirst = false)
        {
            var type = Type(file, at);
            var content = Content(file, ref at);
            switch (type)
            {
                case "VP8X" when isFirst && content.Length is 10:
                    if ((content[0] & AnimationFlag) is not 0)
                    {
                        throw new BrokenPhotoException("这是动图，请发送静态照片。", "This is an animation. Send a still photo.");
                    }

                    flags = content[0];
                    canvas = (1 + U24(content[4..]), 1 + U24(content[7..]));
                    PhotoCheck.RequireSize(canvas.Value.Width, canvas.Value.Height);
                    break;
                case "VP8 " or "VP8L" when picture is null && (isFirst || canvas is not null):
                    picture = type is "VP8 " ? Lossy(content) : Lossless(content);
                    PhotoCheck.RequireSize(picture.Value.Width, picture.Value.Height);
                    Write(kept, type, content);
                    break;
                case "ALPH" when canvas is not null && picture is null:
                case "ICCP" when canvas is not null && picture is null:
                    Write(kept, type, content);
                    break;
                case "EXIF" when canvas is not null:
                    exif = Exif.Read(content.StartsWith("Exif\0\0"u8) ? content[6..] : content);
                    break;
                case "XMP " when canvas is not null:
                    break;
                default:
                    throw BrokenPhotoException.Odd("WebP chunk");
            }
        }

        if (picture is not { } size)
        {
            throw BrokenPhotoException.CutOff();
        }

        if (canvas is not null && canvas != picture)
        {
            throw BrokenPhotoException.Odd("WebP size");
        }

        return new CleanPhoto("image/webp", size.Width, size.Height, Whole(kept.ToArray(), canvas, flags, exif.Orientation)) { Place = exif.Place };
    }

    private static string Type(ReadOnlySpan<byte> file, int at) =>
        at + 8 <= file.Length ? System.Text.Encoding.Latin1.GetString(file.Slice(at, 4)) : throw BrokenPhotoException.CutOff();

    /// <summary>Padded to an even length, by a zero: nothing is said in the gap.</summary>
    private static ReadOnlySpan<byte> Content(ReadOnlySpan<byte> file, ref int at)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
        var padded = length + (length & 1L);
        if (padded > file.Length - at - 8)
        {
            throw BrokenPhotoException.CutOff();
        }

        var content = file.Slice(at + 8, (int)length);
        at += 8 + (int)padded;
        return padded == length || file[at - 1] is 0 ? content : throw BrokenPhotoException.Odd("WebP padding");
    }

    private static (int Width, int Height) Lossy(ReadOnlySpan<byte> content) =>
        content.Length > 10 && (content[0] & 1) is 0 && content[3] is 0x9D && content[4] is 0x01 && content[5] is 0x2A
            ? (BinaryPrimitives.ReadUInt16LittleEndian(content[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(content[8..]) & 0x3FFF)
            : throw BrokenPhotoException.Odd("WebP frame");

    private static (int Width, int Height) Lossless(ReadOnlySpan<byte> content)
    {
        if (content.Length <= 5 || content[0] is not 0x2F)
        {
            throw BrokenPhotoException.Odd("WebP frame");
        }

        var bits = BinaryPrimitives.ReadUInt32LittleEndian(content[1..]);
        return (1 + (int)(bits & 0x3FFF), 1 + (int)((bits >> 14) & 0x3FFF));
    }

    private static int U24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);

    private static void Write(MemoryStream to, string type, ReadOnlySpan<byte> content)
    {
        Span<byte> head = stackalloc byte[8];
        System.Text.Encoding.Latin1.GetBytes(type, head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)content.Length);
        to.Write(head);
        to.Write(content);
        if ((content.Length & 1) is 1)
        {
            to.WriteByte(0);
        }
    }

    private static byte[] Whole(byte[] chunks, (int Width, int Height)? canvas, byte flags, int orientation)
    {
        using var body = new MemoryStream(chunks.Length + 64);
        body.Write("WEBP"u8);
        if (canvas is { } size)
        {
            var (width, height, tiff) = (size.Width - 1, size.Height - 1, Exif.OnlyOrientation(orientation));
            var stays = (byte)((flags & (ProfileFlag | AlphaFlag)) | (tiff.Length > 0 ? ExifFlag : 0));
            Write(body, "VP8X", [stays, 0, 0, 0, (byte)width, (byte)(width >> 8), (byte)(width >> 16), (byte)height, (byte)(height >> 8), (byte)(height >> 16)]);
            body.Write(chunks);
            if (tiff.Length > 0)
            {
                Write(body, "EXIF", tiff);
            }
        }
        else
        {
            body.Write(chunks);
        }

        using var file = new MemoryStream((int)body.Length + 8);
        Span<byte> head = stackalloc byte[8];
        "RIFF"u8.CopyTo(head);
        BinaryPrimitives.WriteUInt32LittleEndian(head[4..], (uint)body.Length);
        file.Write(head);
        file.Write(body.ToArray());
        return file.ToArray();
    }
}
