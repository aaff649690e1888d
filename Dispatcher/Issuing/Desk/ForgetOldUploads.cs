using TaskManager.Dispatcher.Schedules;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>Forgets uploaded files that nobody confirmed within the hour.</summary>
public sealed class ForgetOldUploads(Database database) : ISweeper
{
    public string Name => "forget-old-uploads";

    public Rhythm Rhythm { get; } = new Every(TimeSpan.FromMinutes(15));

    public Task SweepAsync(DateTimeOffset dueAt, CancellationToken cancel) =>
        database.WriteAsync(session => (Task)session.ExecuteAsync("forget-old-uploads", new { Before = dueAt - UploadStore.Kept }), cancel);
}
