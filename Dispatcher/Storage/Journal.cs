using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Unicode;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Storage;

/// <summary>What a journal row says beyond the states passed. Absent means it did not change or does not apply.</summary>
public sealed record JournalFacts
{
    public string? Number { get; init; }

    public Guid? Matter { get; init; }

    public string? Duty { get; init; }

    public int? DutyVersion { get; init; }

    public string? Step { get; init; }

    public string? Unit { get; init; }

    public string? Channel { get; init; }

    public string? Grid { get; init; }

    /// <summary>Milliseconds since 1970 UTC.</summary>
    public long? Deadline { get; init; }

    public string? Member { get; init; }

    /// <summary>Rule that chose the assignee.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether it was closed by automatic feedback.</summary>
    public bool? Automatic { get; init; }

    public string? Note { get; init; }

    /// <summary>
    /// Random, beside every note. Whoever sees the note masked does not see it; or the row's hash would tell which of the
    /// million numbers that a mask leaves was there.
    /// </summary>
    public string? Salt { get; init; }

    /// <summary>The act of a member that it records, so that the same act sent twice is known; null: it is known otherwise.</summary>
    public Guid? Act { get; init; }
}

/// <summary>A row of 台账.</summary>
public sealed class JournalRow
{
    public long Seq { get; init; }

    public TaskId TaskId { get; init; }

    public string Kind { get; init; } = "";

    /// <summary>States passed, for example <c>Assigned>Accepted</c>.</summary>
    public string Path { get; init; } = "";

    public DateTimeOffset At { get; init; }

    public DateTimeOffset RecordedAt { get; init; }

    public string Actor { get; init; } = "";

    /// <summary><see cref="JournalFacts"/> as JSON, exactly as hashed.</summary>
    public string Facts { get; init; } = "";

    public byte[] Hash { get; init; } = [];

    public JournalFacts ReadFacts() => JsonSerializer.Deserialize(Facts, JournalJson.Readable.JournalFacts)!;
}

/// <summary>
/// Links each row to the one before: SHA-256 over the previous hash and every column, each with its length, so that a
/// changed, removed, added or reordered row breaks the chain at its place.
/// </summary>
public static class JournalChain
{
    /// <summary>States that fit the key of a path.</summary>
    private const int PathKeyedMax = 14;

    private static readonly ConcurrentDictionary<long, string> Paths = [];

    /// <summary>What the first row is linked to.</summary>
    public static readonly byte[] Start = new byte[SHA256.HashSizeInBytes];

    public static IReadOnlyList<JournalRow> Continue(long lastSeq, byte[] lastHash, IReadOnlyList<TaskChange> changes, DateTimeOffset now)
    {
        var rows = new List<JournalRow>(changes.Count);
        var buffer = new ArrayBufferWriter<byte>(1024);
        // The hash covers what is stored, and instants are stored in whole milliseconds.
        now = DateTimeOffset.FromUnixTimeMilliseconds(now.ToUnixTimeMilliseconds());
        foreach (var change in changes)
        {
            var row = new JournalRow
            {
                Seq = ++lastSeq,
                TaskId = change.Moved.After.Id,
                Kind = change.Kind,
                Path = PathText(change.Moved.Path),
                At = DateTimeOffset.FromUnixTimeMilliseconds(change.At.ToUnixTimeMilliseconds()),
                RecordedAt = now,
                Actor = change.Actor,
                Facts = JsonSerializer.Serialize(change.Facts.Note is null ? change.Facts : change.Facts with { Salt = NewSalt() }, JournalJson.Readable.JournalFacts),
                Hash = new byte[SHA256.HashSizeInBytes],
            };
            HashInto(row.Hash, lastHash, row, buffer);
            lastHash = row.Hash;
            rows.Add(row);
        }

        return rows;
    }

    private static string NewSalt() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));

    /// <summary>Histories repeat a handful of paths; each is written out once.</summary>
    private static string PathText(IReadOnlyList<TaskState> path)
    {
        var key = 1L;
        foreach (var state in path)
        {
            key = (key << 4) | (long)state;
        }

        return path.Count > PathKeyedMax ? string.Join('>', path) : Paths.GetOrAdd(key, static (_, path) => string.Join('>', path), path);
    }

    /// <summary>The hash a row must have after a row of hash <paramref name="previous"/>.</summary>
    public static byte[] HashOf(byte[] previous, JournalRow row)
    {
        var hash = new byte[SHA256.HashSizeInBytes];
        HashInto(hash, previous, row, new ArrayBufferWriter<byte>(1024));
        return hash;
    }

    private static void HashInto(Span<byte> hash, byte[] previous, JournalRow row, ArrayBufferWriter<byte> buffer)
    {
        buffer.ResetWrittenCount();
        buffer.Write(previous);
        Put(buffer, row.Seq);
        buffer.Write(SqlValues.ToBytes(row.TaskId.Value));
        Put(buffer, row.Kind);
        Put(buffer, row.Path);
        Put(buffer, row.At.ToUnixTimeMilliseconds());
        Put(buffer, row.RecordedAt.ToUnixTimeMilliseconds());
        Put(buffer, row.Actor);
        Put(buffer, row.Facts);
        SHA256.HashData(buffer.WrittenSpan, hash);
    }

    private static void Put(ArrayBufferWriter<byte> buffer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(buffer.GetSpan(8), number);
        buffer.Advance(8);
    }

    private static void Put(ArrayBufferWriter<byte> buffer, string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        Put(buffer, length);
        Encoding.UTF8.GetBytes(text, buffer.GetSpan(length));
        buffer.Advance(length);
    }
}

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalFacts))]
internal sealed partial class JournalJson : JsonSerializerContext
{
    /// <summary>Keeps Chinese readable in the column.</summary>
    public static readonly JournalJson Readable = new(new JsonSerializerOptions(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
    });
}
