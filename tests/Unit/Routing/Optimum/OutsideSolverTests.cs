using TaskManager.Dispatcher.Routing.Optimum;
using TaskManager.Tests.Unit.Issuing.Mappings;
using Kind = TaskManager.Tests.Unit.Routing.Optimum.AnyProblem.Kind;

namespace TaskManager.Tests.Unit.Routing.Optimum;

public class OutsideSolverTests
{
    private const int AtOnce = 20;

    /// <summary>More than 0 only because the outside solvers compute in floating point.</summary>
    private const double GapMax = 1e-6;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Theory]
    [InlineData("glpsol", "glpk-utils")]
    [InlineData("cbc", "coinor-cbc")]
    [InlineData("scipy", "python3-scipy")]
    public void An_outside_solver_finds_nothing_cheaper_and_nothing_dearer(string solver, string package)
    {
        SkipWithout(solver, package);
        var problems = Enumerable.Range(0, 200).Select(seed => AnyProblem.Large((Kind)(seed % 3), tasks: 2 + (seed % 40), members: 2 + (seed % 13), each: 1 + (seed % 9), seed)).ToList();
        Compare(problems, solver);
    }

    [Theory]
    [InlineData("glpsol", "glpk-utils")]
    [InlineData("cbc", "coinor-cbc")]
    [InlineData("scipy", "python3-scipy")]
    public void Nor_for_the_busiest_days_of_a_real_city(string solver, string package)
    {
        SkipWithout(solver, package);
        var problems = BusyDays.Of(Data("boston311/boston311_2011H2_dev.csv.gz"), days: 20);
        problems.Count.ShouldBe(20);
        problems.ShouldAllBe(problem => problem.Tasks > 200 && problem.Members > 20);
        Compare(problems, solver);
    }

    private static void Compare(List<AssignmentProblem> problems, string solver)
    {
        var (desks, given) = (0, 0);
        foreach (var (chunk, some) in problems.Chunk(AtOnce).Index())
        {
            var theirs = (solver switch
            {
                "glpsol" => OutsideSolvers.Glpk(some, Limit),
                "cbc" => OutsideSolvers.Cbc(some, Limit),
                _ => OutsideSolvers.Scipy(some, Limit),
            }).ShouldNotBeNull($"{solver} took more than {Limit}");
            theirs.Length.ShouldBe(some.Length);
            for (var i = 0; i < some.Length; i++)
            {
                var answer = CheapestAssignment.Of(some[i]);
                var ours = (double)AnyProblem.CostOf(some[i], answer);
                Math.Abs(ours - theirs[i]).ShouldBeLessThanOrEqualTo(ours * GapMax, $"problem {(chunk * AtOnce) + i}: ours {ours}, {solver} {theirs[i]}");
                desks += answer.Count(candidate => candidate < 0);
                given += answer.Count(candidate => candidate >= 0);
            }
        }

        desks.ShouldBeGreaterThan(0);
        given.ShouldBeGreaterThan(desks);
    }

    private static void SkipWithout(string solver, string package) =>
        Assert.SkipUnless(solver is "scipy" ? OutsideSolvers.HasScipy() : OutsideSolvers.Has(solver), $"Needs {solver}: apt-get install {package}.");

    /// <summary>A file of the data folder; the test is skipped when it is not there.</summary>
    private static string Data(string file)
    {
        var folder = Environment.GetEnvironmentVariable("TASKMANAGER_DATA") is { Length: > 0 } named ? named : Path.Combine(CaseFiles.Root(), "..", "shared", "data");
        var path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"Needs {file}: set TASKMANAGER_DATA to the folder that holds it, or put it in ../shared/data.");
        return path;
    }
}
