using System.Text.RegularExpressions;
using TaskManager.Dispatcher.Issuing.Mappings;

namespace TaskManager.Tests.Unit.Issuing.Mappings;

/// <summary>docs/mappings.md says nothing that is not so.</summary>
public class GuideTests
{
    private static readonly string Guide = File.ReadAllText(Path.Combine(CaseFiles.Root(), "docs", "mappings.md"));

    [Fact]
    public void Its_example_ends_as_it_says()
    {
        var rows = CaseFiles.Read(Block("csv"), CaseFiles.Mapping(Block("yaml")));

        var cases = rows.OfType<KeptRow>().Select(row => row.Case).ToList();
        cases.Select(c => (c.Id, c.Status, c.Automatic)).ShouldBe(
        [
            ("LN-1", CaseStatus.Closed, false), ("LN-2", CaseStatus.Closed, true), ("LN-3", CaseStatus.Open, false), ("LN-4", CaseStatus.Cancelled, false),
        ]);
        var rejected = rows.OfType<RejectedRow>().ShouldHaveSingleItem();
        Guide.ShouldContain($"| {rejected.Row} | {rejected.Line} | {rejected.Id} | {rejected.Reason.WireName()} | {rejected.Column} | | {rejected.Detail} |");
        (cases[0].Duty, cases[0].Unit, cases[0].Channel, cases[2].Place).ShouldBe(("street-light", "urban-management", "hotline", "东街 8 号, 后院"));
    }

    [Fact]
    public void It_explains_every_reason_and_warning()
    {
        foreach (var name in Enum.GetValues<RejectReason>().Select(r => r.WireName()).Concat(Enum.GetValues<RowWarning>().Select(w => w.WireName())))
        {
            Guide.ShouldContain($"| `{name}` |");
        }
    }

    [Fact]
    public void Its_date_formats_can_be_used()
    {
        var table = Guide[Guide.IndexOf("| the file has | write |", StringComparison.Ordinal)..];
        var formats = Regex.Matches(table[..table.IndexOf("\n\n", StringComparison.Ordinal)], @"\| (?<texts>[^|`]+) \| `(?<format>[^`]+)` \|", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1));
        formats.Count.ShouldBe(6);
        foreach (Match format in formats)
        {
            var mapping = CaseFiles.Mapping($"{{source: s, zone: UTC, dates: [\"{format.Groups["format"].Value}\"], columns: {{id: a, opened: b, duty: a}}}}");
            foreach (var text in format.Groups["texts"].Value.Split(", "))
            {
                CaseFiles.Read($"a,b\n1,{text}\n", mapping).ShouldHaveSingleItem().ShouldBeOfType<KeptRow>(text).Case.OpenedAt.ToOffset(TimeSpan.FromHours(8)).Day.ShouldBeInRange(7, 8, text);
            }
        }
    }

    private static string Block(string language) =>
        Regex.Match(Guide, $"```{language}\n(?<text>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["text"].Value;
}
