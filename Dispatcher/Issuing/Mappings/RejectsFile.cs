using System.Globalization;
using CsvHelper;

namespace TaskManager.Dispatcher.Issuing.Mappings;

/// <summary>
/// The rows an import did not take, as <c>rejects/FILE-SOURCE.csv</c> in the data folder: row, line, id, reason, column, value,
/// detail. Written under a temporary name and moved at the end, so that whoever opens it sees all of it.
/// </summary>
public sealed class RejectsFile : IDisposable
{
    // Text that a spreadsheet would run as a formula gets an apostrophe; the byte order mark tells Excel that it is UTF-8.
    private static readonly CsvWriterOptions Options = new() { Injection = CsvInjection.Escape, WriteByteOrderMark = true };

    private readonly string unfinished;
    private CsvWriter? writer;

    /// <param name="dataFolder">The <c>--data</c> folder.</param>
    /// <param name="caseFile">Path or name of the file that is read.</param>
    /// <param name="source">Source of the mapping.</param>
    public RejectsFile(string dataFolder, string caseFile, string source)
    {
        var name = System.IO.Path.GetFileName(caseFile.Replace('\\', '/'));
        foreach (var ending in (ReadOnlySpan<string>)[".gz", ".csv"])
        {
            name = name.EndsWith(ending, StringComparison.OrdinalIgnoreCase) ? name[..^ending.Length] : name;
        }

        // An upload names itself; only letters, digits and a few signs may reach the file system.
        name = string.Concat($"{name[..Math.Min(name.Length, 60)]}-{source}".Select(c => char.IsLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_')).TrimStart('.');
        Path = System.IO.Path.Combine(dataFolder, "rejects", name + ".csv");
        unfinished = Path + ".unfinished";
    }

    /// <summary>Where the finished file is.</summary>
    public string Path { get; }

    /// <summary>Rows added.</summary>
    public long Count { get; private set; }

    public void Add(RejectedRow row)
    {
        writer ??= Begin();
        writer.WriteRecord(
            row.Row.ToString(CultureInfo.InvariantCulture),
            row.Line.ToString(CultureInfo.InvariantCulture),
            row.Id,
            row.Reason.WireName(),
            row.Column,
            row.Value,
            row.Detail);
        Count++;
    }

    /// <summary>
    /// Puts the file in its place, instead of that of an earlier run. When no row was added there is none, and an earlier one
    /// goes away: its rows were mended.
    /// </summary>
    /// <returns>Its path; null when no row was added.</returns>
    public string? Complete()
    {
        if (writer is null)
        {
            if (File.Exists(Path))
            {
                File.Delete(Path);
            }

            return null;
        }

        writer.Dispose();
        writer = null;
        File.Move(unfinished, Path, overwrite: true);
        return Path;
    }

    /// <summary>Without <see cref="Complete"/> before, what was written is thrown away.</summary>
    public void Dispose()
    {
        if (writer is not null)
        {
            writer.Dispose();
            writer = null;
            File.Delete(unfinished);
        }
    }

    private CsvWriter Begin()
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!); // never a root: the path ends in rejects/NAME
        var begun = CsvWriter.ToFile(unfinished, Options);
        begun.WriteHeader("row", "line", "id", "reason", "column", "value", "detail");
        return begun;
    }
}
