using System.Text.Json;

[assembly: AssemblyFixture(typeof(TaskManager.Tests.EndToEnd.Replaying.ReplayedCities))]

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>A city that was replayed once for all tests that only look.</summary>
internal sealed record ReplayedCity(string File, string Mapping, CityColumns Columns, string DataFolder, JsonElement Printed, CountedFile Expected);

/// <summary>Replays each city when the first test asks for it. Tests that change something copy the folder.</summary>
public sealed class ReplayedCities : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<Task<ReplayedCity>> boston;
    private readonly Lazy<Task<ReplayedCity>> newYork;

    public ReplayedCities()
    {
        boston = new(() => ReplayAsync("boston311/boston311_2011H2_dev.csv.gz", "boston311", CityColumns.Boston));
        newYork = new(() => ReplayAsync("nyc311/nyc311_2023-02-28_sample.csv.gz", "nyc311", CityColumns.NewYork));
    }

    internal Task<ReplayedCity> BostonAsync() => boston.Value;

    internal Task<ReplayedCity> NewYorkAsync() => newYork.Value;

    public void Dispose() => folder.Dispose();

    internal static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private async Task<ReplayedCity> ReplayAsync(string file, string mapping, CityColumns columns)
    {
        var path = Repository.Data(file);
        var data = folder.Of(mapping);
        var run = (await Dispatcher.ReplayAsync(path, Dispatcher.ShippedMapping(mapping), data)).ShouldSucceed();
        return new ReplayedCity(path, Dispatcher.ShippedMapping(mapping), columns, data, run.Json, IndependentCalculation.Of(path, columns));
    }
}
