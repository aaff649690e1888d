using TaskManager.Dispatcher.Routing.Optimum;
using Kind = TaskManager.Tests.Unit.Routing.Optimum.AnyProblem.Kind;

namespace TaskManager.Tests.Unit.Routing.Optimum;

public class CheapestAssignmentTests
{
    [Fact]
    public void No_other_answer_is_cheaper_when_all_are_tried()
    {
        for (var seed = 0; seed < 8_000; seed++)
        {
            var problem = AnyProblem.Small(seed);
            AnyProblem.CostOf(problem, CheapestAssignment.Of(problem)).ShouldBe(CheapestOfAll(problem, 0, new int[problem.Members]), $"seed {seed}");
        }
    }

    [Theory]
    [InlineData(Kind.Random)]
    [InlineData(Kind.Spatial)]
    [InlineData(Kind.OverFull)]
    public void In_a_large_batch_no_chain_of_exchanges_makes_it_cheaper(Kind kind)
    {
        for (var seed = 0; seed < 12; seed++)
        {
            var problem = AnyProblem.Large(kind, tasks: 100 * (1 + (seed % 6)), members: 20 + (10 * seed), each: 8, seed);
            var given = CheapestAssignment.Of(problem);
            AnyProblem.CostOf(problem, given);
            HasCheaperChain(problem, given).ShouldBeFalse($"{kind}, seed {seed}");
        }
    }

    [Fact]
    public void The_proof_finds_an_answer_that_could_be_cheaper()
    {
        var problem = AnyProblem.Large(Kind.Spatial, 60, 12, 5, seed: 1);
        var given = CheapestAssignment.Of(problem);
        var task = Array.FindIndex(given, candidate => candidate >= 0);
        given[task] = -1;
        HasCheaperChain(problem, given).ShouldBeTrue();
    }

    [Theory]
    [InlineData(Kind.Random)]
    [InlineData(Kind.Spatial)]
    [InlineData(Kind.OverFull)]
    public void The_same_problem_has_the_same_answer_and_stays_as_it_was(Kind kind)
    {
        var (problem, same) = (AnyProblem.Large(kind, 400, 60, 9, seed: 4), AnyProblem.Large(kind, 400, 60, 9, seed: 4));
        CheapestAssignment.Of(problem).ShouldBe(CheapestAssignment.Of(problem));
        problem.ShouldBeEquivalentTo(same);
    }

    [Fact]
    public void The_order_of_candidates_does_not_matter()
    {
        for (var seed = 0; seed < 1_000; seed++)
        {
            var problem = AnyProblem.Small(seed);
            var random = new Random(seed);
            var lists = new List<(int, long)[]>();
            for (var task = 0; task < problem.Tasks; task++)
            {
                var list = Enumerable.Range(problem.Start[task], problem.Start[task + 1] - problem.Start[task]).Select(candidate => (problem.Member[candidate], problem.Cost[candidate])).ToArray();
                random.Shuffle(list);
                lists.Add(list);
            }

            var shuffled = AnyProblem.Of(lists, problem.DeskCost, problem.Free, problem.FirstLoad, problem.MoreLoad);
            AnyProblem.CostOf(shuffled, CheapestAssignment.Of(shuffled)).ShouldBe(AnyProblem.CostOf(problem, CheapestAssignment.Of(problem)), $"seed {seed}");
            Members(shuffled).ShouldBe(Members(problem), $"seed {seed}");
        }
    }

    [Fact]
    public void Fifteen_tasks_over_five_equal_members_are_three_each()
    {
        var everybody = Enumerable.Range(0, 5).Select(member => (member, 7L)).ToArray();
        var problem = AnyProblem.Of([.. Enumerable.Repeat(everybody, 15)], [.. Enumerable.Repeat(1_000L, 15)], [10, 10, 10, 10, 10], [1, 1, 1, 1, 1], [1, 1, 1, 1, 1]);
        Members(problem).CountBy(member => member).Select(each => each.Value).ShouldBe([3, 3, 3, 3, 3]);
    }

    [Fact]
    public void Without_candidates_or_without_room_the_desk_has_it()
    {
        CheapestAssignment.Of(AnyProblem.Of([], [], [], [], [])).ShouldBeEmpty();
        CheapestAssignment.Of(AnyProblem.Of([[], []], [5, 5], [], [], [])).ShouldBe([-1, -1]);
        CheapestAssignment.Of(AnyProblem.Of([[(0, 0)]], [5], [0], [0], [0])).ShouldBe([-1]);
        CheapestAssignment.Of(AnyProblem.Of([[(0, 0)], [(0, 0)]], [5, 5], [-2], [0], [0])).ShouldBe([-1, -1]);
    }

    [Fact]
    public void A_cost_outside_the_range_is_refused()
    {
        Should.Throw<ArgumentOutOfRangeException>(() => CheapestAssignment.Of(AnyProblem.Of([[(0, -1)], []], [5, 5], [1], [0], [0])));
        Should.Throw<ArgumentOutOfRangeException>(() => CheapestAssignment.Of(AnyProblem.Of([[], []], [AssignmentProblem.CostMax + 1, 5], [1], [0], [0])));
    }

    /// <summary>By task: the member, −1: the desk.</summary>
    private static int[] Members(AssignmentProblem problem) => Array.ConvertAll(CheapestAssignment.Of(problem), candidate => candidate < 0 ? -1 : problem.Member[candidate]);

    private static Int128 CheapestOfAll(AssignmentProblem problem, int task, int[] taken)
    {
        if (task == problem.Tasks)
        {
            return 0;
        }

        var cheapest = problem.DeskCost[task] + CheapestOfAll(problem, task + 1, taken);
        for (var candidate = problem.Start[task]; candidate < problem.Start[task + 1]; candidate++)
        {
            var member = problem.Member[candidate];
            if (taken[member] < problem.Free[member])
            {
                var cost = (Int128)problem.Cost[candidate] + problem.FirstLoad[member] + ((Int128)problem.MoreLoad[member] * taken[member]++);
                cheapest = Int128.Min(cheapest, cost + CheapestOfAll(problem, task + 1, taken));
                taken[member]--;
            }
        }

        return cheapest;
    }

    /// <summary>
    /// The proof of optimality that needs no other solver: an answer is cheapest exactly when there are prices of members (and of "out":
    /// a desk, or free room) so that no exchange gains. Bellman and Ford's rounds find such prices, or do not come to rest because some
    /// circle of exchanges makes the whole cheaper.
    /// </summary>
    private static bool HasCheaperChain(AssignmentProblem problem, int[] given)
    {
        var outside = problem.Members;
        var taken = new int[problem.Members];
        var arcs = new List<(int From, int To, long Cost)>();
        for (var task = 0; task < given.Length; task++)
        {
            var (at, now) = given[task] < 0 ? (outside, problem.DeskCost[task]) : (problem.Member[given[task]], problem.Cost[given[task]]);
            if (at != outside)
            {
                taken[at]++;
                arcs.Add((at, outside, problem.DeskCost[task] - now));
            }

            for (var candidate = problem.Start[task]; candidate < problem.Start[task + 1]; candidate++)
            {
                arcs.Add((at, problem.Member[candidate], problem.Cost[candidate] - now));
            }
        }

        for (var member = 0; member < problem.Members; member++)
        {
            if (taken[member] < problem.Free[member])
            {
                arcs.Add((member, outside, problem.Load(member, taken[member])));
            }

            if (taken[member] > 0)
            {
                arcs.Add((outside, member, -problem.Load(member, taken[member] - 1)));
            }
        }

        var price = new long[problem.Members + 1];
        for (var round = 0; round <= problem.Members + 1; round++)
        {
            var changed = false;
            foreach (var (from, to, cost) in arcs)
            {
                if (price[from] + cost < price[to])
                {
                    price[to] = price[from] + cost;
                    changed = true;
                }
            }

            if (!changed)
            {
                return false;
            }
        }

        return true;
    }
}
