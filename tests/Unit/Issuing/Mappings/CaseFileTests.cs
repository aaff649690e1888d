using System.Text;
using TaskManager.Dispatcher.Issuing.Mappings;
using static TaskManager.Tests.Unit.Issuing.Mappings.CaseFiles;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

/// <summary>Measures the whole process's memory, so nothing may run beside it.</summary>
[CollectionDefinition("Alone", DisableParallelization = true)]
public class Alone;

[Collection("Alone")]
public class CaseFileTests
{
    private const string Good = ",2026-01-05 09:00:00,,,Open,Noise,,,,,,,,";

    [Fact]
    public void The_same_cases_come_out_of_every_packing()
    {
        var csv = Header + $"A-1{Good}灯坏了\nA-2{Good}路灯\n";
        var utf8 = Encoding.UTF8.GetBytes(csv);
        byte[] marked = [0xEF, 0xBB, 0xBF, .. utf8];
        var chinese = Mapping(Yaml + "\nencoding: GB18030");
        var gb18030 = CodePagesEncodingProvider.Instance.GetEncoding("gb18030")!.GetBytes(csv);

        Titles(utf8).ShouldBe(["灯坏了", "路灯"]);
        Titles(marked).ShouldBe(Titles(utf8));
        Titles(Gzip(utf8)).ShouldBe(Titles(utf8));
        Titles(Gzip(marked)).ShouldBe(Titles(utf8));
        Titles(gb18030, chinese).ShouldBe(Titles(utf8));
        Titles(Gzip(gb18030), chinese).ShouldBe(Titles(utf8));
        Titles(marked, chinese).ShouldBe(Titles(utf8), "a byte order mark knows better than the mapping");
        Titles([.. Encoding.Unicode.Preamble, .. Encoding.Unicode.GetBytes(csv)]).ShouldBe(Titles(utf8));
        Titles(Encoding.UTF8.GetBytes(csv.Replace("\n", "\r\n", StringComparison.Ordinal))).ShouldBe(Titles(utf8));
        Titles(Encoding.UTF8.GetBytes(csv.Replace('\n', '\r'))).ShouldBe(Titles(utf8));
        Titles(Encoding.UTF8.GetBytes(csv.TrimEnd('\n'))).ShouldBe(Titles(utf8));
        Titles(Encoding.UTF8.GetBytes(csv.Replace("\n", "\n\n\r\n", StringComparison.Ordinal))).ShouldBe(Titles(utf8), "empty lines are passed over");
        Titles(Encoding.UTF8.GetBytes(csv.Replace(',', ';')), Mapping(Yaml + "\nseparator: semicolon")).ShouldBe(Titles(utf8));
        Titles(Encoding.UTF8.GetBytes(csv.Replace(',', '\t')), Mapping(Yaml + "\nseparator: tab")).ShouldBe(Titles(utf8));
        Titles([.. Gzip(utf8[..(utf8.Length / 2)]), .. Gzip(utf8[(utf8.Length / 2)..])]).ShouldBe(Titles(utf8), "gzip files may be joined");
    }

    [Fact]
    public void Quoted_cells_may_hold_separators_quotes_and_line_breaks()
    {
        var rows = Read(Header + $"A-1{Good}\"two\nlines, \"\"quoted\"\"\"\nA-2{Good}\"\"\nA-3{Good}say \"hi\"\nA-4{Good}\"ab\"c\nA-5,never,,,,\n");

        rows.OfType<KeptRow>().Select(r => r.Case.Subject).ShouldBe(["two\nlines, \"quoted\"", "", "say \"hi\"", "abc"]);
        rows.OfType<KeptRow>().Select(r => r.Case.Row).ShouldBe([1, 2, 3, 4]);
        var rejected = rows.OfType<RejectedRow>().ShouldHaveSingleItem();
        rejected.Row.ShouldBe(5);
        rejected.Line.ShouldBe(7, "lines inside cells count");
    }

    [Fact]
    public void Nul_mojibake_formulas_and_markup_are_just_text()
    {
        string[] titles = ["a\0b", "theyâ\u0080\u0099re", "=HYPERLINK(1)", "<script>", "' OR 1=1 --", "\u202Etxt"];
        var rows = Read(Header + string.Concat(titles.Select((t, i) => $"A-{i}{Good}{t}\n")));

        rows.Cast<KeptRow>().Select(r => r.Case.Subject).ShouldBe(titles.Select(t => t.Replace('\0', '\uFFFD')), "no database stores U+0000 in text");
    }

    [Fact]
    public void An_open_quote_costs_its_line_and_not_the_file()
    {
        var rows = Read(Header + $"A-1{Good}\"open\nA-2{Good}\"Lamp\"\nA-3{Good}Lamp\nA-4{Good}\"open again\nA-5{Good}Lamp\n");

        rows.OfType<KeptRow>().Select(r => (r.Case.Row, r.Case.Id)).ShouldBe([(2, "A-2"), (3, "A-3"), (5, "A-5")]);
        rows.OfType<RejectedRow>().Select(r => (r.Row, r.Line, r.Id, r.Reason)).ShouldBe([(1, 2, "A-1", RejectReason.Malformed), (4, 5, "A-4", RejectReason.Malformed)]);
        rows.OfType<RejectedRow>().First().Value.ShouldBe($"A-1{Good}\"open");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_cell_of_a_megabyte_is_read_and_a_longer_one_rejected(bool quoted)
    {
        var quote = quoted ? "\"" : "";
        var most = new string('x', 1024 * 1024);
        var rows = Read(Header + $"A-1{Good}{quote}{most}{quote}\nA-2{Good}{quote}{most}xxx{quote}\nA-3{Good}Lamp\n");

        rows.OfType<KeptRow>().Select(r => r.Case.Id).ShouldBe(["A-1", "A-3"]);
        var rejected = rows.OfType<RejectedRow>().ShouldHaveSingleItem();
        (rejected.Row, rejected.Line, rejected.Reason).ShouldBe((2, 3, RejectReason.Malformed));
        rejected.Detail.ShouldContain("1,048,576");
    }

    [Fact]
    public void A_row_of_many_huge_cells_is_rejected_and_reading_goes_on()
    {
        var huge = new string('x', 1_000_000);
        var rows = Read(Header + $"A-1,{string.Join(',', Enumerable.Repeat(huge, 6))}\nA-3{Good}Lamp\n");

        rows[0].ShouldBeOfType<RejectedRow>().Detail.ShouldContain("4,194,304");
        rows[1].ShouldBeOfType<KeptRow>();
        rows.Count.ShouldBe(2);
    }

    [Fact]
    public void A_quote_left_open_in_a_large_file_loses_one_row()
    {
        var csv = Header + $"A-0{Good}\"open\n" + string.Concat(Enumerable.Range(1, 40_000).Select(i => $"A-{i}{Good}Lamp\n"));
        var rows = Read(csv);

        rows.Count.ShouldBe(40_001);
        rows.OfType<RejectedRow>().ShouldHaveSingleItem().Line.ShouldBe(2);
    }

    [Fact]
    public void Cells_are_read_whole_wherever_the_buffer_ends()
    {
        var random = new Random(311);
        var titles = Enumerable.Range(0, 3000).Select(i => string.Concat(Enumerable.Range(0, random.Next(200)).Select(_ => "ab \"\n\r,灯😀"[random.Next(8)])).Trim()).ToList();
        var csv = Header + string.Concat(titles.Select((t, i) => $"A-{i}{Good}\"{t.Replace("\"", "\"\"", StringComparison.Ordinal)}\"\r\n"));

        var rows = Read(csv);
        rows.Cast<KeptRow>().Select(r => r.Case.Subject).ShouldBe(titles);
    }

    [Fact]
    public void The_header_may_differ_in_case_and_blanks() =>
        Read(Header.ToUpperInvariant().Replace(",", " ,\u3000", StringComparison.Ordinal) + $"A-1{Good}Lamp").ShouldHaveSingleItem().ShouldBeOfType<KeptRow>();

    [Fact]
    public void A_missing_optional_column_reads_as_blank()
    {
        var kept = Read("ID,Status,Duty,Opened\nA-1,Open,Noise,2026-01-05 09:00:00\n").ShouldHaveSingleItem().ShouldBeOfType<KeptRow>();
        kept.Warnings.ShouldBeEmpty();
        kept.Case.Unit.ShouldBeNull();
    }

    [Fact]
    public void Missing_needed_columns_are_all_told_with_what_might_be_meant()
    {
        var problem = Problem("id,opend,state,duty\n");
        problem.ShouldStartWith("test.csv: ");
        problem.ShouldContain("no column 'opened', which the mapping names for 'opened'. Did you mean 'opend'?");
        problem.ShouldContain("no column 'status'");
        problem.ShouldContain("The header has 4 columns: id, opend, state, duty.");
    }

    [Fact]
    public void Without_a_status_column_the_closed_column_is_needed()
    {
        var mapping = Mapping("{source: s, zone: UTC, dates: [yyyy-MM-dd], columns: {id: a, opened: b, closed: c, duty: d}}");
        Problem("a,b,d\n", mapping).ShouldContain("no column 'c'");
    }

    [Fact]
    public void Two_columns_of_one_name_matter_only_when_mapped()
    {
        Problem("id,opened,status,duty,Duty\n").ShouldContain("2 columns 'duty'");
        Read($"id,opened,status,duty,x,x\nA-1,2026-01-05 09:00:00,Open,Noise,1,2").ShouldHaveSingleItem().ShouldBeOfType<KeptRow>();
    }

    [Theory]
    [InlineData("", "empty")]
    [InlineData("\n\r\n\n", "empty")]
    [InlineData("\uFEFF", "empty")]
    [InlineData("id,\"opened\n1,2\n", "header cannot be read")]
    [InlineData("PK\u0003\u0004rest of a workbook", "Excel")]
    public void A_file_without_a_header_is_unusable(string content, string problem) => Problem(content).ShouldContain(problem);

    [Fact]
    public void A_header_alone_has_no_rows() => Read(Header).ShouldBeEmpty();

    [Fact]
    public void A_missing_file_and_a_folder_are_told()
    {
        CaseFile.Open("no/such/file.csv", Mapping()).ShouldBeOfType<UnusableCaseFile>().Problem.ShouldBe("no/such/file.csv: the file does not exist. Check the path.");
        CaseFile.Open(AppContext.BaseDirectory, Mapping()).ShouldBeOfType<UnusableCaseFile>().Problem.ShouldContain("cannot be opened");
    }

    [Fact]
    public void A_gzip_that_is_cut_off_gives_its_rows_and_then_says_so()
    {
        var random = new Random(311);
        var csv = Header + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"A-{i}{Good}{random.NextInt64():x}\n"));
        var whole = Gzip(Encoding.UTF8.GetBytes(csv));
        using var file = Open(whole[..(whole.Length / 2)]).ShouldBeOfType<OpenedCaseFile>().File;

        var read = 0;
        var error = Should.Throw<IOException>(() =>
        {
            foreach (var row in file.Rows())
            {
                row.ShouldBeOfType<KeptRow>();
                read++;
            }
        });

        read.ShouldBeInRange(5_000, 15_000);
        error.Message.ShouldContain($"damaged or cut off after row {read} ");
    }

    [Fact]
    public void A_gzip_cut_off_anywhere_is_never_taken_for_whole()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(Header + $"A-1{Good}Lamp\n"));
        for (var length = 2; length < whole.Length; length++)
        {
            switch (Open(whole[..length]))
            {
                case UnusableCaseFile unusable:
                    unusable.Problem.ShouldContain("damaged or cut off");
                    break;
                case OpenedCaseFile opened:
                    Should.Throw<IOException>(() => opened.File.Rows().Count(), $"cut to {length} of {whole.Length} bytes");
                    opened.File.Dispose();
                    break;
            }
        }
    }

    [Fact]
    public void Progress_follows_the_compressed_bytes()
    {
        var random = new Random(311);
        var csv = Header + string.Concat(Enumerable.Range(0, 20_000).Select(i => $"A-{i}{Good}{random.NextInt64():x}\n"));
        using var file = Open(Gzip(Encoding.UTF8.GetBytes(csv))).ShouldBeOfType<OpenedCaseFile>().File;

        var seen = new List<double>();
        foreach (var _ in file.Rows())
        {
            seen.Add(file.Progress);
        }

        seen.ShouldBeInOrder();
        seen[0].ShouldBeLessThan(0.3);
        seen[10_000].ShouldBeInRange(0.4, 0.7);
        file.Progress.ShouldBe(1);
    }

    [Fact]
    public void Memory_stays_flat_in_the_size_of_the_file()
    {
        Read(Header + $"A-1{Good}Lamp\n"); // the first reading allocates what is kept for good
        var few = Held(2_000);
        var many = Held(200_000);
        (many - few).ShouldBeLessThan(512 * 1024);

        static long Held(int rows)
        {
            using var file = CaseFile.Open(new EndlessRows(Header, $"{Good}Lamp\n", rows), "test.csv", Mapping()).ShouldBeOfType<OpenedCaseFile>().File;
            var before = GC.GetTotalMemory(forceFullCollection: true);
            var read = file.Rows().Count();
            read.ShouldBe(rows);
            var held = GC.GetTotalMemory(forceFullCollection: true) - before;
            GC.KeepAlive(file);
            return held;
        }
    }

    [Fact]
    public void Rows_can_be_read_once()
    {
        using var file = Open(Encoding.UTF8.GetBytes(Header)).ShouldBeOfType<OpenedCaseFile>().File;
        file.Rows().ShouldBeEmpty();
        Should.Throw<InvalidOperationException>(() => file.Rows());
    }

    [Fact]
    public void No_bytes_make_the_reader_throw()
    {
        var seed = Encoding.UTF8.GetBytes(Header + $"A-1{Good}\"two\nlines\"\r\nA-2,2026-01-05 09:00:00,2026-01-06 09:00:00,x,Closed,Noise,,,,,,91,x,\"\"\"\"\n");
        var alphabet = "\",\n\r\0;\u3000A1-: \u00FF"u8.ToArray();
        for (var round = 0; round < 5_000; round++)
        {
            var random = new Random(round);
            var bytes = seed.ToList();
            for (var change = random.Next(1, 12); change > 0; change--)
            {
                var at = random.Next(random.Next(4) is 0 ? 0 : Header.Length, bytes.Count);
                switch (random.Next(3))
                {
                    case 0: bytes[at] = (byte)random.Next(256); break;
                    case 1: bytes.Insert(at, alphabet[random.Next(alphabet.Length)]); break;
                    default: bytes.RemoveAt(at); break;
                }
            }

            using var file = (Open([.. bytes]) as OpenedCaseFile)?.File;
            var rows = file?.Rows().ToList() ?? [];
            rows.OfType<RejectedRow>().All(r => r.Detail.Length > 0 && r.Line > 1).ShouldBeTrue($"round {round}");
            rows.OfType<KeptRow>().All(r => r.Case.EndedAt is null == r.Case.Status is CaseStatus.Open && !(r.Case.EndedAt < r.Case.OpenedAt)).ShouldBeTrue($"round {round}");
        }
    }

    [Fact]
    public void Damaged_gzip_bytes_end_in_an_io_error_or_in_rows()
    {
        var whole = Gzip(Encoding.UTF8.GetBytes(Header + string.Concat(Enumerable.Range(0, 50).Select(i => $"A-{i}{Good}Lamp {i * 7919}\n"))));
        for (var round = 0; round < 3_000; round++)
        {
            var random = new Random(round);
            var bytes = whole[..random.Next(2, whole.Length + 1)];
            bytes[random.Next(2, Math.Max(3, bytes.Length)) % bytes.Length] ^= (byte)(1 << random.Next(8));
            using var file = (Open(bytes) as OpenedCaseFile)?.File;
            try
            {
                _ = file?.Rows().Count();
            }
            catch (IOException e)
            {
                e.Message.ShouldContain("damaged or cut off");
            }
        }
    }

    private static List<string> Titles(byte[] bytes, Mapping? mapping = null) =>
        [.. Read(bytes, mapping).Select(r => r.ShouldBeOfType<KeptRow>().Case.Subject)];

    /// <summary>A file that is made while it is read, so that the test itself holds none of it.</summary>
    private sealed class EndlessRows(string header, string row, int rows) : Stream
    {
        private byte[] line = Encoding.UTF8.GetBytes(header);
        private int at;
        private int made;

        public override int Read(byte[] buffer, int offset, int count)
        {
            if (at == line.Length)
            {
                if (made == rows)
                {
                    return 0;
                }

                line = Encoding.UTF8.GetBytes($"A-{++made}{row}");
                at = 0;
            }

            var got = Math.Min(count, line.Length - at);
            line.AsSpan(at, got).CopyTo(buffer.AsSpan(offset));
            at += got;
            return got;
        }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
