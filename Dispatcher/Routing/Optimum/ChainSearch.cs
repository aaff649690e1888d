namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// The search behind <see cref="CheapestAssignment"/>. What holds between tasks, for every member <c>m</c> with <c>x</c> tasks of the batch:
/// <c>Load(m, x − 1) ≤ price[m] ≤ Load(m, x)</c>, the right side only where there is room; and every task is where its cost plus price is
/// lowest. That is what makes the whole cheapest, and the tests check it.
/// </summary>
internal sealed class ChainSearch
{
    /// <summary>How often the lowest price is looked up again; between, an older one is as right, since prices only rise.</summary>
    private const int FloorEvery = 128;

    private readonly AssignmentProblem problem;
    private readonly int[] byCost;
    private readonly long[] price;
    private readonly int[] count;
    private readonly int[][] tasksOf;
    private readonly PriorityQueue<int, long> heap = new();
    private readonly List<int> settled = [];

    // Of the current search; stamp tells whether the rest is of this one.
    private readonly int[] stamp;
    private readonly bool[] isSettled;
    private readonly long[] distance;
    private readonly int[] taskBefore;
    private readonly int[] candidateBefore;
    private long floor;
    private int searches;
    private long best;
    private int endMember;
    private int endTask;

    public ChainSearch(AssignmentProblem problem)
    {
        this.problem = problem;
        byCost = ByCost(problem);
        Given = new int[problem.Tasks];
        Array.Fill(Given, -1);
        var members = problem.Members;
        (price, count, tasksOf) = (new long[members], new int[members], new int[members][]);
        (stamp, isSettled, distance, taskBefore, candidateBefore) = (new int[members], new bool[members], new long[members], new int[members], new int[members]);
        for (var member = 0; member < members; member++)
        {
            price[member] = problem.Load(member, 0);
            tasksOf[member] = [];
        }
    }

    /// <summary>By task: the candidate who has it; −1: the desk, or not given yet.</summary>
    public int[] Given { get; }

    /// <summary>Gives one more task, moving others where that is cheapest.</summary>
    public void Give(int task)
    {
        if (searches % FloorEvery is 0)
        {
            floor = price.Length is 0 ? 0 : price.Min();
        }

        searches++;
        heap.Clear();
        settled.Clear();
        (best, endMember, endTask) = (problem.DeskCost[task], -1, task);
        Relax(task, before: 0, except: -1);
        while (heap.TryDequeue(out var member, out var far) && far < best)
        {
            if (isSettled[member] || far > distance[member])
            {
                continue;
            }

            isSettled[member] = true;
            settled.Add(member);
            for (var i = 0; i < count[member]; i++)
            {
                // The member hands this task on: its place is free for the chain, and it goes to a desk or to somebody else.
                var other = tasksOf[member][i];
                var before = far - price[member] - problem.Cost[Given[other]];
                if (before + problem.DeskCost[other] < best)
                {
                    (best, endMember, endTask) = (before + problem.DeskCost[other], -1, other);
                }

                Relax(other, before, except: member);
            }
        }

        foreach (var member in settled)
        {
            price[member] += best - distance[member];
        }

        MoveAlong(task);
    }

    /// <summary>Looks at all who may get a task; the cheapest first, so that it can stop where nobody can matter any more.</summary>
    private void Relax(int task, long before, int except)
    {
        for (var i = problem.Start[task]; i < problem.Start[task + 1]; i++)
        {
            var candidate = byCost[i];
            var until = before + problem.Cost[candidate];
            if (until + floor >= best)
            {
                break;
            }

            var member = problem.Member[candidate];
            var far = until + price[member];
            if (far >= best || member == except || problem.Free[member] <= 0 || (stamp[member] == searches && far >= distance[member]))
            {
                continue;
            }

            stamp[member] = searches;
            isSettled[member] = false;
            (distance[member], taskBefore[member], candidateBefore[member]) = (far, task, candidate);
            heap.Enqueue(member, far);
            if (count[member] < problem.Free[member] && until + problem.Load(member, count[member]) is var end && end < best)
            {
                (best, endMember, endTask) = (end, member, -1);
            }
        }
    }

    /// <summary>Moves the tasks along the chain that was found, from its end back to the new task.</summary>
    private void MoveAlong(int first)
    {
        var member = endMember;
        if (member >= 0)
        {
            Append(member, taskBefore[member]);
        }
        else if (endTask != first)
        {
            member = problem.Member[Given[endTask]];
            Given[endTask] = -1;
            Replace(member, endTask, taskBefore[member]);
        }
        else
        {
            return;
        }

        while (true)
        {
            var task = taskBefore[member];
            var old = Given[task];
            Given[task] = candidateBefore[member];
            if (task == first)
            {
                return;
            }

            member = problem.Member[old];
            Replace(member, task, taskBefore[member]);
        }
    }

    private void Append(int member, int task)
    {
        if (count[member] == tasksOf[member].Length)
        {
            Array.Resize(ref tasksOf[member], Math.Min(problem.Free[member], Math.Max(4, count[member] * 2)));
        }

        tasksOf[member][count[member]++] = task;
    }

    private void Replace(int member, int task, int by) => tasksOf[member][Array.IndexOf(tasksOf[member], task, 0, count[member])] = by;

    /// <summary>Each task's candidates, the cheapest first; the caller's lists stay as they are.</summary>
    private static int[] ByCost(AssignmentProblem problem)
    {
        var order = new int[problem.Member.Length];
        for (var i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        var costs = (long[])problem.Cost.Clone();
        for (var task = 0; task < problem.Tasks; task++)
        {
            var (start, length) = (problem.Start[task], problem.Start[task + 1] - problem.Start[task]);
            Array.Sort(costs, order, start, length);
        }

        return order;
    }
}
