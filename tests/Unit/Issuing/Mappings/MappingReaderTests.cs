using System.Text;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Mappings;
using static TaskManager.Tests.Unit.Issuing.Mappings.CaseFiles;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

public class MappingReaderTests
{
    private const string Least =
        """
        source: s
        zone: UTC
        dates: [yyyy-MM-dd]
        columns: { id: a, opened: b, duty: c }

        """;

    [Fact]
    public void A_full_mapping_is_read()
    {
        var mapping = CaseFiles.Mapping();

        mapping.Source.ShouldBe("test");
        mapping.City.ShouldBe("Testburg");
        mapping.Zone.Id.ShouldBe("America/New_York");
        mapping.Dates.ShouldBe(["yyyy-MM-dd HH:mm:ss", "MM/dd/yyyy hh:mm:ss tt", "yyyy-MM-ddTHH:mm:ssK"]);
        mapping.Columns.Member.ShouldBe("queue");
        mapping.Statuses.OrderBy(s => s.Key).ShouldBe([new("Closed", CaseStatus.Closed), new("In Progress", CaseStatus.Open), new("Open", CaseStatus.Open), new("Void", CaseStatus.Cancelled)]);
        mapping.Automatic.ShouldNotBeNull().Contains.ShouldBe(["robot"]);
        mapping.Automatic.EqualTo.ShouldBe(["auto"]);
        mapping.Duties["street LIGHT"].ShouldBe("street-light");
        mapping.Units["PW"].ShouldBe("public-works");
        mapping.Channels["Phone"].ShouldBe("hotline");
        mapping.Parameters["houseNumber"].ShouldBe("house");
    }

    [Fact]
    public void The_least_mapping_has_these_defaults()
    {
        var mapping = CaseFiles.Mapping(Least);

        mapping.City.ShouldBe("s");
        mapping.Encoding.WebName.ShouldBe("utf-8");
        mapping.Separator.ShouldBe(',');
        mapping.Statuses.ShouldBeEmpty();
        mapping.Automatic.ShouldBeNull();
        mapping.Parameters.ShouldBeEmpty();
    }

    [Fact]
    public void Every_mistake_is_told_at_once_with_its_place() =>
        Mistakes(
            """
            source: Boston 311
            zone: America/Bostn
            encoding: latin1
            separator: ","
            colour: blue
            dates: ["yyyy-mm-dd", "yyyy-MM-dd hh:mm", "%", "HH:mm", "yyyy-MM-ddTHH:mm:ss'Z'"]
            columns:
              id: [a, b]
              duty: type
              status: state
              latitude: lat
              longtitude: lon
            status:
              open: [Open, CLOSED, ""]
              closed: [Closed, { a: b }]
              done: [Done]
            automatic: { contains: [" "] }
            duties: { "Street Light": , noise: [a], Noise: x, NOISE: y }
            """).ShouldBe(
            [
                "m.yaml:1:9: 'source' is 'Boston 311'. A small letter, then small letters, digits, '-', '_' or '.'.",
                "m.yaml:2:7: 'zone' is 'America/Bostn', which is not known. A name of the time zone database, for example Asia/Shanghai, America/New_York or UTC.",
                "m.yaml:3:11: 'encoding' is 'latin1'. One of utf-8, gb18030.",
                "m.yaml:4:12: 'separator' is ','. One of comma, semicolon, tab, bar.",
                "m.yaml:5:1: 'colour' is not known here. Allowed: automatic, channels, city, columns, dates, defaults, duties, encoding, parameters, separator, source, status, units, zone.",
                "m.yaml:6:9: The date format 'yyyy-mm-dd' cannot be used: 2011-12-23 comes back as 2011-01-23. It must give year, month and day: yyyy, MM, dd; small mm means minutes.",
                "m.yaml:6:23: The date format 'yyyy-MM-dd hh:mm' cannot be used: 14:45 comes back as 02:45. HH for 24 hours, or hh together with tt for 12 hours with AM and PM.",
                "m.yaml:6:43: The date format '%' cannot be used: it is not a .NET date format. For example yyyy-MM-dd HH:mm:ss; docs/mappings.md has a table of the letters.",
                "m.yaml:6:48: The date format 'HH:mm' cannot be used: it gives no year. It must give year, month and day: yyyy, MM, dd; small mm means minutes.",
                "m.yaml:6:57: The date format 'yyyy-MM-ddTHH:mm:ss'Z'' cannot be used: a quoted Z is only a letter, so the time would be taken for local. Write K, which reads Z and +08:00.",
                "m.yaml:8:3: 'opened' is missing. Add opened: …",
                "m.yaml:8:7: 'id' is a list. It must be a single value.",
                "m.yaml:11:13: 'latitude' stands alone. Name both latitude and longitude, or neither.",
                "m.yaml:12:3: 'longtitude' is not known here. Did you mean 'longitude'? Allowed: channel, closed, deadline, duty, grid, id, latitude, longitude, member, opened, place, status, subject, unit.",
                "m.yaml:14:24: An item of 'open' is blank. Write a value, or leave it out.",
                "m.yaml:15:12: The status 'Closed' is listed twice (case does not matter). Give each status one meaning.",
                "m.yaml:15:20: An item of 'closed' is a map. Each must be a single value.",
                "m.yaml:16:3: 'done' is not known here. Allowed: cancelled, closed, open.",
                "m.yaml:17:12: 'column' is missing. Add column: …",
                "m.yaml:17:25: An item of 'contains' is blank. Write a value, or leave it out.",
                "m.yaml:18:11: 'Street Light' has no value. Write one, or leave the line out.",
                "m.yaml:18:36: 'noise' is a list. It must be a single value.",
                "m.yaml:18:51: 'NOISE' is given twice under 'duties' (case does not matter). Keep one.",
            ]);

    [Theory]
    [InlineData("city: x", "m.yaml:1:1: 'source' is missing. Add source: …", "m.yaml:1:1: 'zone' is missing. Add zone: …", "m.yaml:1:1: 'columns' is missing. Add columns: { id: …, opened: …, duty: … }.", "m.yaml:1:1: 'dates' is missing. Add dates: [\"yyyy-MM-dd HH:mm:ss\"], or how the file writes its times.")]
    [InlineData("{source: api, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, duty: c}}", "m.yaml:1:10: 'source' is 'api', which names the matters that come in by the API. Choose another name.")]
    [InlineData("{source: s, zone: ../../etc/passwd, dates: [yyyy-MM-dd], columns: {id: a, opened: b, duty: c}}", "m.yaml:1:19: 'zone' is '../../etc/passwd', which is not known. A name of the time zone database, for example Asia/Shanghai, America/New_York or UTC.")]
    [InlineData("{source: s, zone: UTC, dates: [], columns: {id: a, opened: b, duty: c}}", "m.yaml:1:24: 'dates' has no value. Add dates: [\"yyyy-MM-dd HH:mm:ss\"], or how the file writes its times.")]
    [InlineData("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: a}", "m.yaml:1:54: 'columns' is 'a'. It must be a map: key: value.")]
    [InlineData("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b}}", "m.yaml:1:54: No duty is named. Add columns: { duty: … }, or defaults: { duty: … } when all rows belong to one.")]
    [InlineData("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, duty: c, status: d}}", "m.yaml:1:1: 'status' is missing. The columns name one, so add status: { open: […], closed: […], cancelled: […] }.")]
    [InlineData("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, duty: c}, status: {open: [x]}}", "m.yaml:1:91: 'status' lists values, but columns names no status column. Add it under columns, or leave status out.")]
    [InlineData("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, duty: c}, automatic: {column: x}}", "m.yaml:1:94: 'automatic' names no values. Add contains: […] or equals: […].")]
    public void One_mistake_is_told_where_it_is(string yaml, params string[] mistakes) => Mistakes(yaml).ShouldBe(mistakes, ignoreOrder: true);

    [Fact]
    public void An_upload_may_leave_out_id_opened_and_dates()
    {
        const string yaml = "{source: s, zone: Asia/Shanghai, columns: {duty: a}}";
        var mapping = CaseFiles.Mapping(yaml, MappingUse.Upload);
        mapping.Columns.Opened.ShouldBeNull();
        mapping.Dates.ShouldBeEmpty();
        Mistakes(yaml).Count.ShouldBe(3, "history needs all three");
    }

    [Fact]
    public void An_upload_that_names_a_time_needs_a_format()
    {
        var mistakes = new List<Mistake>();
        MappingReader.Parse("{source: s, zone: UTC, columns: {duty: a, deadline: b}}"u8, "m.yaml", mistakes, MappingUse.Upload).ShouldBeNull();
        mistakes.ShouldHaveSingleItem().What.ShouldBe("'dates' is missing.");
    }

    [Theory]
    [InlineData("no/such/mapping.yaml")]
    [InlineData(".")]
    [InlineData("")]
    public void A_mapping_that_cannot_be_read_is_a_mistake(string path)
    {
        var mistakes = new List<Mistake>();
        MappingReader.Read(path, mistakes).ShouldBeNull();
        mistakes.ShouldHaveSingleItem().What.ShouldContain("cannot be read");
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        var seed = Encoding.UTF8.GetBytes(Yaml);
        var alphabet = "{}[]:,-\"'%\\~ \n\0&*!#|>zZKhHmMdyt"u8.ToArray();
        for (var round = 0; round < 5_000; round++)
        {
            var random = new Random(round);
            var bytes = seed.ToList();
            for (var change = random.Next(1, 10); change > 0; change--)
            {
                var at = random.Next(bytes.Count);
                switch (random.Next(3))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    default: bytes.RemoveAt(at); break;
                }
            }

            var mistakes = new List<Mistake>();
            var mapping = MappingReader.Parse([.. bytes], "m.yaml", mistakes);
            (mapping is null).ShouldBe(mistakes.Count > 0, $"round {round}");
        }
    }

    private static List<string> Mistakes(string yaml)
    {
        var mistakes = new List<Mistake>();
        MappingReader.Parse(Encoding.UTF8.GetBytes(yaml), "m.yaml", mistakes).ShouldBeNull();
        return [.. mistakes.OrderBy(m => (m.Line, m.Column)).Select(m => m.ToString())];
    }
}
