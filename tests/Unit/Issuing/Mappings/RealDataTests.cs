using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

/// <summary>
/// The mappings that are shipped, on the real files they are for. The expected figures were calculated apart from this code, with
/// Python's csv, datetime and zoneinfo; the sums of Unix seconds would show a single time read wrongly.
/// </summary>
public class RealDataTests
{
    [Fact]
    public void All_of_Boston_is_read()
    {
        var (kept, rejected) = Read("boston311", Data("boston311/boston311_2011H2_dev.csv.gz"));

        rejected.ShouldBeEmpty();
        kept.Count.ShouldBe(40_845);
        kept.Count(k => k.Case.Status is CaseStatus.Closed).ShouldBe(38_458);
        kept.Count(k => k.Case.DeadlineAt is not null).ShouldBe(34_857);
        kept.SelectMany(k => k.Warnings).ShouldBe(Enumerable.Repeat(RowWarning.DeadlineBeforeOpened, 3));
        kept.Sum(k => k.Case.OpenedAt.ToUnixTimeSeconds()).ShouldBe(53_700_050_539_756);
        kept.Sum(k => k.Case.EndedAt?.ToUnixTimeSeconds() ?? 0).ShouldBe(50_702_751_171_799);
        kept.Sum(k => k.Case.DeadlineAt?.ToUnixTimeSeconds() ?? 0).ShouldBe(46_025_627_476_763);
        kept.Select(k => k.Case.Id).Distinct().Count().ShouldBe(40_845);
        kept.Count(k => k.Case.Latitude is not null).ShouldBe(40_845);
        kept.ShouldAllBe(k => k.Case.Duty != null && k.Case.Unit != null && k.Case.Member != null && k.Case.Channel != "" && !k.Case.Automatic);
    }

    [Fact]
    public void All_of_New_York_is_read_but_the_open_rows_with_a_closed_time()
    {
        var (kept, rejected) = Read("nyc311", Data("nyc311/nyc311_2023-02-28_sample.csv.gz"));

        rejected.Count.ShouldBe(35);
        rejected.ShouldAllBe(r => r.Reason == RejectReason.OpenWithClosedTime && r.Column == "Closed Date" && r.Line == r.Row + 1);
        kept.Count.ShouldBe(4_962);
        kept.Count(k => k.Case.Status is CaseStatus.Closed).ShouldBe(4_417);
        kept.SelectMany(k => k.Warnings).ShouldBeEmpty();
        kept.Sum(k => k.Case.OpenedAt.ToUnixTimeSeconds()).ShouldBe(8_324_357_197_767);
        kept.Sum(k => k.Case.EndedAt?.ToUnixTimeSeconds() ?? 0).ShouldBe(7_411_466_333_544);
        kept.Sum(k => k.Case.DeadlineAt?.ToUnixTimeSeconds() ?? 0).ShouldBe(203_648_569_376);
        kept.Count(k => k.Case.Latitude is not null).ShouldBe(4_875);
    }

    [Fact]
    public void Rows_known_for_their_quirks_end_as_the_rules_say()
    {
        var quirks = File.ReadLines(Data("bad_input_rows.jsonl"))
            .Where(line => line.Length > 0)
            .Select(line => JsonDocument.Parse(line).RootElement)
            .Select(q => (Source: q.GetProperty("source").GetString() is "nyc" ? "nyc311" : "boston311", Quirk: q.GetProperty("quirk").GetString()!, Row: q.GetProperty("row")))
            .GroupBy(q => (q.Source, q.Quirk))
            .ToList();
        quirks.Count.ShouldBe(29);

        foreach (var quirk in quirks)
        {
            var columns = quirk.First().Row.EnumerateObject().Select(p => p.Name).ToList();
            var csv = string.Join(',', columns.Select(Quoted)) + "\n"
                + string.Concat(quirk.Select(q => string.Join(',', columns.Select(c => Quoted(q.Row.GetProperty(c).GetString() ?? ""))) + "\n"));
            var rows = CaseFiles.Read(csv, Shipped(quirk.Key.Source));
            rows.Count.ShouldBe(quirk.Count(), quirk.Key.Quirk);
            foreach (var (read, row) in rows.Zip(quirk.Select(q => q.Row)))
            {
                EndsAsTheRulesSay(quirk.Key.Quirk, read, row);
            }
        }

        static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }

    private static void EndsAsTheRulesSay(string quirk, RowReading read, JsonElement row)
    {
        // Told from the row itself: rows listed for another quirk may have this one too.
        if (row.TryGetProperty("Status", out var status) && status.GetString() is not "Closed" && row.GetProperty("Closed Date").GetString() is { Length: > 0 })
        {
            read.ShouldBeOfType<RejectedRow>(quirk).Reason.ShouldBe(RejectReason.OpenWithClosedTime, quirk);
            return;
        }

        var kept = read.ShouldBeOfType<KeptRow>(quirk);
        kept.Warnings.ShouldBe(quirk is "target (SLA) before open" ? [RowWarning.DeadlineBeforeOpened] : [], quirk);
        quirk.ShouldNotStartWith("status ", Case.Sensitive, "these are all rejected");
        switch (quirk)
        {
            case "closed at the same second as opened (self-logged by staff)":
                kept.Case.EndedAt.ShouldBe(kept.Case.OpenedAt, quirk);
                break;
            case "target (SLA) before open" or "no SLA target":
                kept.Case.DeadlineAt.ShouldBeNull(quirk);
                break;
            case "target far future (>=2020)":
                kept.Case.DeadlineAt.ShouldNotBeNull(quirk).Year.ShouldBeGreaterThanOrEqualTo(2020, quirk);
                break;
            case "still open years later, OVERDUE":
                (kept.Case.Status, kept.Case.EndedAt).ShouldBe((CaseStatus.Open, null), quirk);
                break;
            case "default city-hall coordinates with no location":
                (kept.Case.Place, kept.Case.Latitude).ShouldBe((null, 42.3594), quirk);
                break;
            case "queue name with backslashes":
                kept.Case.Member.ShouldNotBeNull(quirk).ShouldContain('\\');
                break;
            case "queue \"No Q\"":
                kept.Case.Unit.ShouldBe("No Q", quirk);
                break;
            case "opened between 02:00 and 02:59 local (missing hour on spring DST nights)":
                kept.Case.OpenedAt.Hour.ShouldBeInRange(6, 7, quirk); // UTC
                break;
            case "title with HTML-unsafe / quoted characters":
                kept.Case.Subject.ShouldBe(row.GetProperty("case_title").GetString()!.Trim(), quirk);
                break;
            case "no coordinates":
                (kept.Case.Latitude, kept.Case.Longitude).ShouldBe((null, null), quirk);
                break;
            case "US 12-hour date text":
                kept.Case.OpenedAt.ShouldBe(new DateTimeOffset(2023, 3, 1, 4, 44, 53, TimeSpan.Zero), quirk);
                break;
        }
    }

    private static (List<KeptRow> Kept, List<RejectedRow> Rejected) Read(string mapping, string path)
    {
        using var file = CaseFile.Open(path, Shipped(mapping)).ShouldBeOfType<OpenedCaseFile>().File;
        var rows = file.Rows().ToList();
        return ([.. rows.OfType<KeptRow>()], [.. rows.OfType<RejectedRow>()]);
    }

    private static Mapping Shipped(string name)
    {
        var mistakes = new List<Mistake>();
        var mapping = MappingReader.Read(Path.Combine(CaseFiles.Root(), "deploy", "mappings", name + ".yaml"), mistakes);
        mistakes.ShouldBeEmpty();
        return mapping.ShouldNotBeNull();
    }

    /// <summary>A file of the data folder; the test is skipped when it is not there.</summary>
    private static string Data(string file)
    {
        var folder = Environment.GetEnvironmentVariable("TASKMANAGER_DATA") is { Length: > 0 } named ? named : Path.Combine(CaseFiles.Root(), "..", "shared", "data");
        var path = Path.Combine(folder, file);
        Assert.SkipUnless(File.Exists(path), $"Needs {file}: set TASKMANAGER_DATA to the folder that holds it, or put it in ../shared/data.");
        return path;
    }
}
