namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>The cheapest way to give a batch of tasks to members, no member above what is free: exact, and the same for the same problem.</summary>
public static class CheapestAssignment
{
    /// <returns>By task: index into <see cref="AssignmentProblem.Member"/> of the candidate who gets it; −1: the desk.</returns>
    public static int[] Of(AssignmentProblem problem)
    {
        // greedy stand-in
        var taken = new int[problem.Members];
        var best = new int[problem.Tasks];
        for (var t = 0; t < problem.Tasks; t++)
        {
            best[t] = -1;
            var cost = problem.DeskCost[t];
            for (var c = problem.Start[t]; c < problem.Start[t + 1]; c++)
            {
                var m = problem.Member[c];
                var total = problem.Cost[c] + problem.Load(m, taken[m]);
                if (taken[m] < problem.Free[m] && total < cost)
                {
                    (best[t], cost) = (c, total);
                }
            }

            if (best[t] >= 0)
            {
                taken[problem.Member[best[t]]]++;
            }
        }

        return best;
    }
}
