using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>A figure over several seeds.</summary>
/// <param name="Mean">Its mean.</param>
/// <param name="Min">The lowest of a seed.</param>
/// <param name="Max">The highest of a seed.</param>
public sealed record OverSeeds(double Mean, double Min, double Max);

/// <summary>One row of a comparison.</summary>
/// <param name="WhatIf">What was different; empty: nothing.</param>
/// <param name="Policy">Who got what.</param>
/// <param name="Members">How many members there were.</param>
/// <param name="Figures">By seed.</param>
public sealed record ComparedRun(string WhatIf, Policy Policy, int Members, IReadOnlyList<RunFigures> Figures)
{
    public OverSeeds Of(Func<RunFigures, double> figure) => new(Figures.Average(figure), Figures.Min(figure), Figures.Max(figure));
}

/// <summary>The members of a seed: those of the catalogue, or invented ones.</summary>
/// <param name="seed">The seed.</param>
/// <returns>The catalogue, and homes of members who have no grids.</returns>
internal delegate (Catalogue Catalogue, IReadOnlyDictionary<string, Position> Homes) RosterOfSeed(int seed);

/// <summary>What is compared with what.</summary>
internal sealed record ComparisonAsk(IReadOnlyList<PastTask> Tasks, WorkTimes Work, RosterOfSeed Roster, SimulationSettings Settings)
{
    public IReadOnlyList<WhatIf> WhatIfs { get; init; } = [];

    public IReadOnlyList<Policy> Policies { get; init; } = Enum.GetValues<Policy>();

    /// <summary>Every policy meets the same seeds, and in them the same work times and homes.</summary>
    public IReadOnlyList<int> Seeds { get; init; } = [1];
}

/// <summary>Runs simulations side by side. The rows and their numbers depend on nothing but what is asked.</summary>
internal static class Comparison
{
    /// <summary>Runs it, on as many threads as asked.</summary>
    /// <param name="ask">What.</param>
    /// <param name="threads">How many runs go on at a time.</param>
    /// <param name="progress">Told the share done; from any thread.</param>
    /// <param name="cancel">Stops within some milliseconds.</param>
    public static IReadOnlyList<ComparedRun> Run(ComparisonAsk ask, int threads, Action<double> progress, CancellationToken cancel)
    {
        var rows = (from whatIf in ask.WhatIfs.Prepend(WhatIf.Base)
                    from policy in ask.Policies
                    where !whatIf.IsOnlyWeights || policy is Policy.Smart
                    select (WhatIf: whatIf, Policy: policy)).ToList();
        var worlds = ask.Seeds.SelectMany(seed => ask.WhatIfs.Prepend(WhatIf.Base).Select(whatIf => (seed, whatIf))).ToDictionary(each => each, each => WorldOf(ask, each.whatIf, each.seed));
        var figures = rows.Select(_ => new RunFigures[ask.Seeds.Count]).ToList();
        var done = 0;
        Parallel.For(0, rows.Count * ask.Seeds.Count, new ParallelOptions { MaxDegreeOfParallelism = threads, CancellationToken = cancel }, i =>
        {
            var (row, seed) = (i / ask.Seeds.Count, i % ask.Seeds.Count);
            var world = worlds[(ask.Seeds[seed], rows[row].WhatIf)];
            figures[row][seed] = Simulation.Of(world, rows[row].Policy, ask.Seeds[seed], cancel).Figures();
            progress((double)Interlocked.Increment(ref done) / (rows.Count * ask.Seeds.Count));
        });
        return [.. rows.Select((row, i) => new ComparedRun(row.WhatIf.Label, row.Policy, worlds[(ask.Seeds[0], row.WhatIf)].Members.Members.Length, figures[i]))];
    }

    private static World WorldOf(ComparisonAsk ask, WhatIf whatIf, int seed)
    {
        var (catalogue, homes) = ask.Roster(seed);
        var work = ask.Tasks.Select((task, i) => ask.Work.Draw(task, i, seed)).ToArray();
        var (changed, added) = whatIf.Apply(catalogue, out var problem) ?? throw new InvalidOperationException(problem); // who asks has tried it
        var more = new Dictionary<string, Position>(homes);
        foreach (var member in added.Where(member => member.Grids.Count is 0))
        {
            var places = ask.Tasks.Where(task => task.Task.Unit == member.Unit).Select(task => task.Task.Place).OfType<Position>().ToList();
            if (places.Count > 0)
            {
                more[member.Code] = places[Drawing.Below(seed, -1_000_000 - more.Count, places.Count)];
            }
        }

        return new World(whatIf.Apply(ask.Tasks), work, changed, ask.Settings) { Homes = more };
    }
}
