using System.Security.Cryptography;
using TaskManager.Dispatcher.Storage;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Photos;

/// <summary>A photo of a report, without its bytes.</summary>
/// <param name="Id">Random, so that nobody guesses the next one.</param>
/// <param name="TaskId">The task it was reported on.</param>
/// <param name="Type">Media type.</param>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
public sealed record StoredPhoto(Guid Id, TaskId TaskId, string Type, int Width, int Height);

/// <summary>Photos of reports, as they were cleaned; saved with the report or not at all.</summary>
public sealed class PhotoStore
{
    /// <summary>Adds the photos of one report, in their order.</summary>
    public Task AddAsync(Session session, TaskId task, MessageId report, IReadOnlyList<CleanPhoto> photos, DateTimeOffset at) =>
        session.WriteManyAsync("add-photos", photos.Select((photo, i) => new PhotoRow
        {
            Id = RandomNumberGenerator.GetBytes(16),
            TaskId = task,
            MessageId = report,
            Sequence = i + 1,
            Type = photo.Type,
            Width = photo.Width,
            Height = photo.Height,
            Sha256 = SHA256.HashData(photo.Bytes),
            Bytes = photo.Bytes,
            At = at,
        }).ToList());

    /// <summary>The photos of one task, first to last.</summary>
    public async Task<IReadOnlyList<StoredPhoto>> OfTaskAsync(Session session, TaskId task) =>
        (await session.QueryAsync<PhotoRow>("photos-of-task", new { Id = task })).Select(row => row.ToPhoto()).ToList();

    /// <summary>One photo with its bytes; null when there is none.</summary>
    public async Task<(StoredPhoto Photo, byte[] Bytes)?> FindAsync(Session session, Guid id) =>
        await session.FindAsync<PhotoRow>("find-photo", new { Id = SqlValues.ToBytes(id) }) is { } row ? (row.ToPhoto(), row.Bytes) : null;

    private sealed class PhotoRow
    {
        public byte[] Id { get; init; } = [];

        public TaskId TaskId { get; init; }

        public MessageId MessageId { get; init; }

        public int Sequence { get; init; }

        public string Type { get; init; } = "";

        public int Width { get; init; }

        public int Height { get; init; }

        public byte[] Sha256 { get; init; } = [];

        public byte[] Bytes { get; init; } = [];

        public DateTimeOffset At { get; init; }

        public StoredPhoto ToPhoto() => new(new Guid(Id, bigEndian: true), TaskId, Type, Width, Height);
    }
}
