using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;

namespace TaskManager.Tests.Common;

/// <summary>How a program reaches a virtual host of the broker.</summary>
public sealed record BusAccess(string Hosts, string VirtualHost, string User, string Password)
{
    /// <summary>The same as settings of a program.</summary>
    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Bus:Transport"] = "rabbitmq",
        ["Bus:Hosts"] = Hosts,
        ["Bus:VirtualHost"] = VirtualHost,
        ["Bus:User"] = User,
        ["Bus:Password"] = Password,
    };
}

/// <summary>
/// PostgreSQL, RabbitMQ and Redis for the tests: one set for an assembly, and a database, virtual host or key space of its own for whoever asks.
/// Register it with <c>[assembly: AssemblyFixture(typeof(Servers))]</c> and take it as a constructor parameter or from <see cref="CurrentAsync"/>.
/// Nothing starts before the first question. TASKMANAGER_SERVERS names the folder of servers that run already (<c>deploy/local/up</c>); those are left running.
/// </summary>
public sealed class Servers : IAsyncDisposable
{
    /// <summary>A virtual host costs a second by itself and little more in company.</summary>
    private const int VirtualHostsAtOnce = 8;

    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(3);

    private readonly Lazy<Task<Running>> running = new(StartAsync);
    private readonly Lock door = new();
    private readonly List<string> databases = [];
    private readonly List<string> virtualHosts = [];
    private readonly SemaphoreSlim virtualHostDoor = new(1);
    private readonly Queue<string> virtualHostsMade = [];

    /// <summary>The servers of this assembly.</summary>
    public static async Task<Servers> CurrentAsync() =>
        await TestContext.Current.GetFixture<Servers>() ?? throw new InvalidOperationException("The test project lacks [assembly: AssemblyFixture(typeof(Servers))].");

    /// <summary>The servers, started if nobody has asked before.</summary>
    public Task<Running> RunningAsync() => running.Value;

    /// <summary>An empty PostgreSQL database; its connection string in Npgsql's form.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        var servers = await running.Value;
        var name = NewName();
        await servers.SqlAsync($"CREATE DATABASE \"{name}\" OWNER taskmanager TEMPLATE template0");
        lock (door)
        {
            databases.Add(name);
        }

        return $"Host=127.0.0.1;Port={servers.PostgresPort};Database={name};Username=taskmanager;Password={servers.Secret("taskmanager")}";
    }

    /// <summary>An empty virtual host with the policy of the product; access as the Dispatcher.</summary>
    public async Task<BusAccess> NewVirtualHostAsync()
    {
        var servers = await running.Value;
        await virtualHostDoor.WaitAsync();
        try
        {
            if (virtualHostsMade.Count is 0)
            {
                await MakeVirtualHostsAsync(servers);
            }

            return new BusAccess(servers.BusHosts, virtualHostsMade.Dequeue(), "dispatcher", servers.Secret("dispatcher"));
        }
        finally
        {
            virtualHostDoor.Release();
        }
    }

    /// <summary>The same virtual host as the Worker of one lane of the demo city sees it: it may read this lane only.</summary>
    public async Task<BusAccess> AsWorkerAsync(BusAccess bus, string lane)
    {
        var servers = await running.Value;
        return bus with { User = $"worker.{lane}", Password = servers.Secret($"worker.{lane}") };
    }

    /// <summary>
    /// A connection string of StackExchange.Redis with a database and a channel prefix of its own: FLUSHDB is harmless to others.
    /// FLUSHALL is not, and belongs on a cluster of the test's own.
    /// </summary>
    public async Task<string> NewRedisAsync()
    {
        var servers = await running.Value;
        var taken = await servers.RedisAsync("INCR", "tests:databases");
        // Database 0 is that of the cluster itself and of this count. After 499 the first ones are used again, empty.
        var number = ((int.Parse(taken, CultureInfo.InvariantCulture) - 1) % 499) + 1;
        await servers.RedisAsync("-n", number.ToString(CultureInfo.InvariantCulture), "FLUSHDB");
        return $"127.0.0.1:{servers.RedisPort},password={servers.Secret("redis")},defaultDatabase={number},channelPrefix=test-{number}:";
    }

    public async ValueTask DisposeAsync()
    {
        if (!running.IsValueCreated)
        {
            return;
        }

        var servers = await running.Value;
        if (servers.AreOurs)
        {
            await RunAsync(Repository.Of("deploy", "local", "down"), ["--data", servers.Folder, "--purge"]);
            return;
        }

        foreach (var database in databases)
        {
            await servers.SqlAsync($"DROP DATABASE \"{database}\" WITH (FORCE)");
        }

        if (virtualHosts.Count > 0)
        {
            var names = string.Join(',', virtualHosts.Select(name => $"<<\"{name}\">>"));
            await servers.RabbitAsync("eval", $"[rabbit_vhost:delete(Name, <<\"tests\">>) || Name <- [{names}]].");
        }
    }

    private static async Task<Running> StartAsync()
    {
        if (Environment.GetEnvironmentVariable("TASKMANAGER_SERVERS") is { Length: > 0 } named)
        {
            return new Running(Path.GetFullPath(named), AreOurs: false);
        }

        // Not inside a folder for temporary files of ours: PostgreSQL's account must be able to pass.
        var folder = Path.Combine(Path.GetTempPath(), $"taskmanager-{NewName()}");
        await RunAsync(Repository.Of("deploy", "local", "up"), ["--servers-only", "--data", folder, "--port-base", "free"]);
        return new Running(folder, AreOurs: true);
    }

    private async Task MakeVirtualHostsAsync(Running servers)
    {
        var names = Enumerable.Range(0, VirtualHostsAtOnce).Select(_ => NewName()).ToList();
        virtualHosts.AddRange(names);
        await RunAsync(
            Repository.Of("deploy", "rabbitmq", "setup"),
            ["--passwords", Path.Combine(servers.Folder, "secrets"), .. names.SelectMany(name => new[] { "--vhost", name }), .. servers.Lanes],
            ("RABBITMQCTL", $"{Repository.Of("deploy", "local", "rabbitmqctl")} --data {servers.Folder}"));
        names.ForEach(virtualHostsMade.Enqueue);
    }

    private static string NewName() => $"test-{RandomNumberGenerator.GetHexString(12, lowercase: true)}";

    private static async Task<string> RunAsync(string program, IEnumerable<string> arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        using var cancel = new CancellationTokenSource(Longest);
        var output = process.StandardOutput.ReadToEndAsync(cancel.Token);
        var errors = process.StandardError.ReadToEndAsync(cancel.Token);
        await process.WaitForExitAsync(cancel.Token);
        return process.ExitCode is 0
            ? (await output).Trim()
            : throw new InvalidOperationException($"{Path.GetFileName(program)} ended with {process.ExitCode}: {await errors}{await output}");
    }

    /// <summary>Servers that run in a folder.</summary>
    /// <param name="Folder">Where <c>deploy/local/up</c> put them.</param>
    /// <param name="AreOurs">Whether they were started for this assembly and end with it.</param>
    public sealed record Running(string Folder, bool AreOurs)
    {
        private readonly IReadOnlyDictionary<string, int> settings = File.ReadLines(Path.Combine(Folder, "cluster.conf"))
            .Select(line => line.Split('='))
            .ToDictionary(pair => pair[0], pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

        public int PostgresPort => settings["PORT_BASE"] + 30;

        public int RedisPort => settings["PORT_BASE"] + 31;

        /// <summary>One for each broker, <c>rabbitmq-1</c> first.</summary>
        public IReadOnlyList<int> BrokerPorts => [.. Enumerable.Range(settings["PORT_BASE"] + 41, settings["BROKERS"])];

        public string BusHosts => string.Join(',', BrokerPorts.Select(port => $"127.0.0.1:{port}"));

        /// <summary>The lanes that have a Worker's user.</summary>
        public IReadOnlyList<string> Lanes => [.. Directory.GetFiles(Path.Combine(Folder, "secrets"), "worker.*").Select(file => Path.GetFileName(file)["worker.".Length..])];

        /// <summary>A password: of <c>postgres</c> (may do everything), <c>taskmanager</c>, <c>redis</c>, <c>dispatcher</c> or a Worker's user.</summary>
        public string Secret(string name) => File.ReadAllText(Path.Combine(Folder, "secrets", name)).Trim();

        /// <summary>The process of a part, for example <c>rabbitmq-2</c>.</summary>
        public int ProcessId(string part) => int.Parse(File.ReadAllText(Path.Combine(Folder, "pids", part)), CultureInfo.InvariantCulture);

        /// <summary>Runs a statement as PostgreSQL's superuser; rows as text.</summary>
        public Task<string> SqlAsync(string sql) =>
            RunAsync("psql", ["-h", "127.0.0.1", "-p", $"{PostgresPort}", "-U", "postgres", "-d", "postgres", "-qAtX", "-v", "ON_ERROR_STOP=1", "-c", sql], ("PGPASSWORD", Secret("postgres")));

        /// <summary>Runs a command of rabbitmqctl on a broker that runs.</summary>
        public Task<string> RabbitAsync(params string[] command) =>
            RunAsync(Repository.Of("deploy", "local", "rabbitmqctl"), ["--data", Folder, "--quiet", .. command]);

        public Task<string> RedisAsync(params string[] command) => RunAsync("redis-cli", ["-p", $"{RedisPort}", .. command], ("REDISCLI_AUTH", Secret("redis")));
    }
}
