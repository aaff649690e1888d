using System.Text;
using CsvHelper;
using TaskManager.Dispatcher.Issuing.Mappings;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Issuing.Desk;

/// <summary>The wrong rows of a file as they were, and behind each what is wrong, to be mended and uploaded again.</summary>
internal static class WrongRowsFile
{
    // Text that a spreadsheet would run as a formula gets an apostrophe; the byte order mark tells Excel that it is UTF-8.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    public static byte[] Of(byte[] body, Mapping mapping, ReadFile file, Language language)
    {
        var reasons = file.Wrong.ToLookup(each => each.Row, each => $"{(each.Column.Length > 0 ? each.Column + language["：", ": "] : "")}{each.Problem.In(language)} {each.Remedy.In(language)}");
        using var csv = new MemoryStream();
        using (var writer = CsvWriter.Create(csv, Options, leaveOpen: true))
        using (var text = new StreamReader(new MemoryStream(body), mapping.Encoding, detectEncodingFromByteOrderMarks: true))
        {
            var rows = new CsvRows(text, mapping.Separator);
            rows.Read();
            var width = rows.Count;
            writer.WriteHeader([.. Cells(rows, width), language["错误原因", "reason"]]);
            for (var row = 1L; rows.Read(); row++)
            {
                if (reasons.Contains(row))
                {
                    writer.WriteRecord([.. Cells(rows, width), string.Join(" / ", reasons[row])]);
                }
            }
        }

        return csv.ToArray();
    }

    private static IEnumerable<string> Cells(CsvRows rows, int width) => Enumerable.Range(0, width).Select(i => rows[i].ToString());
}
