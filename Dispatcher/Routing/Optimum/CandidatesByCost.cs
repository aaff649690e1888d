namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// Each task's candidates with room at all, the cheapest first; between equals, the member with the lower index. Copied, because the
/// search reads them in this order all the time, and because the caller's lists stay as they are.
/// </summary>
internal sealed class CandidatesByCost
{
    public CandidatesByCost(AssignmentProblem problem)
    {
        (Start, Candidate) = (new int[problem.Tasks + 1], new int[problem.Start[^1]]);
        (Member, Cost) = (new int[Candidate.Length], new long[Candidate.Length]);
        var order = new (long Cost, int Member, int Candidate)[problem.Members]; // each member at most once a task
        var next = 0;
        for (var task = 0; task < problem.Tasks; task++)
        {
            AssignmentProblem.RequireInRange(problem.DeskCost[task]);
            var count = 0;
            for (var candidate = problem.Start[task]; candidate < problem.Start[task + 1]; candidate++)
            {
                if (problem.Free[problem.Member[candidate]] > 0)
                {
                    AssignmentProblem.RequireInRange(problem.Cost[candidate]);
                    order[count++] = (problem.Cost[candidate], problem.Member[candidate], candidate);
                }
            }

            // Equal costs happen, and a sort that does not say which comes first may change with the runtime; a replay must not.
            order.AsSpan(0, count).Sort(static (a, b) => a.Cost != b.Cost ? a.Cost.CompareTo(b.Cost) : a.Member.CompareTo(b.Member));
            for (var i = 0; i < count; i++, next++)
            {
                (Cost[next], Member[next], Candidate[next]) = order[i];
            }

            Start[task + 1] = next;
        }
    }

    /// <summary>Where each task's candidates begin here.</summary>
    public int[] Start { get; }

    /// <summary>By place here: the candidate's index in the problem.</summary>
    public int[] Candidate { get; }

    public int[] Member { get; }

    public long[] Cost { get; }
}
