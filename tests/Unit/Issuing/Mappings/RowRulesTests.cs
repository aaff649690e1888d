using TaskManager.Dispatcher.Issuing.Mappings;
using static TaskManager.Tests.Unit.Issuing.Mappings.CaseFiles;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

public class RowRulesTests
{
    private const string Opened = "2026-01-05 09:00:00";

    [Fact]
    public void A_full_row_becomes_a_case()
    {
        var kept = Row($"""A-1,{Opened},2026-01-06 10:30:00,2026-01-07 09:00:00,closed,street light,PW,Crew 7,phone,"1 Main St, rear",G3,42.5,-71.25,Lamp out,closed by the Robot,17B""")
            .ShouldBeOfType<KeptRow>();

        kept.Warnings.ShouldBeEmpty();
        var read = kept.Case;
        (read.Row, read.Line).ShouldBe((1, 2));
        read.Id.ShouldBe("A-1");
        read.OpenedAt.ShouldBe(Utc(2026, 1, 5, 14));
        read.OpenedAt.Offset.ShouldBe(TimeSpan.Zero);
        read.Status.ShouldBe(CaseStatus.Closed);
        read.EndedAt.ShouldBe(Utc(2026, 1, 6, 15, 30));
        read.DeadlineAt.ShouldBe(Utc(2026, 1, 7, 14));
        read.Duty.ShouldBe("street-light");
        read.Unit.ShouldBe("public-works");
        read.Member.ShouldBe("Crew 7");
        read.Channel.ShouldBe("hotline");
        read.Place.ShouldBe("1 Main St, rear");
        read.Grid.ShouldBe("G3");
        read.Latitude.ShouldBe(42.5);
        read.Longitude.ShouldBe(-71.25);
        read.Subject.ShouldBe("Lamp out");
        read.Automatic.ShouldBeTrue();
        read.Parameters.ShouldBe([new("houseNumber", "17B")]);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\" \"")]
    [InlineData("\u00A0")]
    [InlineData("\u3000")]
    public void Blank_means_blank_whatever_kind_of_space_it_is(string blank)
    {
        var kept = Kept($"A-1,{Opened},{blank},{blank},Open,Noise,{blank},{blank},{blank},{blank},{blank},{blank},{blank},{blank},{blank},{blank}");

        kept.ShouldBe(new CaseRow(1, "A-1", Utc(2026, 1, 5, 14), CaseStatus.Open) { Line = 2, Duty = "Noise", Parameters = kept.Parameters });
        kept.Parameters.ShouldBeEmpty();
    }

    [Fact]
    public void Missing_cells_at_the_end_are_blank() =>
        Kept($"A-1,{Opened},,,Open,Noise").Subject.ShouldBeEmpty();

    [Theory]
    [InlineData("A-1,2026-01-05 09:00:00,,,Open,Noise,,,,,,,,,,,17", RejectReason.Malformed, "", "17 cells")]
    [InlineData("A-1,\"2026-01-05 09:00:00,,,Open,Noise", RejectReason.Malformed, "", "never closed")]
    [InlineData(",,,,,", RejectReason.IdMissing, "id", "blank")]
    [InlineData("A-1,,,,,", RejectReason.OpenedMissing, "opened", "blank")]
    [InlineData("A-1,5 Jan 2026,x,,,", RejectReason.OpenedUnreadable, "opened", "yyyy-MM-dd HH:mm:ss | MM/dd/yyyy hh:mm:ss tt")]
    [InlineData("A-1,0001-01-01 00:00:00,,,Open,Noise", RejectReason.OpenedUnreadable, "opened", "1900")]
    [InlineData("A-1,9999-12-31 23:59:59,,,Open,Noise", RejectReason.OpenedUnreadable, "opened", "9998")]
    [InlineData("A-1,2026-01-05 09:00:00,soon,,Nonsense,", RejectReason.ClosedUnreadable, "closed", "formats")]
    [InlineData("A-1,2026-01-05 09:00:00,2026-01-05 08:59:59,,Nonsense,", RejectReason.ClosedBeforeOpened, "closed", "2026-01-05 09:00:00")]
    [InlineData("A-1,2026-01-05 09:00:00,,,,", RejectReason.StatusMissing, "status", "blank")]
    [InlineData("A-1,2026-01-05 09:00:00,,,Sleeping,", RejectReason.StatusUnknown, "status", "Open, In Progress, Closed, Void")]
    [InlineData("A-1,2026-01-05 09:00:00,,,Closed,", RejectReason.ClosedWithoutTime, "closed", "blank")]
    [InlineData("A-1,2026-01-05 09:00:00,,,Void,", RejectReason.CancelledWithoutTime, "closed", "blank")]
    [InlineData("A-1,2026-01-05 09:00:00,2026-01-05 09:00:00,,in progress,", RejectReason.OpenWithClosedTime, "closed", "correct the status")]
    [InlineData("A-1,2026-01-05 09:00:00,,,Open, ", RejectReason.DutyMissing, "duty", "defaults")]
    public void A_row_is_rejected_by_the_first_rule_it_breaks(string row, RejectReason reason, string column, string detail)
    {
        var rejected = Rejected(row);

        rejected.Reason.ShouldBe(reason);
        rejected.Column.ShouldBe(column);
        rejected.Detail.ShouldContain(detail);
        rejected.Row.ShouldBe(1);
        rejected.Line.ShouldBe(2);
        rejected.Id.ShouldBe(row.StartsWith('A') ? "A-1" : "");
    }

    [Fact]
    public void Closing_in_the_second_of_opening_is_allowed() =>
        Kept($"A-1,{Opened},{Opened},,Closed,Noise").EndedAt.ShouldBe(Utc(2026, 1, 5, 14));

    [Fact]
    public void A_cancelled_case_ends_at_its_closed_time()
    {
        var kept = Kept($"A-1,{Opened},2026-01-06 09:00:00,,VOID,Noise,,,,,,,,,robot");

        kept.Status.ShouldBe(CaseStatus.Cancelled);
        kept.EndedAt.ShouldBe(Utc(2026, 1, 6, 14));
        kept.Automatic.ShouldBeFalse("only what was closed can have been closed automatically");
    }

    [Theory]
    [InlineData("whenever", RowWarning.DeadlineUnreadable)]
    [InlineData("9999-12-31 00:00:00", RowWarning.DeadlineUnreadable)]
    [InlineData("2026-01-05 08:59:59", RowWarning.DeadlineBeforeOpened)]
    public void A_useless_deadline_is_dropped_and_the_row_kept(string deadline, RowWarning warning)
    {
        var kept = Row($"A-1,{Opened},,{deadline},Open,Noise").ShouldBeOfType<KeptRow>();

        kept.Case.DeadlineAt.ShouldBeNull();
        kept.Warnings.ShouldBe([warning]);
    }

    [Theory]
    [InlineData("north,-71")]
    [InlineData("42,")]
    [InlineData(",-71")]
    [InlineData("90.1,-71")]
    [InlineData("42,180.5")]
    [InlineData("NaN,-71")]
    public void A_useless_point_is_dropped_and_the_row_kept(string point)
    {
        var kept = Row($"A-1,{Opened},,,Open,Noise,,,,,,{point}").ShouldBeOfType<KeptRow>();

        kept.Case.Latitude.ShouldBeNull();
        kept.Case.Longitude.ShouldBeNull();
        kept.Warnings.ShouldBe([RowWarning.LatitudeLongitudeUnreadable]);
    }

    [Theory]
    [InlineData("auto", true)]
    [InlineData("AUTO", true)]
    [InlineData("automatic", false)]
    [InlineData("by robot 7", true)]
    [InlineData("", false)]
    public void The_automatic_rule_looks_for_its_words(string reason, bool automatic) =>
        Kept($"A-1,{Opened},{Opened},,Closed,Noise,,,,,,,,,{reason}").Automatic.ShouldBe(automatic);

    [Fact]
    public void Without_a_status_column_the_closed_time_tells()
    {
        var mapping = Mapping("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, closed: c, duty: d}}");
        Read("a,b,c,d\n1,2026-01-05,2026-01-06,Noise\n2,2026-01-05,,Noise\n", mapping)
            .Cast<KeptRow>().Select(r => r.Case.Status).ShouldBe([CaseStatus.Closed, CaseStatus.Open]);
    }

    [Fact]
    public void Defaults_fill_what_a_file_does_not_say()
    {
        var mapping = Mapping("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, channel: c}, defaults: {duty: permit, unit: desk, channel: counter}}");
        var rows = Read("a,b,c\n1,2026-01-05,\n2,2026-01-05,web\n", mapping).Cast<KeptRow>().Select(r => r.Case).ToList();
        rows.Select(r => (r.Duty, r.Unit, r.Channel)).ShouldBe([("permit", "desk", "counter"), ("permit", "desk", "web")]);
    }

    [Fact]
    public void An_upload_of_new_matters_needs_neither_id_nor_opened_time()
    {
        var mapping = Mapping("{source: s, zone: Asia/Shanghai, columns: {duty: 事项, subject: 标题}}", MappingUse.Upload);
        var kept = Read("事项,标题\n噪声,夜间施工\n", mapping, Utc(2026, 1, 5, 1)).ShouldHaveSingleItem().ShouldBeOfType<KeptRow>().Case;
        kept.ShouldBe(new CaseRow(1, "", Utc(2026, 1, 5, 1), CaseStatus.Open) { Line = 2, Duty = "噪声", Subject = "夜间施工", Parameters = kept.Parameters });
    }

    [Fact]
    public void An_upload_still_rejects_an_opened_time_that_cannot_be_read() =>
        Read(Header + "A-1,yesterday,,,Open,Noise", now: Utc(2026, 1, 5, 1)).ShouldHaveSingleItem()
            .ShouldBeOfType<RejectedRow>().Reason.ShouldBe(RejectReason.OpenedUnreadable);

    [Fact]
    public void Long_texts_are_cut_and_long_names_rejected()
    {
        var title = new string('x', 498) + "😀!";
        Kept($"A-1,{Opened},,,Open,Noise,,,,,,,,{title}").Subject.ShouldBe(new string('x', 498) + "…", "a character of two halves is not torn");
        var rejected = Rejected($"A-1,{Opened},,,Open,{new string('d', 201)}");
        rejected.Reason.ShouldBe(RejectReason.Malformed);
        rejected.Column.ShouldBe("duty");
        rejected.Value.Length.ShouldBe(200);
    }

    [Fact]
    public void Every_reason_and_warning_has_its_own_wire_name()
    {
        string[] names = [.. Enum.GetValues<RejectReason>().Select(r => r.WireName()), .. Enum.GetValues<RowWarning>().Select(w => w.WireName())];
        names.ShouldBeUnique();
        names.ShouldAllBe(name => name.All(c => char.IsAsciiLetterLower(c) || c == '_'));
        RejectReason.ClosedBeforeOpened.WireName().ShouldBe("closed_before_opened");
    }

    private static DateTimeOffset Utc(int year, int month, int day, int hour, int minute = 0) => new(year, month, day, hour, minute, 0, TimeSpan.Zero);
}
