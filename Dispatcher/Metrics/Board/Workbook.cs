using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>A sheet: its name, its heading row, its rows. Cells are texts, whole numbers, fractions or nothing.</summary>
internal sealed record SheetContent(string Name, IReadOnlyList<string> Heading, IEnumerable<IReadOnlyList<object?>> Rows);

/// <summary>Writes xlsx files. A text never becomes a formula, in this program or in one that the file is pasted into.</summary>
internal static class Workbook
{
    /// <summary>Characters that a cell's text may have in Excel.</summary>
    private const int TextMax = 32_767;

    private const int NameMax = 31;

    public static byte[] Write(IReadOnlyList<SheetContent> sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var list = new Sheets();
            for (var i = 0; i < sheets.Count; i++)
            {
                var part = book.AddNewPart<WorksheetPart>();
                var rows = new SheetData(new Row(sheets[i].Heading.Select(text => Text(text))));
                rows.Append(sheets[i].Rows.Select(row => new Row(row.Select(Cell))));
                part.Worksheet = new Worksheet(
                    new SheetViews(new SheetView(new Pane { VerticalSplit = 1, TopLeftCell = "A2", ActivePane = PaneValues.BottomLeft, State = PaneStateValues.Frozen }) { WorkbookViewId = 0 }),
                    new Columns(new Column { Min = 1, Max = 1, Width = 34, CustomWidth = true }, new Column { Min = 2, Max = 20, Width = 18, CustomWidth = true }),
                    rows);
                list.Append(new Sheet { Id = book.GetIdOfPart(part), SheetId = (uint)i + 1, Name = sheets[i].Name.Length > NameMax ? sheets[i].Name[..NameMax] : sheets[i].Name });
            }

            book.Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(list);
        }

        return stream.ToArray();
    }

    /// <summary>
    /// A text as a cell may hold it. One that begins like a formula gets an apostrophe before it, as a person would type; signs
    /// that XML cannot carry become spaces.
    /// </summary>
    public static string Harmless(string text)
    {
        var clean = string.Concat(text.Select(sign => System.Xml.XmlConvert.IsXmlChar(sign) || char.IsSurrogate(sign) ? sign : ' '));
        clean = clean.Length > TextMax - 1 ? clean[..(TextMax - 1)] : clean;
        return clean.Length > 0 && (clean[0] is '=' or '+' or '-' or '@' or '\t' or '\r' or '\n' or '＝' or '＋' or '－' or '＠' || clean.TrimStart() is ['=' or '+' or '-' or '@', ..]) ? "'" + clean : clean;
    }

    private static Cell Cell(object? value) => value switch
    {
        null => new Cell(),
        string text => Text(text),
        int or long => new Cell { DataType = CellValues.Number, CellValue = new CellValue(Convert.ToString(value, CultureInfo.InvariantCulture)!) },
        double number => new Cell { DataType = CellValues.Number, CellValue = new CellValue(number.ToString("R", CultureInfo.InvariantCulture)) },
        _ => throw new NotSupportedException($"No cell for {value.GetType().Name}."),
    };

    private static Cell Text(string text) => new() { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(Harmless(text)) { Space = SpaceProcessingModeValues.Preserve }) };
}
