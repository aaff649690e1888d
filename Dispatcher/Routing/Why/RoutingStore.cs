using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Routing.Why;

/// <summary>
/// What batches were routed by. One row speaks for a batch, packed: a task of it takes some hundred bytes, where a row of its own
/// would take a thousand.
/// </summary>
public sealed class RoutingStore
{
    private static readonly JsonSerializerOptions Body = new(SqlValues.Json)
    {
        Converters = { new JsonStringEnumConverter() },
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
    };

    /// <returns>The record's id, which assignments name.</returns>
    public static async Task<Guid> AddAsync(Session session, RoutingRecord record, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        await session.ExecuteAsync("add-routing", new { Id = SqlValues.ToBytes(id), At = now.ToUnixTimeMilliseconds(), record.CatalogueVersion, Tasks = record.Tasks.Count, Body = Pack(record) });
        return id;
    }

    /// <summary>The batch that decided an assignment, and the task's place in it; null: nothing was chosen, or it was before batches were kept.</summary>
    public static async Task<(RoutingRecord Record, int Place)?> OfAssignmentAsync(Session session, TaskId task, int sequence)
    {
        var row = await session.FindAsync<RoutingRow>("routing-of-assignment", new { Id = task, Sequence = sequence });
        return row is null ? null : (Unpack(row.Body), row.RoutingPlace);
    }

    internal static byte[] Pack(RoutingRecord record)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(deflate, record, Body);
        }

        return packed.ToArray();
    }

    internal static RoutingRecord Unpack(byte[] body)
    {
        using var deflate = new DeflateStream(new MemoryStream(body), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<RoutingRecord>(deflate, Body)!;
    }

    private sealed class RoutingRow
    {
        public byte[] Body { get; init; } = [];

        public int RoutingPlace { get; init; }
    }
}
