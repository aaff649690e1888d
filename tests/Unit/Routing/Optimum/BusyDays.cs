using System.Globalization;
using System.IO.Compression;
using TaskManager.Dispatcher.Routing.Optimum;

namespace TaskManager.Tests.Unit.Routing.Optimum;

/// <summary>
/// The busiest days of the Boston file as problems: the cases opened that day at their places; for each queue, members drawn at places of
/// its earlier cases, a few of them too few. A way costs its metres, a full load two kilometres.
/// </summary>
internal static class BusyDays
{
    private const int CandidatesMax = 12;
    private const double FullLoadMetres = 2_000;
    private const long DeskMetres = 1_000_000;

    public static List<AssignmentProblem> Of(string path, int days)
    {
        var cases = Cases(path).OrderBy(each => each.Opened).ToList();
        return [.. cases.GroupBy(each => each.Opened.Date).OrderByDescending(day => day.Count()).ThenBy(day => day.Key).Take(days).Select(day => Problem(day.Key, [.. day], cases))];
    }

    private static AssignmentProblem Problem(DateTime day, List<Case> opened, List<Case> all)
    {
        var random = new Random(day.DayOfYear);
        var (homes, free, ofQueue) = (new List<Case>(), new List<int>(), new Dictionary<string, List<int>>());
        foreach (var queue in opened.GroupBy(each => each.Queue).OrderBy(queue => queue.Key, StringComparer.Ordinal))
        {
            var earlier = all.Where(each => each.Queue == queue.Key && each.Opened.Date < day).ToList();
            var members = ofQueue[queue.Key] = [];
            for (var i = 0; i <= queue.Count() / 6 && earlier.Count > 0; i++)
            {
                members.Add(homes.Count);
                homes.Add(earlier[random.Next(earlier.Count)]);
                free.Add(random.Next(2, 10));
            }
        }

        var candidates = opened.ConvertAll(task => ofQueue[task.Queue].Select(member => (member, Metres(task, homes[member]))).OrderBy(each => each.Item2).Take(CandidatesMax).ToArray());
        return AnyProblem.Of(
            candidates,
            [.. opened.Select(_ => DeskMetres)],
            [.. free],
            [.. free.Select(most => (long)(FullLoadMetres / most / 2))],
            [.. free.Select(most => (long)(FullLoadMetres / most))]);
    }

    private static long Metres(Case one, Case other) =>
        (long)(111_320 * double.Hypot(one.Latitude - other.Latitude, (one.Longitude - other.Longitude) * Math.Cos(one.Latitude * Math.PI / 180)));

    private static IEnumerable<Case> Cases(string path)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        var header = Fields(reader.ReadLine()!);
        var (opened, queue, latitude, longitude) = (header.IndexOf("open_dt"), header.IndexOf("queue"), header.IndexOf("latitude"), header.IndexOf("longitude"));
        while (reader.ReadLine() is { } line)
        {
            var fields = Fields(line);
            if (fields.Count == header.Count
                && double.TryParse(fields[latitude], CultureInfo.InvariantCulture, out var north)
                && double.TryParse(fields[longitude], CultureInfo.InvariantCulture, out var east)
                && DateTime.TryParse(fields[opened], CultureInfo.InvariantCulture, out var at))
            {
                yield return new Case(at, fields[queue], north, east);
            }
        }
    }

    private static List<string> Fields(string line)
    {
        var (fields, start, quoted) = (new List<string>(), 0, false);
        for (var i = 0; i <= line.Length; i++)
        {
            if (i == line.Length || (line[i] is ',' && !quoted))
            {
                fields.Add(line[start..i]);
                start = i + 1;
            }
            else if (line[i] is '"')
            {
                quoted = !quoted;
            }
        }

        return fields;
    }

    private sealed record Case(DateTime Opened, string Queue, double Latitude, double Longitude);
}
