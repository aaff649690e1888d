namespace TaskManager.Tests.EndToEnd.Measuring;

/// <summary><c>bench lifecycle</c>: what it prints is whole, and its own check of rows, journal and figures has passed.</summary>
public class LifecycleVerbTests
{
    [Fact]
    public async Task Tasks_go_through_their_whole_life_and_everything_about_them_is_right()
    {
        var parent = Directory.CreateTempSubdirectory("taskmanager-bench-").FullName;
        var folder = Path.Combine(parent, "data");
        var result = (await Dispatcher.RunAsync("bench", "lifecycle", "--tasks", "1700", "--json", "--data", folder)).ShouldSucceed().Json;

        result.GetProperty("mode").GetString().ShouldBe("embedded");
        result.GetProperty("tasks").GetInt32().ShouldBe(2_000);
        result.GetProperty("faults").GetArrayLength().ShouldBe(0);
        foreach (var figure in (string[])["seconds", "tasksPerSecond", "floorPerSecond", "shareOfFloor", "bytesPerTask", "outboxLagP99"])
        {
            result.GetProperty(figure).GetDouble().ShouldBeGreaterThan(0, figure);
        }

        result.GetProperty("cpuSecondsPerThousand").GetProperty("Dispatcher").GetDouble().ShouldBeGreaterThan(0);
        result.GetProperty("peakMegabytes").GetProperty("Dispatcher").GetDouble().ShouldBeInRange(50, 2_000);
        Directory.Exists(folder).ShouldBeFalse();
        Directory.Delete(parent);
    }

    [Fact]
    public async Task What_cannot_be_measured_is_said_with_what_to_do()
    {
        var folder = Directory.CreateTempSubdirectory("taskmanager-bench-").FullName;
        (await Dispatcher.RunAsync("bench", "lifecycle", "--data", folder)).ShouldFail("is there already");
        Directory.Delete(folder);
        (await Dispatcher.RunAsync("bench", "lifecycle", "--tasks", "3", "--data", folder)).ShouldFail("--tasks is 3", "500");
        (await Dispatcher.RunAsync("bench", "lifecycle", "--mode", "cluster", "--data", folder)).ShouldFail("Storage:Provider");
        Directory.Exists(folder).ShouldBeFalse();
    }
}
