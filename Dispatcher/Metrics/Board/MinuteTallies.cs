using System.Runtime.InteropServices;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>What was done in one minute, by when it was recorded.</summary>
/// <param name="Minute">Minutes since 1970 UTC.</param>
/// <param name="Issued">Tasks issued 派发.</param>
/// <param name="Dispatched">Times a task was given to a member or a duty desk 派单.</param>
/// <param name="Closed">Tasks closed 办结.</param>
/// <param name="Automatic">Those of them closed by automatic feedback 自动反馈.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct MinuteCount(long Minute, int Issued, int Dispatched, int Closed, int Automatic)
{
    public MinuteCount Plus(in MinuteCount more) => new(Minute, Issued + more.Issued, Dispatched + more.Dispatched, Closed + more.Closed, Automatic + more.Automatic);
}

/// <summary>The last hour's acts by minute, and in it by duty, unit and channel, so that any part of the city can be asked for.</summary>
internal sealed class MinuteTallies
{
    /// <summary>Minutes shown: the running one and those before it.</summary>
    public const int Shown = 60;

    private readonly SortedDictionary<long, Dictionary<(int Duty, int Unit, int Channel), MinuteCount>> minutes = [];

    public void Add(in MinuteCount act, int duty, int unit, int channel)
    {
        if (!minutes.TryGetValue(act.Minute, out var tallies))
        {
            minutes[act.Minute] = tallies = [];
            while (minutes.Count > 2 * Shown)
            {
                minutes.Remove(minutes.Keys.First());
            }
        }

        tallies[(duty, unit, channel)] = tallies.TryGetValue((duty, unit, channel), out var before) ? before.Plus(act) : act;
    }

    /// <summary>Every minute of the last hour, oldest first, each there.</summary>
    public IReadOnlyList<MinuteCount> Until(long last, Func<(int Duty, int Unit, int Channel), bool> counts) =>
        [.. Enumerable.Range(0, Shown).Select(i => last - Shown + 1 + i).Select(minute =>
        {
            var sum = new MinuteCount(minute, 0, 0, 0, 0);
            return minutes.TryGetValue(minute, out var tallies) ? tallies.Where(each => counts(each.Key)).Aggregate(sum, (all, each) => all.Plus(each.Value)) : sum;
        })];
}
