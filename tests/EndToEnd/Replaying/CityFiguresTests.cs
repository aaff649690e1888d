using System.Globalization;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>A figure shown is true: what the replay prints equals a calculation that shares no code with it.</summary>
public class CityFiguresTests(ReplayedCities cities)
{
    [Theory]
    [InlineData("Boston", 40_845)]
    [InlineData("New York", 4_997)]
    public async Task The_printed_figures_equal_an_independent_calculation(string name, long rows)
    {
        var city = await CityAsync(name);

        city.Expected.Rows.ShouldBe(rows, "the calculation itself must have read the whole file");
        PrintedFigures.SourceShouldEqual(city.Printed, city.Expected);
        city.Printed.GetProperty("asOf").GetDateTimeOffset().ToUnixTimeSeconds().ShouldBe(city.Expected.Latest);
        PrintedFigures.ShouldEqual(city.Printed, city.Expected.Accepted, city.Expected.Latest);
    }

    [Theory]
    [InlineData("Boston", "2011-10-01T00:00:00Z")]
    [InlineData("Boston", "2011-07-01T12:00:00Z")]
    [InlineData("Boston", "2011-06-30T00:00:00Z")] // before the first case: everything is zero
    [InlineData("New York", "2023-03-01T02:00:00Z")]
    public async Task The_figures_as_of_an_earlier_instant_equal_an_independent_calculation(string name, string asOf)
    {
        var city = await CityAsync(name);
        var report = (await Dispatcher.RunAsync("report", "--json", "--as-of", asOf, "--data", city.DataFolder)).ShouldSucceed().Json;

        PrintedFigures.ShouldEqual(report, city.Expected.Accepted, DateTimeOffset.Parse(asOf, CultureInfo.InvariantCulture).ToUnixTimeSeconds());
    }

    [Theory]
    [InlineData("Boston")]
    [InlineData("New York")]
    public async Task After_a_replay_the_journal_is_sound_and_nothing_waits_to_be_sent(string name)
    {
        var city = await CityAsync(name);

        (await Dispatcher.RunAsync("verify-journal", "--data", city.DataFolder)).ShouldSucceed().Output.ShouldContain("The journal is sound");
        using var saved = new SavedRows(city.DataFolder);
        saved.Count("SELECT COUNT(*) FROM outbox").ShouldBe(0);
        saved.Count("SELECT COUNT(*) FROM matter").ShouldBe(city.Expected.Accepted.Count);
        saved.Count("SELECT COUNT(*) FROM task").ShouldBe(city.Expected.Accepted.Count);
    }

    [Fact]
    public async Task A_rejected_row_stands_in_the_rejects_file_with_its_number_and_reason()
    {
        var city = await CityAsync("New York");
        var rejects = PlainCsv.Read(Directory.EnumerateFiles(Path.Combine(city.DataFolder, "rejects"), "*.csv").ShouldHaveSingleItem());

        rejects.Select(row => (long.Parse(row["row"], CultureInfo.InvariantCulture), row["id"], row["reason"])).ShouldBe(city.Expected.Rejected);
        rejects.ShouldAllBe(row => row["column"] == "Closed Date" && row["value"].Length > 0 && row["detail"].Length > 0);
    }

    private async Task<ReplayedCity> CityAsync(string name) => await (name is "Boston" ? cities.BostonAsync() : cities.NewYorkAsync());
}
