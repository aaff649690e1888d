using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>Real rows known for their quirks, through the real process.</summary>
public class QuirkyRowsTests
{
    [Theory]
    [InlineData("boston_dev", "boston311")]
    [InlineData("nyc", "nyc311")]
    public async Task Every_quirky_row_ends_as_the_rules_say(string source, string mapping)
    {
        var quirks = File.ReadLines(Repository.Data("bad_input_rows.jsonl"))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Where(line => line.GetProperty("source").GetString() == source)
            .Select(line => (
                Name: line.GetProperty("quirk").GetString()!,
                Raw: line.GetProperty("row").EnumerateObject().ToDictionary(cell => cell.Name, cell => cell.Value.GetString() ?? "")))
            .ToList();
        quirks.Count.ShouldBeGreaterThan(20);
        var columns = mapping is "boston311" ? CityColumns.Boston : CityColumns.NewYork;
        using var folder = new TemporaryFolder();
        var file = folder.Write("quirks.csv", PlainCsv.Write([.. quirks[0].Raw.Keys], quirks.Select(quirk => quirk.Raw)));
        var expected = IndependentCalculation.Of(file, columns);

        var run = (await Dispatcher.ReplayAsync(file, Dispatcher.ShippedMapping(mapping), folder.Of("data"))).ShouldSucceed();

        PrintedFigures.SourceShouldEqual(run.Json, expected);
        PrintedFigures.ShouldEqual(run.Json, expected.Accepted, expected.Latest);
        var rejects = folder.Of($"data/rejects/quirks-{mapping}.csv");
        File.Exists(rejects).ShouldBe(expected.Rejected.Count > 0);
        if (expected.Rejected.Count > 0)
        {
            PlainCsv.Read(rejects).Select(row => (row["row"], row["id"], row["reason"]))
                .ShouldBe(expected.Rejected.Select(row => ($"{row.Row}", row.Id, row.Reason)));
            run.Errors.ShouldContain(rejects);
        }

        using var saved = new SavedRows(folder.Of("data"));
        foreach (var (name, raw) in quirks)
        {
            EndsAsItsQuirkSays(name, raw, columns, expected, saved);
        }
    }

    private static void EndsAsItsQuirkSays(string quirk, Dictionary<string, string> raw, CityColumns columns, CountedFile expected, SavedRows saved)
    {
        var row = saved.Rows(
            """
            SELECT task.state, task.issued_at, task.closed_at, task.deadline_at, task.member, matter.subject, matter.place, matter.latitude
            FROM matter JOIN task ON task.matter_id = matter.id
            WHERE matter.external_id = @id
            """, ("@id", raw[columns.Id].Trim())).SingleOrDefault();
        if (expected.Rejected.Any(each => each.Id == raw[columns.Id]) && quirk.StartsWith("status ", StringComparison.Ordinal))
        {
            row.ShouldBeNull(quirk);
            return;
        }

        if (expected.Accepted.All(each => each.Id != raw[columns.Id]))
        {
            row.ShouldBeNull(quirk); // listed for another quirk, and rejected for its status
            return;
        }

        row.ShouldNotBeNull(quirk);
        quirk.ShouldNotStartWith("status ", Case.Sensitive, "these contradict themselves and are rejected");
        row[0].ShouldBe(raw[columns.Closed].Trim().Length > 0 ? "Closed" : "Assigned", quirk);
        switch (quirk)
        {
            case "closed at the same second as opened (self-logged by staff)":
                row[2].ShouldBe(row[1], quirk);
                break;
            case "target (SLA) before open" or "no SLA target":
                row[3].ShouldBeNull(quirk);
                break;
            case "target far future (>=2020)":
                ((long)row[3]!).ShouldBeGreaterThan(1_577_836_800_000, quirk);
                break;
            case "queue name with backslashes":
                ((string)row[4]!).ShouldContain('\\');
                break;
            case "title with HTML-unsafe / quoted characters":
                row[5].ShouldBe(raw["case_title"].Trim(), quirk);
                break;
            case "default city-hall coordinates with no location":
                row[6].ShouldBeNull(quirk);
                row[7].ShouldBe(42.3594, quirk);
                break;
            case "no coordinates":
                row[7].ShouldBeNull(quirk);
                break;
        }
    }
}
