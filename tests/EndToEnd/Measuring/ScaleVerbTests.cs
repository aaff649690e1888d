using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Measuring;

/// <summary><c>bench scale</c> on a small city: what it prints is whole, and of what it asked for.</summary>
public class ScaleVerbTests
{
    [Fact]
    public async Task A_small_city_is_filled_and_every_page_and_the_cost_of_a_task_are_measured()
    {
        var finished = (await Dispatcher.RunAsync("bench", "scale", "--tasks", "2000,300", "--asked", "10", "--json")).ShouldSucceed();

        finished.Errors.ShouldNotContain("could not be");
        var runs = finished.Json.GetProperty("runs").EnumerateArray().ToList();
        runs.Select(run => run.GetProperty("tasks").GetInt32()).ShouldBe([2000, 300]);
        foreach (var run in runs)
        {
            run.GetProperty("open").GetInt32().ShouldBeLessThan(run.GetProperty("tasks").GetInt32() / 10);
            run.GetProperty("megabytes").GetDouble().ShouldBeInRange(20, 2_000);
            var pages = run.GetProperty("pages").EnumerateArray().ToList();
            pages.Select(page => page.GetProperty("name").GetString()).ShouldBeUnique();
            pages.Count.ShouldBe(13);
            pages.ShouldAllBe(page => 0 < Of(page, "p50") && Of(page, "p50") <= Of(page, "p95") && Of(page, "p95") <= Of(page, "max"));
            run.GetProperty("hotPath").GetProperty("tasks").GetInt32().ShouldBe(5_000);
            Of(run.GetProperty("hotPath"), "tasksPerSecond").ShouldBeGreaterThan(10);
            Of(run.GetProperty("hotPath"), "cpuMilliseconds").ShouldBeGreaterThan(0);
        }
    }

    [Fact]
    public async Task What_cannot_be_measured_is_said_with_what_to_give()
    {
        (await Dispatcher.RunAsync("bench", "scale", "--tasks", "many")).ShouldFail("--tasks 'many'", "100");
        (await Dispatcher.RunAsync("bench", "scale", "--tasks", "200", "--open", "300")).ShouldFail("--open");
        (await Dispatcher.RunAsync("bench", "scale", "--tasks", "200", "--asked", "1")).ShouldFail("--asked");
    }

    private static double Of(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
