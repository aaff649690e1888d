using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace TaskManager.Tests.Common;

/// <summary>Small photos of every kind, built part by part, so that a test says what is in them.</summary>
internal static class SamplePhotos
{
    /// <summary>32.5°N 120.5°E, taken by this and on that; nothing of it may be left.</summary>
    public const string Secret = "SECRET-CAMERA-7";

    public static byte[] Tiff(int orientation = 6, bool isBig = true)
    {
        var tiff = new byte[220];
        var at = 0;
        Put(isBig ? "MM\0*"u8.ToArray() : "II*\0"u8.ToArray());
        U32(8);
        U16(3);
        Entry(0x010F, 2, (uint)Secret.Length, 160);
        Entry(0x0112, 3, 1, isBig ? (uint)orientation << 16 : (uint)orientation);
        Entry(0x8825, 4, 1, 60);
        U32(0);
        at = 60;
        U16(4);
        Entry(1, 2, 2, isBig ? (uint)'N' << 24 : 'N');
        Entry(2, 5, 3, 112);
        Entry(3, 2, 2, isBig ? (uint)'E' << 24 : 'E');
        Entry(4, 5, 3, 136);
        at = 112;
        Degrees(32, 30, 0);
        Degrees(120, 30, 0);
        Put(Encoding.ASCII.GetBytes(Secret));
        return tiff;

        void Put(byte[] bytes)
        {
            bytes.CopyTo(tiff, at);
            at += bytes.Length;
        }

        void U16(ushort value)
        {
            if (isBig) { BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value); } else { BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(at), value); }
            at += 2;
        }

        void U32(uint value)
        {
            if (isBig) { BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value); } else { BinaryPrimitives.WriteUInt32LittleEndian(tiff.AsSpan(at), value); }
            at += 4;
        }

        void Entry(ushort tag, ushort type, uint count, uint value)
        {
            U16(tag);
            U16(type);
            U32(count);
            U32(value);
        }

        void Degrees(uint degrees, uint minutes, uint seconds)
        {
            foreach (var part in (uint[])[degrees, minutes, seconds])
            {
                U32(part);
                U32(1);
            }
        }
    }

    public static byte[] Jpeg(ushort width = 64, ushort height = 48, byte[]? tiff = null, byte[]? trailing = null, bool ends = true)
    {
        using var file = new MemoryStream();
        file.Write([0xFF, 0xD8]);
        Segment(0xE0, [.. "JFIF\0"u8, 1, 1, 0, 0, 72, 0, 72, 0, 0]);
        Segment(0xE1, [.. "Exif\0\0"u8, .. tiff ?? Tiff()]);
        Segment(0xE1, [.. "http://ns.adobe.com/xap/1.0/\0"u8, .. Encoding.ASCII.GetBytes($"<x:xmpmeta>{Secret}</x:xmpmeta>")]);
        Segment(0xE2, [.. "ICC_PROFILE\0"u8, 1, 1, .. new byte[40]]);
        Segment(0xED, Encoding.ASCII.GetBytes($"Photoshop 3.0 {Secret}"));
        Segment(0xFE, Encoding.ASCII.GetBytes(Secret));
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)16, 64)]);
        Segment(0xC0, [8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 1, 0x11, 0]);
        Segment(0xC4, [0, 1, .. new byte[15], 0]);
        Segment(0xDA, [1, 1, 0, 0, 63, 0]);
        file.Write([0x12, 0xFF, 0x00, 0x34, 0xFF, 0xD0, 0x56, 0x7F]);
        if (ends)
        {
            file.Write([0xFF, 0xD9]);
        }

        file.Write(trailing ?? []);
        return file.ToArray();

        void Segment(byte marker, byte[] content) => file.Write([0xFF, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content]);
    }

    /// <param name="width">Pixels, as the header says.</param>
    /// <param name="height">Pixels, as the header says.</param>
    /// <param name="unpacked">Bytes the data unpacks to; null: as many as the header promises.</param>
    /// <param name="trailing">What stands behind the end.</param>
    public static byte[] Png(int width = 20, int height = 10, int? unpacked = null, byte[]? trailing = null)
    {
        using var file = new MemoryStream();
        file.Write([0x89, .. "PNG\r\n"u8, 0x1A, 0x0A]);
        Chunk("IHDR", [.. Big(width), .. Big(height), 8, 2, 0, 0, 0]);
        Chunk("eXIf", Tiff());
        Chunk("tEXt", Encoding.ASCII.GetBytes($"Comment\0{Secret}"));
        Chunk("zTXt", [.. "Comment\0\0"u8, .. Packed(1_000_000)]);
        Chunk("IDAT", Packed(unpacked ?? (height * (1 + (width * 3)))));
        Chunk("tIME", [7, 0xEA, 11, 22, 1, 2, 3]);
        Chunk("IEND", []);
        file.Write(trailing ?? []);
        return file.ToArray();

        void Chunk(string type, byte[] content)
        {
            byte[] covered = [.. Encoding.ASCII.GetBytes(type), .. content];
            file.Write([.. Big(content.Length), .. covered, .. Big((int)Crc(covered))]);
        }

        static byte[] Big(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32BigEndian(bytes, value);
            return bytes;
        }
    }

    public static byte[] Webp(int width = 30, int height = 20, byte[]? trailing = null, byte flags = 0x2C)
    {
        using var body = new MemoryStream();
        body.Write("WEBP"u8);
        Chunk("VP8X", [flags, 0, 0, 0, (byte)(width - 1), (byte)((width - 1) >> 8), 0, (byte)(height - 1), (byte)((height - 1) >> 8), 0]);
        Chunk("ICCP", new byte[11]);
        Chunk("VP8 ", [0x10, 0, 0, 0x9D, 0x01, 0x2A, (byte)width, (byte)(width >> 8), (byte)height, (byte)(height >> 8), 1, 2, 3]);
        Chunk("EXIF", Tiff(isBig: false));
        Chunk("XMP ", Encoding.ASCII.GetBytes(Secret));
        byte[] all = [.. "RIFF"u8, .. Little((int)body.Length), .. body.ToArray(), .. trailing ?? []];
        return all;

        void Chunk(string type, byte[] content)
        {
            body.Write([.. Encoding.ASCII.GetBytes(type), .. Little(content.Length), .. content]);
            if (content.Length % 2 is 1)
            {
                body.WriteByte(0);
            }
        }

        static byte[] Little(int value)
        {
            var bytes = new byte[4];
            BinaryPrimitives.WriteInt32LittleEndian(bytes, value);
            return bytes;
        }
    }

    private static byte[] Packed(int length)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            zlib.Write(new byte[length]);
        }

        return packed.ToArray();
    }

    /// <summary>CRC-32 bit by bit: another way than the code under test.</summary>
    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var each in bytes)
        {
            crc ^= each;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ (0xEDB88320 & (uint)-(int)(crc & 1));
            }
        }

        return ~crc;
    }
}
