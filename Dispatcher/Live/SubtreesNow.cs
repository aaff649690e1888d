using System.Collections.Concurrent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.People;

namespace TaskManager.Dispatcher.Live;

/// <summary>
/// The city as it is now within a scope, counted from the database: what is kept in memory is of the whole city. One
/// count serves everybody who asks for the same subtree within two seconds.
/// </summary>
public sealed class SubtreesNow(CityQueries queries, TimeProvider clock)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, Counted> counted = [];

    /// <summary>Counts the tasks of the units within the scope; of the loads, those of members within it.</summary>
    /// <param name="scope">Not the whole city.</param>
    /// <param name="catalogue">Tells where members belong.</param>
    /// <param name="cancel">Gives up waiting.</param>
    public async Task<CityCount> CountAsync(Scope scope, Catalogue catalogue, CancellationToken cancel)
    {
        var now = clock.GetUtcNow();
        var kept = counted.AddOrUpdate(
            scope.Root!,
            _ => new Counted(now, catalogue, Start()),
            (_, last) => now - last.At < Fresh && last.Catalogue == catalogue && !last.Count.Value.IsFaulted ? last : new Counted(now, catalogue, Start()));
        return await kept.Count.Value.WaitAsync(cancel);

        Lazy<Task<CityCount>> Start() => new(async () =>
        {
            var count = await queries.CountAsync(now - CityNow.Kept, scope.Units!, CancellationToken.None);
            return count with { Loads = count.Loads.Where(load => catalogue.FindMember(load.Key) is { } member && scope.Holds(member.Unit)).ToDictionary() };
        });
    }

    private sealed record Counted(DateTimeOffset At, Catalogue Catalogue, Lazy<Task<CityCount>> Count);
}
