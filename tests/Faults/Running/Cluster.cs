using System.Diagnostics;
using System.Globalization;
using System.Net;
using Npgsql;
using RabbitMQ.Client;

namespace TaskManager.Tests.Faults.Running;

/// <summary>
/// A cluster of the test's own: three brokers, PostgreSQL and Redis by <c>deploy/local</c>, Dispatchers and Workers as
/// processes of the test, so that each can be killed and started again.
/// </summary>
internal sealed class Cluster : IAsyncDisposable
{
    private const string Lanes = "city,civil-affairs,emergency,hotline,housing,market-supervision,public-security";

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"taskmanager-faults-{Guid.CreateVersion7():N}");
    private readonly TemporaryFolder data = new();
    private readonly Dictionary<string, Service> dispatchers = [];
    private readonly Dictionary<string, Process> workers = [];

    /// <summary>The settings every process of the cluster has.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; private set; } = new Dictionary<string, string>();

    public string Token { get; private set; } = "";

    public IReadOnlyCollection<Service> Dispatchers => dispatchers.Values;

    public static async Task<Cluster> StartAsync()
    {
        var cluster = new Cluster();
        await cluster.UpAsync("--brokers", "3", "--port-base", "free");
        cluster.Settings = File.ReadLines(Path.Combine(cluster.folder, "cluster.env"))
            .Where(line => line.Contains('=', StringComparison.Ordinal) && !line.StartsWith('#'))
            .Select(line => line.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1].Trim('\''));
        await cluster.StartDispatcherAsync("a");
        await cluster.StartDispatcherAsync("b");
        cluster.Token = await cluster.dispatchers["a"].TokenAsync("committee");
        foreach (var name in (string[])["1", "2", "3"])
        {
            cluster.StartWorker(name);
        }

        return cluster;
    }

    public string DataOf(string name) => data.Of(name);

    public async Task StartDispatcherAsync(string name) => dispatchers[name] = await Service.StartAsync(data.Of(name), Settings);

    public async Task KillDispatcherAsync(string name)
    {
        await dispatchers[name].KillAsync();
        await dispatchers[name].DisposeAsync();
        await StartDispatcherAsync(name);
    }

    public async Task KillWorkerAsync(string name)
    {
        await EndAsync(workers[name]);
        StartWorker(name);
    }

    /// <summary>kill -9 of a server; <c>deploy/local/up</c> starts what has died.</summary>
    public Task KillServerAsync(string part)
    {
        Process.GetProcessById(int.Parse(File.ReadAllText(Path.Combine(folder, "pids", part)), CultureInfo.InvariantCulture)).Kill();
        return UpAsync();
    }

    /// <summary>kill -9 of one of PostgreSQL's backends: the server ends all others and recovers.</summary>
    public async Task KillBackendAsync()
    {
        var pid = int.Parse((await RowsAsync("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY state = 'active' DESC LIMIT 1"))[0], CultureInfo.InvariantCulture);
        Process.GetProcessById(pid).Kill();
    }

    /// <summary>FLUSHALL; a Redis that is just coming back after being killed is asked again until it answers.</summary>
    public async Task FlushRedisAsync()
    {
        var (address, password) = (Settings["Live__ConnectionString"].Split(',')[0], Settings["Live__ConnectionString"].Split("password=")[1]);
        await Until.AnswerAsync(
            () => TryRunAsync("redis-cli", ["-h", address.Split(':')[0], "-p", address.Split(':')[1], "FLUSHALL"], ("REDISCLI_AUTH", password)),
            answer => answer == "OK",
            "OK of FLUSHALL");
    }

    /// <summary>Puts something no Worker understands into a lane.</summary>
    public async Task PoisonAsync(string queue, params string[] bodies)
    {
        var hosts = Settings["Bus__Hosts"].Split(',').Select(host => new AmqpTcpEndpoint(host.Split(':')[0], int.Parse(host.Split(':')[1], CultureInfo.InvariantCulture))).ToList();
        var factory = new ConnectionFactory { VirtualHost = Settings["Bus__VirtualHost"], UserName = Settings["Bus__User"], Password = Settings["Bus__Password"] };
        await using var connection = await factory.CreateConnectionAsync(hosts);
        await using var channel = await connection.CreateChannelAsync(new CreateChannelOptions(publisherConfirmationsEnabled: true, publisherConfirmationTrackingEnabled: true));
        foreach (var body in bodies)
        {
            await channel.BasicPublishAsync("", queue, mandatory: true, new BasicProperties { MessageId = Guid.CreateVersion7().ToString(), Persistent = true, ContentType = "application/json" }, System.Text.Encoding.UTF8.GetBytes(body));
        }
    }

    /// <summary>The first column of a query's rows. A server that is just away is asked again.</summary>
    public async Task<IReadOnlyList<string>> RowsAsync(string sql)
    {
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(Settings["Storage__ConnectionString"] + ";Pooling=false;Timeout=5");
                await connection.OpenAsync(TestContext.Current.CancellationToken);
                await using var command = new NpgsqlCommand(sql, connection);
                await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
                var rows = new List<string>();
                while (await reader.ReadAsync(TestContext.Current.CancellationToken))
                {
                    rows.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
                }

                return rows;
            }
            catch (NpgsqlException e) when (e.IsTransient || e is PostgresException { SqlState: "57P03" or "57P02" or "57P01" })
            {
                await Task.Yield();
            }
        }
    }

    public async Task<long> CountAsync(string sql) => long.Parse((await RowsAsync(sql))[0], CultureInfo.InvariantCulture);

    public async Task<Finished> VerbAsync(params string[] arguments) => await EndToEnd.Running.Dispatcher.RunAsync(Settings, [.. arguments, "--data", data.Of("verbs")]);

    /// <summary>An answer of some Dispatcher; a killed one is passed over. Null: none has answered.</summary>
    public async Task<Answer?> TryAsync(Func<Service, Task<Answer>> ask, int first)
    {
        var all = dispatchers.Values.ToList();
        try
        {
            return await ask(all[first % all.Count]);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or TaskCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var dispatcher in dispatchers.Values)
        {
            await dispatcher.DisposeAsync();
        }

        foreach (var worker in workers.Values)
        {
            await EndAsync(worker);
        }

        await RunAsync(Repository.Of("deploy", "local", "down"), ["--data", folder, "--purge"]);
        data.Dispose();
    }

    private void StartWorker(string name)
    {
        var process = EndToEnd.Running.Dispatcher.StartWorker(new Dictionary<string, string>(Settings)
        {
            ["Worker__Name"] = $"worker-{name}",
            ["Worker__Lanes"] = Lanes + ",root",
            ["Worker__Checks"] = Repository.Of("deploy", "workers", "haian", "checks.yaml"),
        });
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine(); // a full pipe would stop it
        process.BeginErrorReadLine();
        workers[name] = process;
    }

    private static async Task EndAsync(Process process)
    {
        if (!process.HasExited)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
        }

        process.Dispose();
    }

    private Task UpAsync(params string[] more) => RunAsync(Repository.Of("deploy", "local", "up"), ["--servers-only", "--data", folder, .. more]);

    private static async Task RunAsync(string program, IEnumerable<string> arguments)
    {
        var (code, said) = await FinishAsync(program, arguments);
        code.ShouldBe(0, $"{Path.GetFileName(program)}: {said}");
    }

    /// <returns>What the program printed, whether it succeeded or not.</returns>
    private static async Task<string> TryRunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment) =>
        (await FinishAsync(program, arguments, environment)).Said.Trim();

    private static async Task<(int Code, string Said)> FinishAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, $"{await errors}{await output}");
    }
}
