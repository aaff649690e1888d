using System.IO.Compression;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>A file between preview and confirmation.</summary>
/// <param name="Id">Also the id of the act that issues it.</param>
/// <param name="Name">As its owner calls it.</param>
/// <param name="Mapping">The YAML that explains its columns; null: the standard columns.</param>
/// <param name="Body">As it was uploaded.</param>
public sealed record UploadedFile(Guid Id, string Name, string? Mapping, byte[] Body);

/// <summary>Keeps uploaded files in the database, so that whichever Dispatcher is asked next has them. Bound to their owner, at most an hour.</summary>
public sealed class UploadStore(Database database, TimeProvider clock)
{
    /// <summary>Largest file, bytes: 10,000 rows are about 2 MB.</summary>
    public const int BytesMax = 8 * 1024 * 1024;

    /// <summary>How long a file waits for its confirmation.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    /// <summary>Files of one owner; the oldest go.</summary>
    private const int KeptMax = 3;

    private const int NameMax = 200;

    public async Task<Guid> AddAsync(string owner, string name, string? mapping, byte[] body, CancellationToken cancel)
    {
        var (now, packed) = (clock.GetUtcNow(), Packed(body));
        var id = Guid.CreateVersion7(now);
        await database.WriteAsync(async session =>
        {
            await session.ExecuteAsync("add-upload", new { Id = SqlValues.ToBytes(id), Owner = owner, Name = name.Length <= NameMax ? name : name[..NameMax], Mapping = mapping, Body = packed, CreatedAt = now });
            await session.ExecuteAsync("forget-surplus-uploads", new { Owner = owner, Keep = KeptMax });
        }, cancel);
        return id;
    }

    /// <summary>The file; null when the owner has none of that id, or its hour has passed.</summary>
    public async Task<UploadedFile?> FindAsync(string owner, Guid id, CancellationToken cancel)
    {
        var row = await database.ReadAsync(session => session.FindAsync<UploadRow>("find-upload", new { Id = SqlValues.ToBytes(id), Owner = owner, Since = clock.GetUtcNow() - Kept }), cancel);
        return row is null ? null : new UploadedFile(id, row.Name, row.Mapping, Unpacked(row.Body));
    }

    public Task ForgetAsync(string owner, Guid id, CancellationToken cancel) =>
        database.WriteAsync(session => (Task)session.ExecuteAsync("forget-upload", new { Id = SqlValues.ToBytes(id), Owner = owner }), cancel);

    private static byte[] Packed(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }

        return packed.ToArray();
    }

    /// <summary>Only what <see cref="Packed"/> made comes here, so it is no larger than a file may be.</summary>
    private static byte[] Unpacked(byte[] packed)
    {
        using var body = new MemoryStream();
        using var gzip = new GZipStream(new MemoryStream(packed), CompressionMode.Decompress);
        gzip.CopyTo(body);
        return body.ToArray();
    }

    private sealed class UploadRow
    {
        public string Name { get; init; } = "";

        public string? Mapping { get; init; }

        public byte[] Body { get; init; } = [];
    }
}
