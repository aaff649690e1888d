using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;

namespace TaskManager.Tests.Unit.Metrics;

public sealed class WorkbookTests
{
    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+86 513", "'+86 513")]
    [InlineData("-cmd", "'-cmd")]
    [InlineData("@SUM(A1)", "'@SUM(A1)")]
    [InlineData("\t=1", "'\t=1")]
    [InlineData("  =1", "'  =1")]
    [InlineData("\r\n=1", "'\r\n=1")]
    [InlineData("＝1", "'＝1")]
    [InlineData("海安市", "海安市")]
    [InlineData("a=b", "a=b")]
    [InlineData("", "")]
    [InlineData("a\u0001b", "a b")]
    public void A_text_never_becomes_a_formula(string text, string safe) => TaskManager.Dispatcher.Metrics.Board.Workbook.Harmless(text).ShouldBe(safe);

    [Fact]
    public void What_is_written_is_a_valid_workbook_and_reads_back()
    {
        var bytes = TaskManager.Dispatcher.Metrics.Board.Workbook.Write([new("一", ["名称", "n"], [["=HYPERLINK(1)", 5L], [new string('x', 40_000), 0.25], [null, null]]), new("二", ["a"], [])]);
        using var document = SpreadsheetDocument.Open(new MemoryStream(bytes), false);
        new OpenXmlValidator().Validate(document, TestContext.Current.CancellationToken).Select(error => error.Description).ShouldBeEmpty();
        var sheets = document.WorkbookPart!.Workbook!.Sheets!.Elements<Sheet>().ToList();
        sheets.Select(sheet => sheet.Name!.Value).ShouldBe(["一", "二"]);
        var cells = ((WorksheetPart)document.WorkbookPart.GetPartById(sheets[0].Id!)).Worksheet!.Descendants<Cell>().ToList();
        cells[2].InlineString!.Text!.Text.ShouldBe("'=HYPERLINK(1)");
        cells[3].CellValue!.Text.ShouldBe("5");
        cells.ShouldAllBe(cell => cell.CellFormula == null);
    }
}
