using TaskManager.Dispatcher.Live;

namespace TaskManager.Dispatcher.Routing;

/// <summary>How many open tasks each member has, in memory, so that choosing waits for nothing. See <see cref="CityNow"/>.</summary>
public sealed class MemberLoads(CityNow city)
{
    public IReadOnlyDictionary<string, int> Open => city.Loads;

    /// <summary>Counts them anew from the tasks.</summary>
    public Task RebuildAsync(CancellationToken cancel) => city.RecountAsync(cancel);
}
