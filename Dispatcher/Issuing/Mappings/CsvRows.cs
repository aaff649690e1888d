using System.Buffers;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>
/// Reads RFC 4180 rows one at a time out of a buffer that holds little more than the row, whatever the size of the file.
/// </summary>
/// <remarks>
/// Written here because of one promise: a broken quote costs its own line, not the file. Reading goes on at the line after the
/// one where the broken row began. CsvHelper 34, otherwise quicker than needed, takes everything up to the next quote or the
/// end of the file into that row and cannot be set back.
/// What may stand in a file that others wrote: a quote inside an unquoted cell is text, and so is what follows a closing
/// quote as long as the cell lies on one line; in a cell over several lines it is the sign that a quote further up was left
/// open. Lines end with LF, CR LF or CR. Empty lines are passed over.
/// </remarks>
internal sealed class CsvRows(TextReader reader, char separator)
{
    /// <summary>Longest cell, characters.</summary>
    public const int CellCharsMax = 1024 * 1024;

    /// <summary>Longest row, characters. Bounds the buffer: rows of several huge cells do not occur.</summary>
    public const int RowCharsMax = 4 * CellCharsMax;

    private readonly SearchValues<char> cellEnds = SearchValues.Create([separator, '\r', '\n']);
    private char[] buffer = new char[32 * 1024];
    private int start;          // of the row, in the buffer
    private int filled;         // end of what was read, in the buffer
    private int length;         // of the row with its line break
    private bool ended;         // the reader has no more
    private Cell[] cells = new Cell[64];

    /// <summary>Line where the row starts, from 1, every line counted.</summary>
    public long Line { get; private set; } = 1;

    /// <summary>Cells of the row.</summary>
    public int Count { get; private set; }

    /// <summary>What is wrong with the row's quotes or lengths; null when it can be read.</summary>
    public string? Problem { get; private set; }

    /// <summary>The first line of the row as it stands in the file, cut to 200 characters.</summary>
    public string Excerpt
    {
        get
        {
            var text = buffer.AsSpan(start, Math.Min(length, 200));
            var end = text.IndexOfAny('\r', '\n');
            return (end < 0 ? text : text[..end]).ToString();
        }
    }

    /// <summary>The text of a cell without quotes and surrounding blanks; empty for a cell the row does not have.</summary>
    public ReadOnlySpan<char> this[int index]
    {
        get
        {
            if ((uint)index >= (uint)Count)
            {
                return default;
            }

            var cell = cells[index];
            var text = buffer.AsSpan(start + cell.Start, cell.Length);

            // Also removes the no-break and the ideographic space, which make a cell look as blank as a space does.
            return (cell.Quoted ? Unquoted(text) : text).Trim();
        }
    }

    /// <summary>Goes to the next row; false at the end of the file.</summary>
    /// <exception cref="IOException">From the reader.</exception>
    /// <exception cref="InvalidDataException">From a reader that decompresses.</exception>
    public bool Read()
    {
        PassRow();
        if (!PassEmptyLines())
        {
            return false;
        }

        Problem = null;
        Count = 0;
        for (var at = 0; ; at++)
        {
            var cell = at;
            var quoted = Has(at) && buffer[start + at] is '"';
            Problem = (quoted ? PassQuotes(ref at) : null) ?? PassText(cell, ref at);
            length = at;
            if (Problem is not null)
            {
                return true;
            }

            Add(new Cell(cell, at - cell, quoted));
            if (!Has(at) || buffer[start + at] != separator)
            {
                length += LineBreak(at);
                return true;
            }
        }
    }

    /// <summary>From an opening quote to after its closing one.</summary>
    private string? PassQuotes(ref int at)
    {
        var cell = at++;
        while (true)
        {
            var quote = buffer.AsSpan(start + at, filled - start - at).IndexOf('"');
            at = quote < 0 ? filled - start : at + quote + 1;
            if (at - cell > CellCharsMax + 2)
            {
                return $"A quote is opened and not closed within {CellCharsMax:N0} characters; close it, or double the quotes that belong to the text.";
            }

            if (quote < 0)
            {
                if (!More())
                {
                    return ended
                        ? "A quote is opened and never closed; close it, or double the quotes that belong to the text."
                        : $"The row has more than {RowCharsMax:N0} characters; shorten it.";
                }
            }
            else if (!Has(at) || buffer[start + at] is not '"')
            {
                break;
            }
            else
            {
                at++;
            }
        }

        var followed = Has(at) && !cellEnds.Contains(buffer[start + at]);
        return followed && buffer.AsSpan(start + cell, at - cell).ContainsAny('\r', '\n')
            ? "Text follows a closing quote in a cell over several lines, so a quote further up was probably left open; close it, or double the quotes that belong to the text."
            : null;
    }

    /// <summary>From where a cell is no longer quoted to its separator, line break or the end of the file.</summary>
    private string? PassText(int cell, ref int at)
    {
        while (true)
        {
            var end = buffer.AsSpan(start + at, filled - start - at).IndexOfAny(cellEnds);
            at = end < 0 ? filled - start : at + end;
            if (at - cell > CellCharsMax + 2)
            {
                return $"A cell has more than {CellCharsMax:N0} characters; shorten it.";
            }

            if (end >= 0 || !More())
            {
                return end >= 0 || ended ? null : $"The row has more than {RowCharsMax:N0} characters; shorten it.";
            }
        }
    }

    /// <summary>Takes the quotes off; what follows the closing quote stays, as text. Allocates only where quotes are doubled.</summary>
    private static ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> text)
    {
        if (text[1..].IndexOf('"') == text.Length - 2)
        {
            return text[1..^1];
        }

        var plain = new char[text.Length];
        var to = 0;
        var inside = true;
        for (var from = 1; from < text.Length; from++)
        {
            if (inside && text[from] is '"')
            {
                from++; // the first of a doubled quote, or the closing one
                if (from == text.Length)
                {
                    break;
                }

                inside = text[from] is '"';
            }

            plain[to++] = text[from];
        }

        return plain.AsSpan(0, to);
    }

    private void Add(Cell cell)
    {
        if (Count == cells.Length)
        {
            Array.Resize(ref cells, Count * 2);
        }

        cells[Count++] = cell;
    }

    /// <summary>Leaves the row behind; a broken one only up to the end of its first line.</summary>
    private void PassRow()
    {
        var row = buffer.AsSpan(start, length);
        if (Problem is null)
        {
            Line += LineBreaks(row);
            start += length;
        }
        else
        {
            int end;
            while ((end = buffer.AsSpan(start, filled - start).IndexOfAny('\r', '\n')) < 0)
            {
                start = filled;
                if (!More())
                {
                    break;
                }
            }

            start += Math.Max(end, 0);
            start += LineBreak(0);
            Line++;
        }

        length = 0;
    }

    private bool PassEmptyLines()
    {
        while (LineBreak(0) is > 0 and var lineBreak)
        {
            start += lineBreak;
            Line++;
        }

        return Has(0);
    }

    /// <summary>Characters of the line break at a place of the row; 0 when there is none.</summary>
    private int LineBreak(int at) => !Has(at) ? 0 : buffer[start + at] switch
    {
        '\n' => 1,
        '\r' => Has(at + 1) && buffer[start + at + 1] is '\n' ? 2 : 1,
        _ => 0,
    };

    private static int LineBreaks(ReadOnlySpan<char> text) => text.Count('\n') + text.Count('\r') - text.Count("\r\n");

    private bool Has(int at) => start + at < filled || More();

    /// <summary>Reads on, keeping the row; false at the end of the file, and when the row is as long as a row may be.</summary>
    private bool More()
    {
        if (ended)
        {
            return false;
        }

        if (filled == buffer.Length)
        {
            if (start > 0)
            {
                buffer.AsSpan(start, filled - start).CopyTo(buffer);
                filled -= start;
                start = 0;
            }
            else if (buffer.Length < RowCharsMax)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
            else
            {
                return false;
            }
        }

        var read = reader.Read(buffer, filled, buffer.Length - filled);

        // PostgreSQL stores no U+0000 in text; the replacement character says that something stood there.
        buffer.AsSpan(filled, read).Replace('\0', '\uFFFD');
        filled += read;
        ended = read is 0;
        return !ended;
    }

    private readonly record struct Cell(int Start, int Length, bool Quoted);
}
