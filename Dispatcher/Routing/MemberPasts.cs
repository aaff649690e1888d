using System.Collections.Concurrent;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Storage;

namespace TaskManager.Dispatcher.Routing;

/// <summary>
/// What members did lately, in memory: tasks of the last 30 days, turnaround by duty, where they work. A hint for costs, never for
/// a rule: counted from the database at the start and every few minutes; what this process assigns is added at once.
/// </summary>
public sealed class MemberPasts(Database database, TimeProvider clock)
{
    /// <summary>How far back counts go.</summary>
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Tasks the latest places are taken from: enough for 10,000 members to have one each, and read in some 50 ms.</summary>
    private const int PlacesFrom = 20_000;

    /// <summary>As if everybody had closed so many tasks of a duty in the mean time, so that one lucky task makes no reputation.</summary>
    private const double Doubt = 5;

    private volatile ConcurrentDictionary<string, MemberPast> pasts = [];

    public MemberPast Of(string member) => pasts.GetValueOrDefault(member, MemberPast.None);

    /// <summary>Members got tasks.</summary>
    /// <param name="assigned">Each member, and where the task is; null: not known.</param>
    public void Got(IReadOnlyList<(string Member, Position? Place)> assigned)
    {
        foreach (var (member, place) in assigned)
        {
            pasts.AddOrUpdate(member, _ => Later(MemberPast.None, place), (_, past) => Later(past, place));
        }
    }

    /// <summary>Counts anew.</summary>
    public async Task RecountAsync(CancellationToken cancel)
    {
        var from = clock.GetUtcNow() - Kept;
        var (counts, places) = await database.ReadAsync(async session => (
            await session.QueryAsync<CountRow>("count-recent-tasks", new { From = SqlValues.ToBytes(FirstIdAt(from)) }),
            await session.QueryAsync<PlaceRow>("latest-places-of-members", new { Limit = PlacesFrom })), cancel);

        var usual = counts.Where(row => row.Closed > 0).GroupBy(row => row.Duty).ToDictionary(duty => duty.Key, duty => duty.Sum(row => row.Took) / duty.Sum(row => row.Closed));
        var near = places.GroupBy(row => row.Member).ToDictionary(
            member => member.Key,
            member => (IReadOnlyList<Position>)[.. member.Take(MemberPast.NearMax).Select(row => new Position(row.Longitude, row.Latitude))]);
        pasts = new ConcurrentDictionary<string, MemberPast>(counts.GroupBy(row => row.Member).ToDictionary(member => member.Key, member => new MemberPast
        {
            Recent = (int)member.Sum(row => row.Got),
            Near = near.GetValueOrDefault(member.Key, []),
            Pace = member.Where(row => row.Closed > 0 && usual[row.Duty] > 0).ToDictionary(row => row.Duty, row => PaceOf(row, usual[row.Duty])),
        }));
    }

    private static double PaceOf(CountRow row, double usual) => (row.Took + (Doubt * usual)) / (row.Closed + Doubt) / usual;

    private static MemberPast Later(MemberPast past, Position? place) => past with
    {
        Recent = past.Recent + 1,
        Near = place is { } at ? [at, .. past.Near.Take(MemberPast.NearMax - 1)] : past.Near,
    };

    /// <summary>Ids begin with the millisecond they were made in, so those of a month are a range of the key.</summary>
    private static Guid FirstIdAt(DateTimeOffset at)
    {
        var bytes = new byte[16];
        var milliseconds = at.ToUnixTimeMilliseconds();
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (8 * (5 - i)));
        }

        return new Guid(bytes, bigEndian: true);
    }

    private sealed class CountRow
    {
        public string Member { get; init; } = "";

        public string Duty { get; init; } = "";

        public long Got { get; init; }

        public long Closed { get; init; }

        public double Took { get; init; }
    }

    private sealed class PlaceRow
    {
        public string Member { get; init; } = "";

        public double Longitude { get; init; }

        public double Latitude { get; init; }
    }
}
