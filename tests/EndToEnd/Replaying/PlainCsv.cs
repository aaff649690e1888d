using System.IO.Compression;
using System.Text;

namespace TaskManager.Tests.EndToEnd.Replaying;

/// <summary>A CSV file as a list of rows by column name. Small and slow, and written apart from the product's reader on purpose.</summary>
internal static class PlainCsv
{
    public static List<Dictionary<string, string>> Read(string path)
    {
        using Stream file = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(File.OpenRead(path), CompressionMode.Decompress)
            : File.OpenRead(path);
        using var reader = new StreamReader(file, Encoding.UTF8);
        return Parse(reader.ReadToEnd());
    }

    public static List<Dictionary<string, string>> Parse(string text)
    {
        var lines = Cells(text);
        var header = lines[0];
        return lines.Skip(1)
            .Where(line => line.Count > 1 || line[0].Length > 0)
            .Select(line => header.Select((name, i) => (name, cell: i < line.Count ? line[i].Trim() : "")).ToDictionary(each => each.name, each => each.cell))
            .ToList();
    }

    public static string Write(IReadOnlyList<string> header, IEnumerable<IReadOnlyDictionary<string, string>> rows)
    {
        var text = new StringBuilder().AppendJoin(',', header.Select(Quoted)).Append('\n');
        foreach (var row in rows)
        {
            text.AppendJoin(',', header.Select(name => Quoted(row[name]))).Append('\n');
        }

        return text.ToString();
    }

    private static string Quoted(string cell) => $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static List<List<string>> Cells(string text)
    {
        var lines = new List<List<string>>();
        var line = new List<string>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '"' when quoted && i + 1 < text.Length && text[i + 1] == '"':
                    cell.Append('"');
                    i++;
                    break;
                case '"':
                    quoted = !quoted;
                    break;
                case ',' when !quoted:
                    line.Add(cell.ToString());
                    cell.Clear();
                    break;
                case '\r' when !quoted:
                    break;
                case '\n' when !quoted:
                    line.Add(cell.ToString());
                    cell.Clear();
                    lines.Add(line);
                    line = [];
                    break;
                case var other:
                    cell.Append(other);
                    break;
            }
        }

        if (cell.Length > 0 || line.Count > 0)
        {
            line.Add(cell.ToString());
            lines.Add(line);
        }

        return lines;
    }
}
