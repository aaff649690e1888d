namespace TaskManager.Dispatcher.Routing.Optimum;

/// <summary>
/// The search behind <see cref="CheapestAssignment"/>. What holds between tasks, for every member <c>m</c> with <c>x</c> tasks of the batch:
/// <c>Load(m, x − 1) ≤ price[m] ≤ Load(m, x)</c>, the right side only where there is room; and every task is where its cost plus price is
/// lowest. That is what makes the whole cheapest, and the tests check it.
/// <para>
/// It also keeps all numbers small: a member who has a task has a price below that task's desk cost. With costs up to 10^12 no sum here
/// passes 10^13, however many tasks there are.
/// </para>
/// </summary>
internal sealed class ChainSearch
{
    /// <summary>How many searches a task's floor is used for before it is looked up again.</summary>
    private const int FloorEvery = 128;

    private readonly AssignmentProblem problem;
    private readonly CandidatesByCost byCost;

    // By member.
    private readonly long[] price;
    private readonly int[] count;
    private readonly int[][] tasksOf;

    // By task: the place in byCost of who has it, −1: the desk, or not given yet; and a price that none of its candidates is below.
    // Prices only rise, so an older floor is as right, only lower. Whoever has the task counts for it too: without that one, the floor
    // would be wrong as soon as the task has moved on.
    private readonly int[] given;
    private readonly long[] floor;
    private readonly int[] floorOf;

    // Of the current search; stamp tells whether the rest is of this one.
    private readonly NearestFirst nearest;
    private readonly List<int> settled = [];
    private readonly int[] stamp;
    private readonly long[] distance;
    private readonly int[] taskBefore;
    private readonly int[] placeBefore;
    private int searches;
    private long best;
    private int endMember;
    private int endTask;

    public ChainSearch(AssignmentProblem problem)
    {
        this.problem = problem;
        byCost = new CandidatesByCost(problem);
        (given, floor, floorOf) = (new int[problem.Tasks], new long[problem.Tasks], new int[problem.Tasks]);
        Array.Fill(given, -1);
        Array.Fill(floorOf, -FloorEvery);
        var members = problem.Members;
        (price, count, tasksOf) = (new long[members], new int[members], new int[members][]);
        (nearest, stamp, distance, taskBefore, placeBefore) = (new NearestFirst(members), new int[members], new long[members], new int[members], new int[members]);
        for (var member = 0; member < members; member++)
        {
            if (problem.Free[member] > 0)
            {
                AssignmentProblem.RequireInRange(problem.FirstLoad[member]);
                AssignmentProblem.RequireInRange(problem.MoreLoad[member]);
            }

            price[member] = problem.Load(member, 0);
            tasksOf[member] = [];
        }
    }

    /// <summary>By task: the candidate who has it; −1: the desk.</summary>
    public int[] Given() => Array.ConvertAll(given, place => place < 0 ? -1 : byCost.Candidate[place]);

    /// <summary>Gives one more task, moving others where that is cheapest.</summary>
    public void Give(int task)
    {
        searches++;
        nearest.Clear();
        settled.Clear();
        (best, endMember, endTask) = (problem.DeskCost[task], -1, task);
        Relax(task, before: 0);
        while (nearest.Count > 0 && nearest.Nearest() is var member && distance[member] is var at && at < best)
        {
            nearest.RemoveNearest();
            settled.Add(member);
            var tasks = tasksOf[member];
            for (var i = 0; i < count[member]; i++)
            {
                // The member hands this task on: its place is free for the chain, and it goes to a desk or to somebody else.
                var other = tasks[i];
                var before = at - price[member] - byCost.Cost[given[other]];
                if (before + problem.DeskCost[other] < best)
                {
                    (best, endMember, endTask) = (before + problem.DeskCost[other], -1, other);
                }

                Relax(other, before);
            }
        }

        foreach (var member in settled)
        {
            price[member] += best - distance[member];
        }

        MoveAlong(task);
    }

    /// <summary>Looks at all who may get a task; the cheapest first, so that it can stop where nobody can matter any more.</summary>
    private void Relax(int task, long before)
    {
        var (from, to) = (byCost.Start[task], byCost.Start[task + 1]);
        if (searches - floorOf[task] >= FloorEvery)
        {
            LookUpFloor(task, from, to);
        }

        var lowest = before + floor[task];
        var (costs, members) = (byCost.Cost, byCost.Member);
        for (var place = from; place < to && lowest + costs[place] < best; place++)
        {
            var member = members[place];
            var until = before + costs[place];
            var far = until + price[member];
            if (far >= best || (stamp[member] == searches && far >= distance[member]))
            {
                continue;
            }

            // Never one who is settled already: no chain to somebody becomes shorter after that.
            (distance[member], taskBefore[member], placeBefore[member]) = (far, task, place);
            if (stamp[member] == searches)
            {
                nearest.ComeNearer(member, far);
            }
            else
            {
                stamp[member] = searches;
                nearest.Add(member, far);
            }

            if (count[member] < problem.Free[member] && until + problem.Load(member, count[member]) is var end && end < best)
            {
                (best, endMember, endTask) = (end, member, -1);
            }
        }
    }

    private void LookUpFloor(int task, int from, int to)
    {
        var lowest = long.MaxValue / 4;
        for (var place = from; place < to; place++)
        {
            lowest = Math.Min(lowest, price[byCost.Member[place]]);
        }

        (floor[task], floorOf[task]) = (lowest, searches);
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
            member = byCost.Member[given[endTask]];
            given[endTask] = -1;
            Replace(member, endTask, taskBefore[member]);
        }
        else
        {
            return;
        }

        while (true)
        {
            var task = taskBefore[member];
            var old = given[task];
            given[task] = placeBefore[member];
            if (task == first)
            {
                return;
            }

            member = byCost.Member[old];
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
}
