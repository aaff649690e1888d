using System.Buffers.Binary;
using System.Text;

namespace TaskManager.Tests.EndToEnd.Telemetry;

/// <summary>One field of a message in the wire format of Protocol Buffers, whatever the message.</summary>
/// <param name="Number">Which field, as the .proto file numbers it.</param>
/// <param name="Value">Its value when it is a number; 0 otherwise.</param>
/// <param name="Bytes">Its bytes when it is a text, bytes or a message; empty otherwise.</param>
internal readonly record struct Field(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);

    public IEnumerable<Field> Fields => Protobuf.Read(Bytes);

    /// <summary>The messages at these field numbers, one within the other.</summary>
    public IEnumerable<Field> At(params int[] path) => Protobuf.At(Fields, path);
}

/// <summary>Reads what OTLP needs of the wire format, so that no code of the sender's library judges what it sent.</summary>
internal static class Protobuf
{
    private const int Varint = 0;
    private const int Fixed64 = 1;
    private const int Delimited = 2;
    private const int Fixed32 = 5;

    public static IEnumerable<Field> Read(ReadOnlyMemory<byte> message)
    {
        for (var at = 0; at < message.Length;)
        {
            var tag = Number(message.Span, ref at);
            var number = (int)(tag >> 3);
            switch ((int)(tag & 7))
            {
                case Varint:
                    yield return new Field(number, Number(message.Span, ref at), default);
                    break;
                case Fixed64:
                    yield return new Field(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default);
                    at += 8;
                    break;
                case Delimited:
                    var length = (int)Number(message.Span, ref at);
                    yield return new Field(number, 0, message.Slice(at, length));
                    at += length;
                    break;
                case Fixed32:
                    yield return new Field(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default);
                    at += 4;
                    break;
                default:
                    throw new InvalidDataException($"Field {number} at byte {at} has an unknown wire type.");
            }
        }
    }

    public static IEnumerable<Field> At(IEnumerable<Field> fields, params int[] path)
    {
        var here = fields.Where(field => field.Number == path[0]);
        return path.Length is 1 ? here : here.SelectMany(field => field.At(path[1..]));
    }

    /// <summary>Seven bits a byte, lowest first; the eighth says that more follow.</summary>
    private static ulong Number(ReadOnlySpan<byte> message, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
