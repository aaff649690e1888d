using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Measuring;

/// <summary><c>bench latency</c> at a rate that any machine bears: what it prints is whole, and true.</summary>
public class LatencyVerbTests
{
    [Fact]
    public async Task Single_requests_at_a_fixed_rate_are_measured_to_the_response_and_to_the_Worker_and_none_is_lost()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"latency-{Guid.CreateVersion7()}");
        var finished = (await Dispatcher.RunAsync("bench", "latency", "--rate", "50", "--seconds", "2", "--no-search", "--json", "--data", folder)).ShouldSucceed();

        finished.Json.GetProperty("requests").GetInt32().ShouldBe(100);
        finished.Json.GetProperty("faults").GetArrayLength().ShouldBe(0);
        finished.Json.GetProperty("highestRate").ValueKind.ShouldBe(JsonValueKind.Null);
        finished.Json.GetProperty("tried").GetArrayLength().ShouldBe(0);

        // 250 of the warm-up, 100 measured, and those of the last second that came before the end.
        finished.Json.GetProperty("acknowledged").GetInt32().ShouldBeInRange(351, 400);
        foreach (var times in (IEnumerable<JsonElement>)[finished.Json.GetProperty("response"), finished.Json.GetProperty("receipt")])
        {
            double[] rising = [0, Of(times, "p50"), Of(times, "p99"), Of(times, "p999"), Of(times, "max")];
            rising.ShouldBeInOrder();
            rising[^1].ShouldBeInRange(0.1, 60_000);
        }

        Of(finished.Json.GetProperty("cpuSeconds"), "service").ShouldBeGreaterThan(0);
        Of(finished.Json.GetProperty("cpuSeconds"), "generator").ShouldBeGreaterThan(0);
        Directory.Exists(folder).ShouldBeFalse();
    }

    [Fact]
    public async Task What_cannot_be_measured_is_said_with_what_to_give()
    {
        (await Dispatcher.RunAsync("bench", "latency", "--rate", "0")).ShouldFail("--rate", "1");
        (await Dispatcher.RunAsync("bench", "latency", "--seconds", "0")).ShouldFail("--seconds");
    }

    private static double Of(JsonElement of, string name) => of.GetProperty(name).GetDouble();
}
