using System.Diagnostics;
using System.Globalization;

namespace TaskManager.Dispatcher.Bench;

/// <summary>What processes of this machine have used so far, as /proc says.</summary>
internal static class ProcessUse
{
    /// <summary>Servers are known by their name: all processes of it on this machine are counted, so nothing else may use them meanwhile.</summary>
    private static readonly Dictionary<string, string> Servers = new()
    {
        ["postgres"] = "PostgreSQL",
        ["beam.smp"] = "RabbitMQ",
        ["redis-server"] = "Redis",
    };

    /// <summary>CPU seconds by process.</summary>
    /// <param name="own">Processes of the service by what they are called.</param>
    /// <param name="withServers">Whether the servers work for it; they are found.</param>
    public static IReadOnlyDictionary<string, double> CpuSeconds(IReadOnlyDictionary<string, Process> own, bool withServers)
    {
        var seconds = own.ToDictionary(each => each.Key, each => Read(each.Value.Id)?.CpuSeconds ?? 0);
        foreach (var folder in withServers ? Directory.EnumerateDirectories("/proc") : [])
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out var id) && Read(id) is { } process && Servers.TryGetValue(process.Name, out var server))
            {
                seconds[server] = seconds.GetValueOrDefault(server) + process.CpuSeconds;
            }
        }

        return seconds;
    }

    /// <summary>Most memory a process ever had resident, in megabytes.</summary>
    public static double PeakMegabytes(Process process)
    {
        var line = File.ReadLines($"/proc/{process.Id}/status").First(each => each.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    /// <summary>Name, and fields 14 and 15 of stat, in hundredths of a second; null: it is gone. Of a child that has ended, its parent's fields 16 and 17 tell.</summary>
    private static (string Name, double CpuSeconds)? Read(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (open, close) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var fields = stat[(close + 2)..].Split(' '); // begins with field 3
            return (stat[(open + 1)..close], (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
