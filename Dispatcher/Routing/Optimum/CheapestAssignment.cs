namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>The cheapest way to give a batch of tasks to members, no member above what is free: exact, and the same for the same problem.</summary>
public static class CheapestAssignment
{
    /// <returns>By task: index into <see cref="AssignmentProblem.Member"/> of the candidate who gets it; −1: the desk.</returns>
    public static int[] Of(AssignmentProblem problem) => throw new NotSupportedException("Not built yet.");
}
