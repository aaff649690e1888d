using System.IO.Compression;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>What came of opening a file.</summary>
public abstract record CaseFileOpening;

/// <summary>The header has what the mapping needs. Dispose the file.</summary>
public sealed record OpenedCaseFile(CaseFile File) : CaseFileOpening;

/// <summary>No row can be read.</summary>
/// <param name="Problem">What is wrong and how to mend it, beginning with the name of the file.</param>
public sealed record UnusableCaseFile(string Problem) : CaseFileOpening;

/// <summary>
/// A .csv or .csv.gz file of cases, read once from front to back; memory does not grow with the file. Whether it is
/// compressed is seen from its content, so the name does not matter.
/// </summary>
public sealed class CaseFile : IDisposable
{
    private readonly string name;
    private readonly CountedStream source;
    private readonly TextReader text;
    private readonly CsvRows cells;
    private readonly RowRules rules;
    private bool started;

    private CaseFile(string name, CountedStream source, TextReader text, CsvRows cells, RowRules rules)
    {
        this.name = name;
        this.source = source;
        this.text = text;
        this.cells = cells;
        this.rules = rules;
    }

    /// <summary>Share of the file read, 0…1, by compressed bytes; 0 for a stream that does not know its length.</summary>
    public double Progress => source.Share;

    /// <summary>Opens a file; see <see cref="Open(Stream, string, Mapping, DateTimeOffset?)"/>.</summary>
    public static CaseFileOpening Open(string path, Mapping mapping, DateTimeOffset? now = null)
    {
        try
        {
            return Open(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan), path, mapping, now);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new UnusableCaseFile($"{path}: the file does not exist. Check the path.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return new UnusableCaseFile($"{path}: the file cannot be opened. {e.Message}");
        }
    }

    /// <summary>Reads the header of an uploaded file and finds the mapping's columns in it.</summary>
    /// <param name="content">Disposed with the file, or at once when it is unusable.</param>
    /// <param name="name">What to call it in messages.</param>
    /// <param name="mapping">How to read it.</param>
    /// <param name="now">
    /// Null: past cases, where a row without id or opened time is rejected. Otherwise the instant of an upload of new
    /// matters: a row without id keeps an empty id, and one without opened time was opened now.
    /// </param>
    public static CaseFileOpening Open(Stream content, string name, Mapping mapping, DateTimeOffset? now = null)
    {
        var counted = new CountedStream(content);
        try
        {
            var opening = Open(counted, name, mapping, now);
            if (opening is UnusableCaseFile)
            {
                counted.Dispose();
            }

            return opening;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            counted.Dispose();
            return new UnusableCaseFile($"{name}: the file is damaged or cut off before its header ends. Copy or download it again. ({e.Message})");
        }
    }

    private static CaseFileOpening Open(CountedStream counted, string name, Mapping mapping, DateTimeOffset? now)
    {
        var magic = counted.Peek(4);
        if (magic.StartsWith("PK\u0003\u0004"u8))
        {
            return new UnusableCaseFile($"{name}: this is a zip or Excel file. Save the sheet as CSV (UTF-8), or unpack it first.");
        }

        Stream plain = magic is [0x1F, 0x8B, ..] ? new GZipStream(counted, CompressionMode.Decompress) : counted;
        var reader = new StreamReader(plain, mapping.Encoding, detectEncodingFromByteOrderMarks: true, bufferSize: 16 * 1024);
        var rows = new CsvRows(reader, mapping.Separator);
        if (!rows.Read())
        {
            return new UnusableCaseFile($"{name}: the file is empty. The first line must name the columns.");
        }

        if (rows.Problem is { } problem)
        {
            return new UnusableCaseFile($"{name}:{rows.Line}: the header cannot be read. {problem}");
        }

        var header = Enumerable.Range(0, rows.Count).Select(i => rows[i].ToString()).ToList();
        return ColumnPlaces.Find(header, mapping, upload: now is not null, out var problems) is { } places
            ? new OpenedCaseFile(new CaseFile(name, counted, reader, rows, new RowRules(mapping, header, places, now)))
            : new UnusableCaseFile($"{name}: {string.Join(" ", problems)}");
    }

    /// <summary>The rows, kept or rejected, in the order of the file. Can be asked for once.</summary>
    /// <exception cref="IOException">
    /// When the file turns out damaged, or its gzip cut off: after all rows that can still be read, with a message that
    /// names the last one. Trying again helps once the file was copied again.
    /// </exception>
    public IEnumerable<RowReading> Rows()
    {
        if (started)
        {
            throw new InvalidOperationException("The rows of a case file can be read once; open it again.");
        }

        started = true;
        return Each();

        IEnumerable<RowReading> Each()
        {
            for (var row = 1L; Next(row - 1); row++)
            {
                yield return rules.Read(cells, row);
            }
        }
    }

    private bool Next(long rowsRead)
    {
        try
        {
            return cells.Read();
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw new IOException(
                $"{name}: the file is damaged or cut off after row {rowsRead} (line {cells.Line}). Copy or download it again; rows that were read need not be taken back. ({e.Message})", e);
        }
    }

    public void Dispose() => text.Dispose();
}
