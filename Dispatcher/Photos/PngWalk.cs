using System.Buffers.Binary;
using System.IO.Compression;

namespace TaskManager.Dispatcher.Photos;

/// <summary>PNG (ISO/IEC 15948): chunks with their checksums, and data that unpacks to exactly the pixels it promises.</summary>
internal static class PngWalk
{
    private static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Chunks a picture needs, or that say how its colours are meant. Profiles, texts, times and animations stay out.</summary>
    private static readonly HashSet<string> Kept = ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "sBIT", "cICP"];

    public static PhotoVerdict Of(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith(Signature))
        {
            throw BrokenPhotoException.Odd("PNG signature");
        }

        using var kept = new MemoryStream(file.Length);
        using var data = new MemoryStream(file.Length);
        kept.Write(Signature);
        var (header, exif) = (default(Header), Exif.Nothing);
        for (var (at, isFirst) = (Signature.Length, true); ; isFirst = false)
        {
            var chunk = Chunk(file, ref at, out var type, out var content);
            if (isFirst != type is "IHDR")
            {
                throw BrokenPhotoException.Odd("PNG header");
            }

            switch (type)
            {
                case "IHDR": header = Header.Read(content); break;
                case "IDAT": data.Write(content); break;
                case "eXIf": exif = Exif.Read(content); break;
            }

            if (type is "IDAT" && data.Length == content.Length && Exif.OnlyOrientation(exif.Orientation) is { Length: > 0 } tiff)
            {
                Write(kept, "eXIf"u8, tiff);
            }

            if (Kept.Contains(type))
            {
                kept.Write(chunk);
            }
            else if (char.IsAsciiLetterUpper(type[0]))
            {
                throw BrokenPhotoException.Odd($"PNG chunk {type}");
            }

            if (type is "IEND")
            {
                if (at != file.Length)
                {
                    throw BrokenPhotoException.Trailing();
                }

                RequireUnpacks(data, header.UnpackedLength);
                return new CleanPhoto("image/png", header.Width, header.Height, kept.ToArray()) { Place = exif.Place };
            }
        }
    }

    private static ReadOnlySpan<byte> Chunk(ReadOnlySpan<byte> file, ref int at, out string type, out ReadOnlySpan<byte> content)
    {
        if (at + 12 > file.Length)
        {
            throw BrokenPhotoException.CutOff();
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > file.Length - at - 12)
        {
            throw BrokenPhotoException.CutOff();
        }

        var chunk = file.Slice(at, (int)length + 12);
        content = chunk[8..^4];
        if (chunk[4..8].ContainsAnyExcept(Letters) || Checksum(chunk[4..^4]) != BinaryPrimitives.ReadUInt32BigEndian(chunk[^4..]))
        {
            throw BrokenPhotoException.Odd("PNG checksum");
        }

        type = System.Text.Encoding.ASCII.GetString(chunk[4..8]);
        at += chunk.Length;
        return chunk;
    }

    private static readonly System.Buffers.SearchValues<byte> Letters = System.Buffers.SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    /// <summary>Unpacked no further than one byte past what the header promises.</summary>
    private static void RequireUnpacks(MemoryStream data, long promised)
    {
        data.Position = 0;
        var unpacked = 0L;
        try
        {
            using var zlib = new ZLibStream(data, CompressionMode.Decompress);
            var buffer = new byte[64 * 1024];
            for (int read; unpacked <= promised && (read = zlib.Read(buffer)) > 0;)
            {
                unpacked += read;
            }
        }
        catch (InvalidDataException)
        {
            throw BrokenPhotoException.CutOff();
        }

        if (unpacked != promised)
        {
            throw unpacked > promised ? BrokenPhotoException.Odd("PNG data unpacks to more than its size says") : BrokenPhotoException.CutOff();
        }
    }

    private static void Write(MemoryStream kept, ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        var chunk = new byte[content.Length + 12];
        BinaryPrimitives.WriteUInt32BigEndian(chunk, (uint)content.Length);
        type.CopyTo(chunk.AsSpan(4));
        content.CopyTo(chunk.AsSpan(8));
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(^4..), Checksum(chunk.AsSpan(4..^4)));
        kept.Write(chunk);
    }

    /// <summary>CRC-32 as PNG asks for it. Written out, because the platform keeps its own in a package.</summary>
    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc = Table[(byte)(crc ^ each)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(i =>
    {
        var crc = (uint)i;
        for (var bit = 0; bit < 8; bit++)
        {
            crc = (crc & 1) is 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }

        return crc;
    })];

    private readonly record struct Header(int Width, int Height, int BitsPerPixel, bool IsInterlaced)
    {
        /// <summary>Interlacing sends the picture in seven passes: where each starts and how far apart its pixels lie.</summary>
        private static readonly (int X, int Y, int StepX, int StepY)[] Passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

        public long UnpackedLength
        {
            get
            {
                if (!IsInterlaced)
                {
                    return Rows(Width, Height);
                }

                var (width, height, bits) = (Width, Height, this);
                return Passes.Sum(pass => bits.Rows((width - pass.X + pass.StepX - 1) / pass.StepX, (height - pass.Y + pass.StepY - 1) / pass.StepY));
            }
        }

        public static Header Read(ReadOnlySpan<byte> content)
        {
            if (content.Length is not 13)
            {
                throw BrokenPhotoException.Odd("PNG header");
            }

            var (width, height) = (BinaryPrimitives.ReadUInt32BigEndian(content), BinaryPrimitives.ReadUInt32BigEndian(content[4..]));
            PhotoCheck.RequireSize(width, height);
            var (depth, colour) = (content[8], content[9]);
            var channels = (colour, depth) switch
            {
                (0, 1 or 2 or 4 or 8 or 16) => 1,
                (2, 8 or 16) => 3,
                (3, 1 or 2 or 4 or 8) => 1,
                (4, 8 or 16) => 2,
                (6, 8 or 16) => 4,
                _ => 0,
            };
            return channels > 0 && content[10] is 0 && content[11] is 0 && content[12] is 0 or 1
                ? new Header((int)width, (int)height, channels * depth, content[12] is 1)
                : throw BrokenPhotoException.Odd("PNG header");
        }

        /// <summary>Each row has a byte for its filter.</summary>
        private long Rows(long width, long height) => width is 0 || height is 0 ? 0 : height * (1 + (((width * BitsPerPixel) + 7) / 8));
    }
}
