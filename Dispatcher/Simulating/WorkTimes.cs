namespace TaskManager.Dispatcher.Simulating;

/// <summary>
/// 办理用时: how long work on tasks takes, by duty, as the past shows it. Where the acceptance and the report of a task are recorded it is what
/// lies between them. Elsewhere it is guessed: the gap between the assignee's successive closings, at most the turnaround. Nobody
/// works less than a minute; above <see cref="MaxDefault"/> a gap says more of how few tasks there were than of work.
/// </summary>
public sealed class WorkTimes
{
    public static readonly TimeSpan Min = TimeSpan.FromMinutes(1);
    public static readonly TimeSpan MaxDefault = TimeSpan.FromHours(2);

    /// <summary>With fewer tasks a duty has no past of its own; then the whole city's counts.</summary>
    private const int OwnPastMin = 5;

    private readonly Dictionary<string, long[]> byDuty = [];
    private readonly long[] all;
    private readonly long max;

    public WorkTimes(IReadOnlyList<PastTask> tasks, TimeSpan max)
    {
        this.max = (long)max.TotalMilliseconds;
        var known = tasks.Where(task => task.Worked is not null).ToList();
        all = Sorted(known);
        foreach (var duty in known.GroupBy(task => task.Task.Duty.Code))
        {
            if (duty.Count() >= OwnPastMin)
            {
                byDuty[duty.Key] = Sorted(duty);
            }
        }
    }

    /// <summary>Draws the work time of a task, in milliseconds. Whoever gets the task and whatever the policy, one seed draws the same.</summary>
    public long Draw(PastTask task, int index, int seed)
    {
        var past = byDuty.GetValueOrDefault(task.Task.Duty.Code, all);
        return past.Length is 0
            ? Clamp((long)(task.Task.Step.Effort ?? Domain.Step.EffortDefault).TotalMilliseconds)
            : past[Drawing.Below(seed, index, past.Length)];
    }

    /// <summary>What work on the task takes on average, in milliseconds.</summary>
    public double Mean(PastTask task)
    {
        var past = byDuty.GetValueOrDefault(task.Task.Duty.Code, all);
        return past.Length is 0 ? Clamp((long)(task.Task.Step.Effort ?? Domain.Step.EffortDefault).TotalMilliseconds) : past.Average();
    }

    /// <summary>Guesses work times from closings.</summary>
    /// <param name="closings">By task: who closed it, when, and its turnaround.</param>
    /// <returns>By task, in the order given.</returns>
    public static TimeSpan[] Guess(IReadOnlyList<(string Assignee, DateTimeOffset ClosedAt, TimeSpan Turnaround)> closings)
    {
        var guessed = new TimeSpan[closings.Count];
        foreach (var assignee in Enumerable.Range(0, closings.Count).GroupBy(i => closings[i].Assignee))
        {
            DateTimeOffset? before = null;
            foreach (var i in assignee.OrderBy(i => closings[i].ClosedAt).ThenBy(i => i))
            {
                var (_, at, turnaround) = closings[i];
                guessed[i] = before is { } last && at - last < turnaround ? at - last : turnaround;
                before = at;
            }
        }

        return guessed;
    }

    private long[] Sorted(IEnumerable<PastTask> tasks)
    {
        long[] sorted = [.. tasks.Select(task => Clamp((long)task.Worked!.Value.TotalMilliseconds))];
        Array.Sort(sorted);
        return sorted;
    }

    private long Clamp(long milliseconds) => Math.Clamp(milliseconds, (long)Min.TotalMilliseconds, max);
}

/// <summary>Numbers that look drawn and depend on nothing but the seed and what they are for: the same on every machine, in any order.</summary>
internal static class Drawing
{
    /// <summary>0 up to just below <paramref name="bound"/>.</summary>
    public static int Below(int seed, long what, int bound) => (int)(Hash(seed, what) % (ulong)bound);

    private static ulong Hash(int seed, long what)
    {
        var mixed = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) ^ ((ulong)what * 0xC2B2AE3D27D4EB4F);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (mixed ^ (mixed >> 31)) >> 1;
    }
}
