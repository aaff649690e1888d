namespace TaskManager.Dispatcher.Live;

/// <summary>
/// Tells the other Dispatchers what changed, and keeps the city as it is now where a board can read it at once. A hint:
/// it may be late, lose what it was told, or be away, and nothing is wrong for longer than the next count of the
/// database.
/// </summary>
public interface ILiveState
{
    /// <summary>Whether others' changes arrive at the moment. Where they do not, the database is counted more often.</summary>
    bool HearsOthers { get; }

    /// <summary>Whether what is kept there was lost and must be put there again as a whole.</summary>
    bool IsLost { get; }

    /// <summary>Tells the others. Returns at once, never throws; what cannot be told is dropped.</summary>
    void Tell(LiveChange change);

    /// <summary>Asks for calls with what others tell. Before the start.</summary>
    void Listen(Action<LiveChange> heard);

    /// <summary>Puts a count of the database in the place of what is kept; what was told since that count stays.</summary>
    Task KeepAsync(CityCount count, CancellationToken cancel);

    /// <summary>What is kept of the minutes from one on.</summary>
    /// <returns>Null: nothing is kept, or it cannot be asked.</returns>
    Task<CityCount?> ReadAsync(long fromMinute, CancellationToken cancel);
}

/// <summary>One Dispatcher alone: there is nobody to tell, and its own memory is all there is to read.</summary>
public sealed class InProcessLiveState : ILiveState
{
    public bool HearsOthers => false;

    public bool IsLost => false;

    public void Tell(LiveChange change)
    {
        // Nobody else is there.
    }

    public void Listen(Action<LiveChange> heard)
    {
        // Nobody else tells anything.
    }

    public Task KeepAsync(CityCount count, CancellationToken cancel) => Task.CompletedTask;

    public Task<CityCount?> ReadAsync(long fromMinute, CancellationToken cancel) => Task.FromResult<CityCount?>(null);
}
