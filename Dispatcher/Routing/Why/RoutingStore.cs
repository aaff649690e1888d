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

    /// <summary>A record as it is kept, under an id which assignments name.</summary>
    public static KeptRouting Kept(RoutingRecord record, DateTimeOffset now) => new(Guid.CreateVersion7(now), now, record.CatalogueVersion, record.Tasks.Count, Pack(record));

    public static Task AddAsync(Session session, IReadOnlyList<KeptRouting> batches) => session.WriteManyAsync("add-routing", batches);

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

/// <summary>What a batch was routed by, packed.</summary>
/// <param name="Batch">Its id.</param>
/// <param name="At">When.</param>
/// <param name="CatalogueVersion">By which catalogue.</param>
/// <param name="Tasks">How many tasks it had.</param>
/// <param name="Body">Deflated JSON.</param>
public sealed record KeptRouting(Guid Batch, DateTimeOffset At, int CatalogueVersion, int Tasks, byte[] Body)
{
    /// <summary>The id in its stored form.</summary>
    public byte[] Id => SqlValues.ToBytes(Batch);
}
