namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// A batch of tasks and the members who may get them, in numbers. Task <c>t</c>'s candidates stand at <c>Start[t]</c> up to, and
/// without, <c>Start[t + 1]</c>. All costs are whole numbers of one unit, 0 to 10^12, so that sums are exact.
/// </summary>
public sealed class AssignmentProblem
{
    public const long CostMax = 1_000_000_000_000;

    /// <summary>Where each task's candidates begin; one longer than there are tasks.</summary>
    public required int[] Start { get; init; }

    /// <summary>Index of the member of each candidate; each member at most once a task.</summary>
    public required int[] Member { get; init; }

    /// <summary>What giving the task to that candidate costs, load aside.</summary>
    public required long[] Cost { get; init; }

    /// <summary>What leaving a task at its unit's desk costs, by task.</summary>
    public required long[] DeskCost { get; init; }

    /// <summary>How many tasks each member can take, by member; 0: none.</summary>
    public required int[] Free { get; init; }

    /// <summary>What the first of them costs in load.</summary>
    public required long[] FirstLoad { get; init; }

    /// <summary>How much more each further one costs than the one before; never negative, so that load spreads.</summary>
    public required long[] MoreLoad { get; init; }

    public int Tasks => Start.Length - 1;

    public int Members => Free.Length;

    /// <summary>The load's cost of a member's next task after <paramref name="taken"/> of this batch.</summary>
    public long Load(int member, int taken) => FirstLoad[member] + (MoreLoad[member] * taken);

    /// <summary>Sums are only exact within what the problem promises.</summary>
    internal static void RequireInRange(long cost)
    {
        if ((ulong)cost > CostMax)
        {
            throw new ArgumentOutOfRangeException(nameof(cost), cost, $"A cost is 0 to {CostMax}.");
        }
    }
}
