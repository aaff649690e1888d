using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>The row rules and the errors of the replay, each seen through the real process on a file made for it.</summary>
public sealed class SmallFilesTests : IDisposable
{
    private const string Mapping =
        """
        source: small
        city: Testburg
        zone: America/New_York
        dates: ["yyyy-MM-dd HH:mm:ss", "MM/dd/yyyy hh:mm:ss tt"]
        columns:
          id: Id
          opened: Opened
          closed: Closed
          deadline: Deadline
          status: Status
          duty: Duty
          unit: Unit
          member: Queue
          channel: Channel
          place: No Such Column
        status: { open: [Open], closed: [Closed], cancelled: [Void] }
        automatic: { column: Queue, equals: [robot] }
        """;

    private const string Header = "Id,Opened,Closed,Deadline,Status,Duty,Unit,Queue,Channel\n";

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task Each_row_rule_decides_its_row_and_is_counted()
    {
        var run = await ReplayAsync(
            Header
            + "k-closed,2011-07-01 08:00:00,2011-07-01 10:00:00,2011-07-02 00:00:00,Closed,lamp,works,q1,phone\n"
            + "k-same-second,2011-07-01 08:00:00,2011-07-01 08:00:00,,closed,lamp,works,q1,phone\n"
            + "k-second-format,07/01/2011 01:00:00 PM,07/01/2011 02:00:00 PM,,Closed,lamp,works,robot,phone\n"
            + "k-open,2011-07-01 08:00:00,,2059-12-31 00:00:00,OPEN,lamp,works,q1,phone\n"
            + "k-spaces, 2011-07-01 08:00:00 , , ,Open,lamp, , , \n"
            + "k-cancelled,2011-07-01 08:00:00,2011-07-01 09:00:00,2011-07-01 12:00:00,Void,lamp,works,q1,phone\n"
            + "k-late-line,2011-07-01 08:00:00,,1999-01-01 00:00:00,Open,lamp,works,q1,phone\n"
            + "k-odd-line,2011-07-01 08:00:00,,soon,Open,lamp,works,q1,phone\n"
            + "k-short,2011-07-01 08:00:00,,,Open,lamp\n"
            + "k-closed,2011-07-01 08:00:00,,,Open,lamp,works,q1,phone\n"
            + " ,2011-07-01 08:00:00,,,Open,lamp,works,q1,phone\n"
            + "r-opened-blank, ,,,Open,lamp,works,q1,phone\n"
            + "r-opened-odd,yesterday,,,Open,lamp,works,q1,phone\n"
            + "r-closed-odd,2011-07-01 08:00:00,32.13.2011,,Closed,lamp,works,q1,phone\n"
            + "r-backwards,2011-07-01 08:00:00,2011-07-01 07:59:59,,Closed,lamp,works,q1,phone\n"
            + "r-status-blank,2011-07-01 08:00:00,,, ,lamp,works,q1,phone\n"
            + "=r-status-odd,2011-07-01 08:00:00,,,Lost,lamp,works,q1,phone\n"
            + "r-no-end,2011-07-01 08:00:00, ,,Closed,lamp,works,q1,phone\n"
            + "r-no-void-end,2011-07-01 08:00:00,,,Void,lamp,works,q1,phone\n"
            + "r-open-ended,2011-07-01 08:00:00,2011-07-01 09:00:00,,Open,lamp,works,q1,phone\n"
            + "r-no-duty,2011-07-01 08:00:00,,,Open, ,works,q1,phone\n"
            + "r-too-long,2011-07-01 08:00:00,,,Open,lamp,works,q1,phone,more,cells\n");
        var printed = run.ShouldSucceed().Json;

        var source = printed.GetProperty("source");
        (source.GetProperty("rows").GetInt64(), source.GetProperty("accepted").GetInt64(), source.GetProperty("duplicates").GetInt64()).ShouldBe((22, 9, 1));
        PrintedFigures.Counts(source, "warnings").ShouldBe(new Dictionary<string, long> { ["deadline_before_opened"] = 1, ["deadline_unreadable"] = 1 }, ignoreOrder: true);
        string[] reasons =
        [
            "id_missing", "opened_missing", "opened_unreadable", "closed_unreadable", "closed_before_opened", "status_missing",
            "status_unknown", "closed_without_time", "cancelled_without_time", "open_with_closed_time", "duty_missing", "malformed",
        ];
        PrintedFigures.Counts(source, "rejected").ShouldBe(reasons.ToDictionary(reason => reason, _ => 1L), ignoreOrder: true);

        var rejects = PlainCsv.Read(folder.Of("data/rejects/small-small.csv"));
        rejects.Select(row => row["reason"]).ShouldBe(reasons, "in the order of the file");
        rejects.Select(row => int.Parse(row["row"], CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(11, 12));
        rejects.Select(row => int.Parse(row["line"], CultureInfo.InvariantCulture)).ShouldBe(Enumerable.Range(12, 12));
        rejects.Single(row => row["reason"] is "status_unknown")["id"].ShouldBe("'=r-status-odd", "no spreadsheet may run it");
        rejects.ShouldAllBe(row => row["detail"].Length > 20);

        var overall = printed.GetProperty("overall");
        Long(overall, "issued").ShouldBe(9);
        Long(overall, "closed").ShouldBe(3);
        Long(overall, "cancelled").ShouldBe(1);
        Long(overall, "open").ShouldBe(5);
        Long(overall, "automatic").ShouldBe(1);
        using var saved = new SavedRows(folder.Of("data"));
        saved.Rows("SELECT external_id FROM matter").Select(row => (string)row[0]!).ShouldAllBe(id => id.StartsWith("k-", StringComparison.Ordinal));
        var spaces = saved.Rows("SELECT task.unit, task.member, task.channel, task.deadline_at, task.state FROM task JOIN matter ON matter.id = task.matter_id WHERE external_id = 'k-spaces'").Single();
        spaces.ShouldBe(["root", null, "", null, "Assigned"], "a blank unit and member are left to routing, and nobody works there but the desk");

        long Long(System.Text.Json.JsonElement element, string name) => element.GetProperty(name).GetInt64();
    }

    [Fact]
    public async Task A_time_shown_twice_is_the_earlier_one_and_a_time_never_shown_moves_forward()
    {
        (await ReplayAsync(Header
            + "twice,2011-11-06 01:30:00,2011-11-06 02:00:00,,Closed,lamp,works,q1,phone\n"
            + "never,2011-03-13 02:30:00,2011-03-13 03:30:00,,Closed,lamp,works,q1,phone\n")).ShouldSucceed();

        using var saved = new SavedRows(folder.Of("data"));
        var times = saved.Rows("SELECT external_id, task.issued_at, task.closed_at FROM task JOIN matter ON matter.id = task.matter_id ORDER BY external_id").ToList();
        times[0].ShouldBe(["never", Utc("2011-03-13T07:30:00Z"), Utc("2011-03-13T07:30:00Z")]);
        times[1].ShouldBe(["twice", Utc("2011-11-06T05:30:00Z"), Utc("2011-11-06T07:00:00Z")]);

        static object Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
    }

    [Fact]
    public async Task Header_case_and_compression_make_no_difference()
    {
        var rows = string.Concat(Enumerable.Range(0, 50).Select(i => $"id-{i},2011-07-01 08:00:{i:D2},2011-07-02 08:00:00,,Closed,lamp,works,q1,phone\n"));
        var plain = (await ReplayAsync(Header + rows)).ShouldSucceed().Json;

        File.WriteAllBytes(folder.Of("other.csv.gz"), Gzip(Header.ToUpperInvariant().Replace("STATUS", " sTaTuS ", StringComparison.Ordinal) + rows));
        var packed = (await Dispatcher.ReplayAsync(folder.Of("other.csv.gz"), folder.Of("small.yaml"), folder.Of("other"))).ShouldSucceed().Json;

        PrintedFigures.FiguresOf(packed).ShouldBe(PrintedFigures.FiguresOf(plain));
        packed.GetProperty("overall").GetProperty("closed").GetInt64().ShouldBe(50);
    }

    [Fact]
    public async Task Unknown_duties_and_units_are_rejected_unless_they_may_be_made()
    {
        var data = folder.Of("data");
        (await Dispatcher.RunAsync("catalogue", "load", Repository.Of("deploy", "catalogues", "haian"), "--data", data)).ShouldSucceed();
        var file = folder.Write("small.csv", Header
            + "known,2026-07-01 08:00:00,2026-07-01 09:00:00,,Closed,hotline-noise,hotline,q1,phone\n"
            + "odd-duty,2026-07-01 08:00:00,,,Open,lamp,hotline,q1,phone\n"
            + "odd-unit,2026-07-01 08:00:00,,,Open,hotline-noise,works,q1,phone\n");
        var mapping = folder.Write("small.yaml", Mapping);

        var strict = (await Dispatcher.RunAsync("replay", file, "--mapping", mapping, "--data", data, "--json")).ShouldSucceed().Json.GetProperty("source");

        strict.GetProperty("accepted").GetInt64().ShouldBe(1);
        PrintedFigures.Counts(strict, "rejected").ShouldBe(new Dictionary<string, long> { ["duty_unknown"] = 1, ["unit_unknown"] = 1 }, ignoreOrder: true);
        PlainCsv.Read(folder.Of("data/rejects/small-small.csv")).Select(row => (row["id"], row["value"])).ShouldBe([("odd-duty", "lamp"), ("odd-unit", "works")]);

        var generous = (await Dispatcher.ReplayAsync(file, mapping, data)).ShouldSucceed().Json.GetProperty("source");
        (generous.GetProperty("accepted").GetInt64(), generous.GetProperty("duplicates").GetInt64()).ShouldBe((2, 1));
        File.Exists(folder.Of("data/rejects/small-small.csv")).ShouldBeFalse("nothing is rejected any more");
    }

    [Fact]
    public async Task Without_a_catalogue_and_without_leave_to_make_one_nothing_is_read()
    {
        var file = folder.Write("small.csv", Header);
        (await Dispatcher.RunAsync("replay", file, "--mapping", folder.Write("small.yaml", Mapping), "--data", folder.Of("data")))
            .ShouldFail("no catalogue", "--create-missing");
    }

    [Fact]
    public async Task A_file_cut_off_is_told_with_its_last_row_and_can_be_replayed_again()
    {
        var random = new Random(3);
        var rows = Enumerable.Range(0, 5_000).Select(i => $"id-{i},2011-07-01 08:00:00,2011-07-02 08:00:{i % 60:D2},,Closed,lamp {random.Next(50)},works,q{random.Next()},phone\n").ToList();
        var whole = Gzip(Header + string.Concat(rows));
        File.WriteAllBytes(folder.Of("cut.csv.gz"), whole[..(whole.Length * 2 / 3)]);
        var mapping = folder.Write("small.yaml", Mapping);

        var cut = await Dispatcher.ReplayAsync(folder.Of("cut.csv.gz"), mapping, folder.Of("data"));

        cut.ShouldFail(folder.Of("cut.csv.gz"), "cut off after row", "replay it again");
        cut.Errors.ShouldNotContain("   at ", Case.Sensitive, "a stack trace helps nobody");
        var told = long.Parse(new string(cut.Errors.Split("cut off after row ")[1].TakeWhile(c => char.IsDigit(c) || c is ',').ToArray()), NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        using (var saved = new SavedRows(folder.Of("data")))
        {
            saved.Count("SELECT COUNT(*) FROM task").ShouldBe(told, "every row before the damage is imported, as the message says");
        }

        File.WriteAllBytes(folder.Of("cut.csv.gz"), whole);
        var again = (await Dispatcher.ReplayAsync(folder.Of("cut.csv.gz"), mapping, folder.Of("data"))).ShouldSucceed().Json;
        again.GetProperty("overall").GetProperty("closed").GetInt64().ShouldBe(5_000);
        again.GetProperty("source").GetProperty("duplicates").GetInt64().ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_catalogue_with_another_root_is_refused_and_the_folder_still_works()
    {
        var file = folder.Write("small.csv", Header + "id-1,2011-07-01 08:00:00,2011-07-02 08:00:00,,Closed,lamp,works,q1,phone\n");
        (await Dispatcher.ReplayAsync(file, folder.Write("small.yaml", Mapping), folder.Of("data"))).ShouldSucceed();

        (await Dispatcher.RunAsync("catalogue", "load", Repository.Of("deploy", "catalogues", "haian"), "--data", folder.Of("data")))
            .ShouldFail("root", "A folder holds one city", "Nothing was changed");

        (await Dispatcher.RunAsync("report", "--json", "--data", folder.Of("data"))).ShouldSucceed()
            .Json.GetProperty("overall").GetProperty("closed").GetInt64().ShouldBe(1);
    }

    [Fact]
    public async Task A_missing_file_is_told_by_name()
    {
        (await Dispatcher.ReplayAsync(folder.Of("nowhere.csv"), folder.Write("small.yaml", Mapping), folder.Of("data")))
            .ShouldFail(folder.Of("nowhere.csv"), "does not exist");
        Directory.Exists(folder.Of("data")).ShouldBeFalse("nothing was begun");
    }

    [Fact]
    public async Task Mistakes_of_a_mapping_are_told_all_at_once_with_their_places()
    {
        var mapping = folder.Write("bad.yaml", Mapping.Replace("zone: America/New_York", "zone: Amerika/New_York", StringComparison.Ordinal) + "\nextra: 1\n");
        (await Dispatcher.ReplayAsync(folder.Write("small.csv", Header), mapping, folder.Of("data")))
            .ShouldFail($"{mapping}:3:7", $"{mapping}:18:1", "Amerika/New_York", "extra");
    }

    [Fact]
    public async Task A_file_without_the_columns_that_must_be_there_is_refused()
    {
        (await ReplayAsync("Id;Opened;Closed\n1;2;3\n")).ShouldFail("small.csv", "header");
        (await ReplayAsync("")).ShouldFail("small.csv", "empty");
    }

    [Fact]
    public async Task A_file_of_a_header_alone_is_no_fault()
    {
        var printed = (await ReplayAsync(Header)).ShouldSucceed().Json;
        printed.GetProperty("source").GetProperty("rows").GetInt64().ShouldBe(0);
        printed.GetProperty("overall").GetProperty("issued").GetInt64().ShouldBe(0);
    }

    public void Dispose() => folder.Dispose();

    private Task<Finished> ReplayAsync(string csv) =>
        Dispatcher.ReplayAsync(folder.Write("small.csv", csv), folder.Write("small.yaml", Mapping), folder.Of("data"));

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new GZipStream(bytes, CompressionLevel.Fastest))
        {
            zip.Write(Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }
}
