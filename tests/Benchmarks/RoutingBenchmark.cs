using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using TaskManager.Dispatcher.Routing.Optimum;
using TaskManager.Tests.Unit.Routing.Optimum;

namespace TaskManager.Tests.Benchmarks;

/// <summary>
/// How long the cheapest assignment of a large batch takes, by kind, beside outside solvers on the same problem in the same run. Their time
/// holds the writing of the problem, their process, and the reading of what they chose.
/// </summary>
internal static class RoutingBenchmark
{
    private const int Tasks = 10_000;
    private const int Members = 2_000;
    private const int Candidates = 50;

    /// <summary>The first runs compile.</summary>
    private const int Runs = 5;

    /// <summary>scipy's matrix has a column a place and a desk a task: above this it needs more memory than a small machine has.</summary>
    private const long MatrixCellsMax = 150_000_000;

    public static int Run(TimeSpan limit, int tasks, bool json)
    {
        var rows = new List<Row>();
        foreach (var kind in Enum.GetValues<AnyProblem.Kind>())
        {
            var problem = AnyProblem.Large(kind, tasks, Math.Max(1, tasks * Members / Tasks), Candidates, seed: 5);
            var (ours, took, desks) = (0.0, double.PositiveInfinity, 0);
            for (var run = 0; run < Runs; run++)
            {
                var watch = Stopwatch.StartNew();
                var given = CheapestAssignment.Of(problem);
                took = Math.Min(took, watch.Elapsed.TotalSeconds);
                (ours, desks) = ((double)AnyProblem.CostOf(problem, given), given.Count(candidate => candidate < 0));
            }

            Report(new Row(kind.ToString(), "TaskManager", took, ours, desks, null, 1));
            Measure("glpk", OutsideSolvers.Has("glpsol"), () => OutsideSolvers.Glpk([problem], limit));
            Measure("cbc", OutsideSolvers.Has("cbc"), () => OutsideSolvers.Cbc([problem], limit));
            var places = problem.Free.Sum(free => (long)Math.Max(0, free));
            if (tasks * (places + tasks) <= MatrixCellsMax)
            {
                Measure("scipy", OutsideSolvers.HasScipy(), () => OutsideSolvers.Scipy([problem], limit));
            }
            else
            {
                Report(new Row(kind.ToString(), "scipy", null, null, null, "matrix too large", null));
            }

            void Measure(string solver, bool isThere, Func<double[]?> solve)
            {
                if (!isThere)
                {
                    Report(new Row(kind.ToString(), solver, null, null, null, "not installed", null));
                    return;
                }

                var watch = Stopwatch.StartNew();
                var theirs = solve();
                var seconds = watch.Elapsed.TotalSeconds;
                Report(theirs is null
                    ? new Row(kind.ToString(), solver, null, null, null, string.Create(CultureInfo.InvariantCulture, $"> {limit.TotalSeconds:N0} s"), null)
                    : new Row(kind.ToString(), solver, seconds, theirs[0], null, Math.Abs(theirs[0] - ours) <= ours * 1e-6 ? "equal" : "DIFFERENT", seconds / took));
            }
        }

        if (json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new { tasks, members = Math.Max(1, tasks * Members / Tasks), candidates = Candidates, rows }, JsonSerializerOptions.Web));
        }

        return rows.Exists(row => row.Note is "DIFFERENT") ? 1 : 0;

        void Report(Row row)
        {
            rows.Add(row);
            if (json)
            {
                return;
            }

            if (rows.Count is 1)
            {
                Console.WriteLine("kind       solver          seconds              objective   at desks   times ours");
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Kind,-10} {row.Solver,-12} {row.Seconds,10:N3} {row.Objective,22:N0} {row.Desks,10} {row.TimesOurs,12:N1}   {row.Note}"));
        }
    }

    private sealed record Row(string Kind, string Solver, double? Seconds, double? Objective, int? Desks, string? Note, double? TimesOurs);
}
