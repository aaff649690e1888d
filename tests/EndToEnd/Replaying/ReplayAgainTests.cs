using System.Globalization;

namespace TaskManager.Tests.EndToEnd.Replaying;

public class ReplayAgainTests(ReplayedCities cities)
{
    [Fact]
    public async Task Replaying_the_same_file_again_changes_nothing()
    {
        var boston = await cities.BostonAsync();
        using var folder = new TemporaryFolder();
        ReplayedCities.Copy(boston.DataFolder, folder.Of("data"));
        var before = Fingerprints(folder.Of("data"));

        const string AsOf = "2011-10-01T00:00:00Z";
        var again = (await Dispatcher.ReplayAsync(boston.File, boston.Mapping, folder.Of("data"), "--as-of", AsOf)).ShouldSucceed().Json;

        var source = again.GetProperty("source");
        source.GetProperty("rows").GetInt64().ShouldBe(boston.Expected.Rows);
        source.GetProperty("accepted").GetInt64().ShouldBe(0);
        source.GetProperty("duplicates").GetInt64().ShouldBe(boston.Expected.Rows);
        PrintedFigures.ShouldEqual(again, boston.Expected.Accepted, DateTimeOffset.Parse(AsOf, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
        Fingerprints(folder.Of("data")).ShouldBe(before);
    }

    [Fact]
    public async Task The_same_ids_from_another_file_are_duplicates()
    {
        var newYork = await cities.NewYorkAsync();
        using var folder = new TemporaryFolder();
        ReplayedCities.Copy(newYork.DataFolder, folder.Of("data"));
        var before = Fingerprints(folder.Of("data"));
        var rows = PlainCsv.Read(newYork.File);
        var some = rows.Where((_, i) => i % 7 is 3).ToList();
        var expected = IndependentCalculation.Of(some, newYork.Columns);

        var other = folder.Write("other.csv", PlainCsv.Write([.. rows[0].Keys], some));
        var again = (await Dispatcher.ReplayAsync(other, newYork.Mapping, folder.Of("data"))).ShouldSucceed().Json;

        var source = again.GetProperty("source");
        source.GetProperty("accepted").GetInt64().ShouldBe(0);
        source.GetProperty("duplicates").GetInt64().ShouldBe(expected.Accepted.Count);
        Fingerprints(folder.Of("data")).ShouldBe(before);
    }

    private static IReadOnlyDictionary<string, string> Fingerprints(string dataFolder)
    {
        using var saved = new SavedRows(dataFolder);
        return saved.Fingerprints();
    }
}
