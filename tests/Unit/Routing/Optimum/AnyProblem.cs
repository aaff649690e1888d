using TaskManager.Dispatcher.Routing.Optimum;

namespace TaskManager.Tests.Unit.Routing.Optimum;

/// <summary>Problems drawn from a seed, and what an answer to one costs.</summary>
public static class AnyProblem
{
    public enum Kind
    {
        /// <summary>Costs have nothing to do with each other.</summary>
        Random,

        /// <summary>Costs are distances on a map; candidates are the nearest.</summary>
        Spatial,

        /// <summary>As spatial, and more tasks than the members near them can take.</summary>
        OverFull,
    }

    /// <summary>So small that all answers can be tried; many ties, members without room, load that does not rise, huge costs.</summary>
    public static AssignmentProblem Small(int seed)
    {
        var random = new Random(seed);
        var (tasks, members) = (random.Next(0, 6), random.Next(1, 5));
        var costs = (seed % 4) switch { 0 => 3, 1 => 20, 2 => 1_000, _ => AssignmentProblem.CostMax };
        var candidates = Enumerable.Range(0, tasks).Select(_ => Enumerable.Range(0, members).Where(_ => random.Next(4) > 0).Select(member => (member, random.NextInt64(costs + 1))).ToArray()).ToList();
        return Of(
            candidates,
            [.. candidates.Select(_ => random.NextInt64(costs + 1))],
            Draw(members, () => random.Next(0, 4)),
            Draw(members, () => random.NextInt64((costs / 2) + 1)),
            Draw(members, () => random.Next(3) is 0 ? 0 : random.NextInt64((costs / 2) + 1)));
    }

    public static AssignmentProblem Large(Kind kind, int tasks, int members, int each, int seed)
    {
        var random = new Random(seed);
        each = Math.Min(each, members);
        var homes = Draw(members, () => (X: random.NextDouble(), Y: random.NextDouble()));
        var free = Draw(members, () => kind is Kind.OverFull ? Math.Max(1, tasks / members) : (tasks / members / 2) + random.Next(1, (2 * tasks / members) + 2));
        var candidates = new List<(int Member, long Cost)[]>();
        for (var task = 0; task < tasks; task++)
        {
            var (x, y) = (random.NextDouble() * (kind is Kind.OverFull ? 0.7 : 1), random.NextDouble());
            var all = Enumerable.Range(0, members).Select(member => (member, kind is Kind.Random ? random.Next(1_000_000) : (long)(1_000_000 * double.Hypot(homes[member].X - x, homes[member].Y - y)))).ToArray();
            if (kind is Kind.Random)
            {
                random.Shuffle(all);
            }
            else
            {
                Array.Sort(all, (a, b) => (a.Item2, a.member).CompareTo((b.Item2, b.member)));
            }

            candidates.Add(all[..each]);
        }

        return Of(candidates, [.. candidates.Select(_ => 100_000_000L)], free, Array.ConvertAll(free, most => 500_000L / most), Array.ConvertAll(free, most => 1_000_000L / most));
    }

    public static AssignmentProblem Of(IReadOnlyList<(int Member, long Cost)[]> candidates, long[] deskCost, int[] free, long[] firstLoad, long[] moreLoad)
    {
        var start = new int[candidates.Count + 1];
        for (var task = 0; task < candidates.Count; task++)
        {
            start[task + 1] = start[task] + candidates[task].Length;
        }

        return new AssignmentProblem
        {
            Start = start,
            Member = [.. candidates.SelectMany(each => each).Select(each => each.Member)],
            Cost = [.. candidates.SelectMany(each => each).Select(each => each.Cost)],
            DeskCost = deskCost,
            Free = free,
            FirstLoad = firstLoad,
            MoreLoad = moreLoad,
        };
    }

    /// <summary>The whole cost of an answer; an answer that gives a task to somebody else's candidate, or a member too much, is a failure.</summary>
    public static Int128 CostOf(AssignmentProblem problem, int[] given)
    {
        given.Length.ShouldBe(problem.Tasks);
        var taken = new int[problem.Members];
        Int128 sum = 0;
        for (var task = 0; task < given.Length; task++)
        {
            if (given[task] < 0)
            {
                sum += problem.DeskCost[task];
                continue;
            }

            given[task].ShouldBeInRange(problem.Start[task], problem.Start[task + 1] - 1);
            var member = problem.Member[given[task]];
            sum += (Int128)problem.Cost[given[task]] + problem.FirstLoad[member] + ((Int128)problem.MoreLoad[member] * taken[member]++);
            taken[member].ShouldBeLessThanOrEqualTo(problem.Free[member]);
        }

        return sum;
    }

    private static T[] Draw<T>(int count, Func<T> one) => [.. Enumerable.Range(0, count).Select(_ => one())];
}
