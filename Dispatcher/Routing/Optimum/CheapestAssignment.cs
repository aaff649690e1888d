namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// The cheapest way to give a batch of tasks to members, no member above what is free: exact, and the same for the same problem.
/// <para>
/// A minimum-cost flow by successive shortest paths. Tasks come one after the other; each is given along the cheapest chain "this member
/// takes it and hands another task on to that member …", which ends where somebody has room or where a task goes to its desk. Prices of
/// members keep the steps of all chains non-negative, so that Dijkstra's search finds the cheapest chain. What is given after each task is
/// the cheapest for the tasks so far; after the last one, for all.
/// </para>
/// </summary>
public static class CheapestAssignment
{
    /// <param name="problem">Candidates in any order; it is only read.</param>
    /// <exception cref="ArgumentOutOfRangeException">In a batch, a cost is not within 0 to <see cref="AssignmentProblem.CostMax"/>.</exception>
    /// <returns>By task: index into <see cref="AssignmentProblem.Member"/> of the candidate who gets it; −1: the desk.</returns>
    public static int[] Of(AssignmentProblem problem)
    {
        if (problem.Tasks is 1)
        {
            return [CheapestOfOne(problem)];
        }

        var search = new ChainSearch(problem);
        for (var task = 0; task < problem.Tasks; task++)
        {
            search.Give(task);
        }

        return search.Given();
    }

    /// <summary>The same without a search: most batches are one task. Between equals, as in a search, the desk, then the lower member.</summary>
    private static int CheapestOfOne(AssignmentProblem problem)
    {
        var (best, cost) = (-1, problem.DeskCost[0]);
        for (var candidate = problem.Start[0]; candidate < problem.Start[1]; candidate++)
        {
            var member = problem.Member[candidate];
            if (problem.Free[member] > 0 && problem.Cost[candidate] + problem.Load(member, 0) is var total
                && (total < cost || (total == cost && best >= 0 && member < problem.Member[best])))
            {
                (best, cost) = (candidate, total);
            }
        }

        return best;
    }
}
