using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace TaskManager.Tests.Benchmarks;

/// <summary>The demo city with many tasks, put straight into its SQLite file, and the service running on it.</summary>
internal sealed class SeededCity : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("taskmanager-bench-");
    private readonly string program;
    private Process? service;

    private SeededCity(string root) =>
        program = Path.Combine(root, "Dispatcher", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "TaskManager.Dispatcher.dll");

    public HttpClient Http { get; private set; } = new();

    public int ProcessId => service!.Id;

    /// <summary>Numbers of some of the tasks.</summary>
    public List<string> Numbers { get; } = [];

    public List<string> Units { get; private set; } = [];

    public static async Task<SeededCity> StartAsync(string root, int tasks)
    {
        var city = new SeededCity(root);
        await city.ServeAsync();
        await city.StopAsync();
        var watch = Stopwatch.StartNew();
        city.Seed(tasks);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{tasks:N0} tasks of 13 months, seeded in {watch.Elapsed.TotalSeconds:N0} s; the file has {new FileInfo(city.File).Length / 1e6:N0} MB"));
        await city.ServeAsync();
        return city;
    }

    public async Task<string> TokenAsync(string role, string name, string? member = null)
    {
        string[] arguments = [program, "token", "--role", role, "--name", name, "--data", folder.FullName, .. member is null ? (string[])[] : ["--member", member]];
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true, UseShellExecute = false })!;
        var token = (await process.StandardOutput.ReadToEndAsync()).Trim();
        await process.WaitForExitAsync();
        return token;
    }

    /// <summary>CPU seconds of the service so far: fields 14 and 15 of its stat, in hundredths of a second.</summary>
    public double CpuSeconds()
    {
        var stat = System.IO.File.ReadAllText($"/proc/{ProcessId}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture)) / 100;
    }

    public double Megabytes() => Process.GetProcessById(ProcessId).WorkingSet64 / 1e6;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Http.Dispose();
        folder.Delete(recursive: true);
    }

    private string File => Path.Combine(folder.FullName, "taskmanager.db");

    private async Task ServeAsync()
    {
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder.FullName]) { RedirectStandardOutput = true, UseShellExecute = false };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        service = Process.Start(start)!;
        while (await service.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Contains("Web page", StringComparison.Ordinal))
            {
                Http.Dispose();
                Http = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 2_000, AllowAutoRedirect = false }) { BaseAddress = new Uri(line.Trim().Split(' ')[^1]), Timeout = TimeSpan.FromMinutes(5) };
            }

            if (line.Contains("Stop with", StringComparison.Ordinal))
            {
                _ = service.StandardOutput.ReadToEndAsync(); // a full pipe would stop it
                return;
            }
        }

        throw new InvalidOperationException("The service did not start.");
    }

    private async Task StopAsync()
    {
        if (service is { HasExited: false })
        {
            using var end = Process.Start("kill", ["-TERM", service.Id.ToString(CultureInfo.InvariantCulture)]);
            await service.WaitForExitAsync();
        }
    }

    private void Seed(int count)
    {
        using var connection = new SqliteConnection($"Data Source={File};Pooling=False");
        connection.Open();
        Run(connection, "PRAGMA synchronous = OFF");
        Units = Texts(connection, "SELECT code FROM org_unit ORDER BY code");
        var (duties, grids, members) = (Texts(connection, "SELECT code FROM duty WHERE is_newest = 1"), Texts(connection, "SELECT code FROM grid"), Texts(connection, "SELECT code FROM member"));
        string[] channels = ["12345", "grid", "app", "window", "data"];
        var random = new Random(1);
        var now = TimeProvider.System.GetUtcNow();
        var first = now - TimeSpan.FromDays(395);
        using var transaction = connection.BeginTransaction();
        using var matter = Prepare(connection, "INSERT INTO matter (id, source, duty, duty_version, subject, channel, grid, parameters, issued_at) VALUES ($0, 'bench', $1, 1, $2, $3, $4, '{}', $5)", 6);
        using var task = Prepare(connection, "INSERT INTO task (id, number, matter_id, duty, duty_version, step, unit, channel, grid, member, state, issued_at, deadline_at, accepted_at, submitted_at, closed_at, closed_automatically, revision) VALUES ($0, $1, $2, $3, 1, 'do', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 3)", 15);
        var (day, inDay) = ("", 0);
        for (var i = 0; i < count; i++)
        {
            var issued = first + TimeSpan.FromTicks((now - first).Ticks / count * i);
            var today = issued.ToOffset(TimeSpan.FromHours(8)).ToString("yyyyMMdd", CultureInfo.InvariantCulture);
            (day, inDay) = today == day ? (day, inDay + 1) : (today, 1);
            var number = $"RW{day}-{inDay:000000}";
            var at = issued.ToUnixTimeMilliseconds();
            var took = (long)(Math.Exp(random.NextDouble() * 9) * 120_000); // minutes to eleven days
            var closed = at + took <= now.ToUnixTimeMilliseconds() && random.Next(1_000) > 2 ? at + took : (long?)null;
            var deadline = random.Next(10) is 0 ? (long?)null : at + (random.Next(1, 15) * 86_400_000L);
            var (duty, channel, grid) = (duties[random.Next(duties.Count)], channels[random.Next(channels.Length)], grids[random.Next(grids.Count)]);
            var ids = (Guid.CreateVersion7(issued).ToByteArray(bigEndian: true), Guid.CreateVersion7(issued).ToByteArray(bigEndian: true));
            Run(matter, ids.Item1, duty, "事项", channel, grid, at);
            Run(task, ids.Item2, number, ids.Item1, duty, Units[random.Next(Units.Count)], channel, grid, members[random.Next(members.Count)], closed is null ? "Assigned" : "Closed", at, deadline, closed, closed, closed, closed is null ? null : random.Next(2));
            if (i % (1 + (count / 300)) is 0)
            {
                Numbers.Add(number);
            }
        }

        // Numbers of today are taken from here on.
        Run(connection, $"INSERT INTO task_number (day, last) VALUES ('{day}', {inDay}) ON CONFLICT (day) DO UPDATE SET last = excluded.last");
        transaction.Commit();
    }

    private static SqliteCommand Prepare(SqliteConnection connection, string sql, int parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // texts of this file
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < parameters; i++)
        {
            command.Parameters.Add(new SqliteParameter($"${i}", null));
        }

        return command;
    }

    private static void Run(SqliteCommand command, params object?[] values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        command.ExecuteNonQuery();
    }

    private static List<string> Texts(SqliteConnection connection, string sql)
    {
        using var command = Prepare(connection, sql, 0);
        using var reader = command.ExecuteReader();
        var texts = new List<string>();
        while (reader.Read())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}
