namespace TaskManager.Dispatcher.Storage;

public static class Instants
{
    /// <summary>Now, in the whole milliseconds that are stored: what is answered equals what is kept.</summary>
    public static DateTimeOffset Now(TimeProvider clock) => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());
}
