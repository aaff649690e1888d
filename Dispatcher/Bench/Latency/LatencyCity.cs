using System.Globalization;
using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Bench.Latency;

/// <summary>
/// <see cref="BenchCity"/> with one duty a lane, whose check looks a household up in a file. Such an answer carries the instant at which the Worker
/// gave it, so the database tells when a task was received.
/// </summary>
internal static class LatencyCity
{
    private const int Households = 10_000;
    private const string Parameter = "household";

    /// <summary>Nobody is ever full.</summary>
    private const int Capacity = 1_000;

    public static CatalogueFiles Files() => BenchCity.Files(Capacity) with
    {
        Duties = [.. BenchCity.Lanes.Select(lane => new Duty(NameOf(lane), 1, "人口信息核查", "Household check", "bench", [new Step("handle", "办理", "Handle")
        {
            Within = BenchCity.Within,
            Check = new StepCheck(NameOf(lane), new Dictionary<string, string> { [Parameter] = Parameter }),
        }]))],
    };

    /// <summary>Writes the Workers' register, and the file of the checks that ask it.</summary>
    /// <returns>The file of the checks.</returns>
    public static async Task<string> WriteChecksAsync(string folder, CancellationToken cancel)
    {
        await File.WriteAllLinesAsync(Path.Combine(folder, "register.csv"), ["household,state", .. Enumerable.Range(0, Households).Select(i => $"{HouseholdOf(i)},done")], cancel);
        var checks = Path.Combine(Path.GetFullPath(folder), "checks.yaml");
        await File.WriteAllTextAsync(checks, "checks:\n" + string.Concat(BenchCity.Lanes.Select(lane => $$"""
              - name: {{NameOf(lane)}}
                lane: {{lane}}
                connector: files
                file: register.csv
                match: { household: {{Parameter}} }
                satisfied: { state: [done] }
                evidence: [state]

            """)), cancel);
        return checks;
    }

    /// <summary>The body of the n-th request, all of them different.</summary>
    public static byte[] Body(int number)
    {
        var request = BenchCity.Request(number, DateTimeOffset.UnixEpoch);
        return JsonSerializer.SerializeToUtf8Bytes(new
        {
            duty = NameOf(BenchCity.LaneOf(BenchCity.UnitOf(request.Grid!))),
            subject = request.Subject,
            grid = request.Grid,
            place = request.Place,
            channel = request.Channel,
            externalId = request.ExternalId,
            parameters = new Dictionary<string, string> { [Parameter] = HouseholdOf(number % Households) },
        });
    }

    private static string NameOf(string lane) => $"register-{lane}";

    private static string HouseholdOf(int i) => i.ToString("D5", CultureInfo.InvariantCulture);
}
