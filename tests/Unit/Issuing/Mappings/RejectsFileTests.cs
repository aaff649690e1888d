using System.Text;
using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

public sealed class RejectsFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("rejects").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void The_rows_appear_at_the_end_and_whole()
    {
        using var rejects = new RejectsFile(folder, "files/boston 2011.csv.gz", "boston311");
        rejects.Add(new RejectedRow(3, 5, "A-3", RejectReason.StatusUnknown, "state", "Half \"done\",\nmaybe", "Add it."));
        rejects.Add(new RejectedRow(4, 7, "灯-4", RejectReason.Malformed, "", "", "Mend it."));
        File.Exists(rejects.Path).ShouldBeFalse("nobody shall open half a file");

        rejects.Complete().ShouldBe(rejects.Path);

        rejects.Path.ShouldBe(Path.Combine(folder, "rejects", "boston_2011-boston311.csv"));
        rejects.Count.ShouldBe(2);
        File.ReadAllBytes(rejects.Path)[..3].ShouldBe(Encoding.UTF8.Preamble.ToArray(), "Excel needs it for Chinese");
        File.ReadAllText(rejects.Path).ShouldBe(
            "row,line,id,reason,column,value,detail\r\n"
            + "3,5,A-3,status_unknown,state,\"Half \"\"done\"\",\nmaybe\",Add it.\r\n"
            + "4,7,灯-4,malformed,,,Mend it.\r\n");
        Directory.GetFiles(Path.Combine(folder, "rejects")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("+1")]
    [InlineData("-71.05")]
    [InlineData("@SUM(A1)")]
    [InlineData("\tx")]
    public void A_spreadsheet_runs_no_formula_out_of_it(string value)
    {
        using var rejects = new RejectsFile(folder, "a.csv", "s");
        rejects.Add(new RejectedRow(1, 2, value, RejectReason.Malformed, "", value, ""));
        rejects.Complete();
        File.ReadAllLines(rejects.Path)[1].ShouldBe($"1,2,\"'{value}\",malformed,,\"'{value}\",");
    }

    [Fact]
    public void A_run_without_rejects_removes_the_file_of_the_run_before()
    {
        using (var first = new RejectsFile(folder, "a.csv", "s"))
        {
            first.Add(new RejectedRow(1, 2, "", RejectReason.IdMissing, "id", "", ""));
            first.Complete();
        }

        using var second = new RejectsFile(folder, "a.csv", "s");
        second.Complete().ShouldBeNull();
        File.Exists(second.Path).ShouldBeFalse();
    }

    [Fact]
    public void A_run_that_breaks_off_leaves_the_file_of_the_run_before()
    {
        using (var first = new RejectsFile(folder, "a.csv", "s"))
        {
            first.Add(new RejectedRow(1, 2, "", RejectReason.IdMissing, "id", "", "first"));
            first.Complete();
        }

        var second = new RejectsFile(folder, "a.csv", "s");
        second.Add(new RejectedRow(1, 2, "", RejectReason.IdMissing, "id", "", "second"));
        second.Dispose();
        File.ReadAllText(second.Path).ShouldContain("first");
        Directory.GetFiles(Path.Combine(folder, "rejects")).ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData("../../etc/passwd", "passwd-s.csv")]
    [InlineData("..\\..\\win.csv", "win-s.csv")]
    [InlineData("C:\\data\\cases.CSV.GZ", "cases-s.csv")]
    [InlineData("...csv", "-s.csv")]
    [InlineData("案卷 2026\0.csv", "案卷_2026_-s.csv")]
    public void An_uploaded_name_stays_in_the_folder(string name, string file)
    {
        using var rejects = new RejectsFile(folder, name, "s");
        rejects.Path.ShouldBe(Path.Combine(folder, "rejects", file));
    }
}
