using System.Diagnostics;
using System.Globalization;
using System.Text;
using TaskManager.Dispatcher.Routing.Optimum;

namespace TaskManager.Tests.Unit.Routing.Optimum;

/// <summary>
/// The same problems, solved by programs that share nothing with ours, in their own process: Debian's glpk and cbc as a linear program,
/// scipy as a matrix. Each answers with the cost of each problem, computed from what that program chose.
/// </summary>
internal static class OutsideSolvers
{
    /// <summary>Debian's, which sees Debian's scipy; another python3 may stand before it on the path.</summary>
    private const string Python = "/usr/bin/python3";

    /// <summary>
    /// Costs of the cheapest answers, by problem. The matrix: a row a task, a column each place of a member with its load's cost in it, and a
    /// desk for every task.
    /// </summary>
    private const string Matrix =
        """
        import sys, json, numpy
        from scipy.optimize import linear_sum_assignment
        for line in sys.stdin:
            p = json.loads(line)
            tasks = len(p["desk"])
            columns = [(m, k) for m, free in enumerate(p["free"]) for k in range(min(max(free, 0), tasks))]
            first = {}
            for at, (m, k) in enumerate(columns):
                first.setdefault(m, []).append((at, p["first"][m] + k * p["more"][m]))
            never = 1e12
            costs = numpy.full((tasks, len(columns) + tasks), never)
            for t in range(tasks):
                costs[t, len(columns) + t] = p["desk"][t]
                for m, cost in p["candidates"][t]:
                    for at, load in first.get(m, []):
                        costs[t, at] = cost + load
            rows, chosen = linear_sum_assignment(costs)
            print(int(costs[rows, chosen].sum()), flush=True)
        """;

    public static bool HasScipy() => File.Exists(Python) && Run(Python, ["-c", "import scipy"], input: null, limit: TimeSpan.FromMinutes(1)) is { Code: 0 };

    public static bool Has(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <returns>By problem; null when the limit passed.</returns>
    public static double[]? Glpk(IReadOnlyList<AssignmentProblem> problems, TimeSpan limit) => LinearProgram(problems, (program, solution) =>
        Run("glpsol", ["--lp", program, "--write", solution], input: null, limit) is { Code: var code } && code is null or 0 ? code is 0 : throw new InvalidOperationException($"glpsol ended with {code}."), OfGlpk);

    /// <returns>By problem; null when the limit passed.</returns>
    public static double[]? Cbc(IReadOnlyList<AssignmentProblem> problems, TimeSpan limit) => LinearProgram(problems, (program, solution) =>
        Run("cbc", [program, "-solve", "-solution", solution], input: null, limit) is { Code: var code } && code is null or 0 ? code is 0 : throw new InvalidOperationException($"cbc ended with {code}."), OfCbc);

    /// <returns>By problem; null when the limit passed.</returns>
    public static double[]? Scipy(IReadOnlyList<AssignmentProblem> problems, TimeSpan limit)
    {
        var lines = problems.Select(problem => System.Text.Json.JsonSerializer.Serialize(new
        {
            desk = problem.DeskCost,
            free = problem.Free,
            first = problem.FirstLoad,
            more = problem.MoreLoad,
            candidates = Enumerable.Range(0, problem.Tasks).Select(task => Enumerable.Range(problem.Start[task], problem.Start[task + 1] - problem.Start[task]).Select(c => new[] { problem.Member[c], problem.Cost[c] })),
        }));
        var (code, output, error) = Run(Python, ["-c", Matrix], string.Join('\n', lines), limit);
        return code switch
        {
            null => null,
            0 => [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => double.Parse(line, CultureInfo.InvariantCulture))],
            _ => throw new InvalidOperationException(error),
        };
    }

    /// <summary>
    /// One linear program for all: <c>x</c> says that a candidate gets the task, <c>d</c> that a desk does, <c>y</c> that a member's k-th place
    /// is taken. A task is given once; a member takes as many tasks as places.
    /// </summary>
    private static double[]? LinearProgram(IReadOnlyList<AssignmentProblem> problems, Func<string, string, bool> solve, Func<string, List<string>, IEnumerable<(int Variable, double Value)>> read)
    {
        var folder = Directory.CreateTempSubdirectory("linear-program-").FullName;
        try
        {
            var (program, solution) = (Path.Combine(folder, "program.lp"), Path.Combine(folder, "solution.txt"));
            var (names, costs, ofProblem) = (new List<string>(), new List<long>(), new List<int>());
            File.WriteAllText(program, Text(problems, names, costs, ofProblem));
            if (!solve(program, solution))
            {
                return null;
            }

            var sums = new double[problems.Count];
            foreach (var (variable, value) in read(File.ReadAllText(solution), names))
            {
                sums[ofProblem[variable]] += costs[variable] * value;
            }

            return sums;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Text(IReadOnlyList<AssignmentProblem> problems, List<string> names, List<long> costs, List<int> ofProblem)
    {
        var (rows, bounds) = (new StringBuilder(), new StringBuilder());
        for (var p = 0; p < problems.Count; p++)
        {
            var problem = problems[p];
            void Name(string name, long cost)
            {
                names.Add(name);
                costs.Add(cost);
                ofProblem.Add(p);
            }

            var taking = new List<string>[problem.Members];
            for (var task = 0; task < problem.Tasks; task++)
            {
                Name($"d{p}_{task}", problem.DeskCost[task]);
                rows.Append(CultureInfo.InvariantCulture, $" t{p}_{task}: d{p}_{task}");
                for (var candidate = problem.Start[task]; candidate < problem.Start[task + 1]; candidate++)
                {
                    var name = $"x{p}_{candidate}";
                    Name(name, problem.Cost[candidate]);
                    rows.Append(CultureInfo.InvariantCulture, $"\n + {name}");
                    (taking[problem.Member[candidate]] ??= []).Add(name);
                }

                rows.Append(" = 1\n");
            }

            for (var member = 0; member < problem.Members; member++)
            {
                if (taking[member] is not { } tasks)
                {
                    continue;
                }

                rows.Append(CultureInfo.InvariantCulture, $" m{p}_{member}: {string.Join("\n + ", tasks)}");
                for (var place = 0; place < Math.Min(problem.Free[member], tasks.Count); place++)
                {
                    var name = $"y{p}_{member}_{place}";
                    Name(name, problem.FirstLoad[member] + (place * problem.MoreLoad[member]));
                    rows.Append(CultureInfo.InvariantCulture, $"\n - {name}");
                    bounds.Append(CultureInfo.InvariantCulture, $" 0 <= {name} <= 1\n");
                }

                rows.Append(" = 0\n");
            }
        }

        var goal = string.Join("\n + ", names.Select((name, i) => string.Create(CultureInfo.InvariantCulture, $"{costs[i]} {name}")));
        return $"Minimize\n cost: {goal}\nSubject To\n{rows}Bounds\n{bounds}End\n";
    }

    /// <summary>glpk writes "j COLUMN STATUS VALUE DUAL", columns from 1 in the order in which the program names them.</summary>
    private static IEnumerable<(int Variable, double Value)> OfGlpk(string solution, List<string> _) =>
        from line in solution.Split('\n')
        where line.StartsWith("j ", StringComparison.Ordinal)
        let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        select (int.Parse(words[1], CultureInfo.InvariantCulture) - 1, double.Parse(words[3], CultureInfo.InvariantCulture));

    /// <summary>cbc writes "INDEX NAME VALUE COST" for all that is not 0, after a line that says how it ended.</summary>
    private static IEnumerable<(int Variable, double Value)> OfCbc(string solution, List<string> names)
    {
        solution.ShouldStartWith("Optimal");
        var index = names.Index().ToDictionary(each => each.Item, each => each.Index, StringComparer.Ordinal);
        return from line in solution.Split('\n').Skip(1)
               let words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
               where words.Length >= 3
               select (index[words[1]], double.Parse(words[2], CultureInfo.InvariantCulture));
    }

    private static (int? Code, string Output, string Error) Run(string program, IEnumerable<string> arguments, string? input, TimeSpan limit)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.StandardInput.Write(input);
        process.StandardInput.Close();
        if (!process.WaitForExit(limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            return (null, "", "");
        }

        return (process.ExitCode, output.Result, error.Result);
    }
}
