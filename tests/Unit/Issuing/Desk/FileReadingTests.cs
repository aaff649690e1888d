using System.Diagnostics;
using System.Text;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Issuing.Desk;
using TaskManager.Dispatcher.People;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Issuing.Desk;

public class FileReadingTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 22, 1, 0, 0, TimeSpan.Zero);

    private static readonly Catalogue Town = new(
        new City("town", "小城", "Town", "Asia/Shanghai"),
        [new OrgUnit("root", "市委", null, null, "city"), new OrgUnit("a", "甲", null, "root", null)],
        [new Grid("320685100", "一镇", null, "a"), new Grid("320685101", "同名", null, "a"), new Grid("320685102", "同名", null, "a")],
        [],
        [
            new Duty("leak", 1, "漏水", "Leak", "test", [new Step("do", "办", null)]),
            new Duty("lease", 1, "租房", null, "test", [new Step("do", "办", null) { Check = new StepCheck("lease", new Dictionary<string, string> { ["id"] = "houseNumber" }) }]),
        ]);

    private static readonly Caller Committee = new("党委", Role.Committee, null);

    [Theory]
    [InlineData("职责,对象,网格,地点,期限,houseNumber\n漏水,三楼,一镇,人民路 1 号,2026-11-25 18:00,H1\n", false)]
    [InlineData("Subject;duty;GRID;place;deadline;houseNumber;remarks\n三楼;leak;320685100;人民路 1 号;2026/11/25 18:00;H1;x\n", false)]
    [InlineData("职责\t对象\t网格\t地点\t期限\thouseNumber\n漏水\t三楼\t一镇\t人民路 1 号\t2026-11-25 18:00\tH1\n", true)]
    public void The_header_says_what_each_column_is(string csv, bool gb18030)
    {
        var encoding = gb18030 ? CodePagesEncodingProvider.Instance.GetEncoding("gb18030")! : Encoding.UTF8;
        var (_, request) = Read(encoding.GetBytes(csv)).Good.ShouldHaveSingleItem();
        (request.Duty, request.Subject, request.Grid, request.Place).ShouldBe(("leak", "三楼", "320685100", "人民路 1 号"));
        request.DeadlineAt.ShouldBe(new DateTimeOffset(2026, 11, 25, 18, 0, 0, TimeSpan.FromHours(8)));
        request.Parameters["houseNumber"].ShouldBe("H1");
    }

    [Fact]
    public void Every_wrong_row_is_told_with_row_column_reason_and_remedy()
    {
        var file = Read("职责,对象,网格,期限,纬度,经度\n漏水,好,,,,\n路灯,一,,,,\n,二,,,,\n漏水,三,同名,,,\n漏水,四,,昨天,,\n漏水,五,,2020-01-01 08:00,,\n漏水,六,,,91,120\n漏水,七,,,,,,多\n");
        file.Good.ShouldHaveSingleItem().Row.ShouldBe(1);
        file.Wrong.Select(wrong => (wrong.Row, wrong.Line, wrong.Column)).ShouldBe([(2, 3, "职责"), (3, 4, "职责"), (4, 5, "网格"), (5, 6, "期限"), (6, 7, "期限"), (7, 8, "纬度"), (8, 9, "")]);
        file.Wrong.ShouldAllBe(wrong => wrong.Problem.Chinese.Length > 0 && wrong.Problem.English.Length > 0 && wrong.Remedy.Chinese.Length > 0 && wrong.Remedy.English.Length > 0);
    }

    [Theory]
    [InlineData("")]
    [InlineData("职责\n")]
    [InlineData("对象,地点\n一,二\n")]
    [InlineData("PK\u0003\u0004xlsx")]
    public void A_file_of_no_use_is_told_as_a_whole(string csv) =>
        FileReading.Read(Encoding.UTF8.GetBytes(csv), "x.csv", null, Committee, Town, Now).ShouldBeOfType<UnusableFile>().Problem.Chinese.ShouldNotBeEmpty();

    [Fact]
    public void Ten_thousand_rows_are_read_within_two_seconds()
    {
        var csv = "职责,对象,网格,地点\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"漏水,第 {i} 户,一镇,人民路 {i} 号\n"));
        var watch = Stopwatch.StartNew();
        Read(csv).Good.Count.ShouldBe(10_000);
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    private static ReadFile Read(string csv) => Read(Encoding.UTF8.GetBytes(csv));

    private static ReadFile Read(byte[] csv) => FileReading.Read(csv, "x.csv", null, Committee, Town, Now).ShouldBeOfType<ReadFile>();
}
