using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.Faults;

/// <summary>
/// A city's history moves in through a cluster of two Dispatchers, three Workers and three brokers, while every part of it is
/// killed in turn; then everything must be as if nothing had happened.
/// </summary>
public class KillingTests
{
    private const int PoisonedMessages = 3;

    private static readonly Lazy<string> Boston = new(() => Repository.Data("boston311/boston311_2011H2_dev.csv.gz"));

    [Fact]
    public async Task Whatever_is_killed_nothing_is_lost_and_nothing_is_done_twice()
    {
        using var alone = new TemporaryFolder();
        var expected = (await Dispatcher.ReplayAsync(Boston.Value, Dispatcher.ShippedMapping("boston311"), alone.Of("data"))).ShouldSucceed().Json;

        await using var cluster = await Cluster.StartAsync();
        await cluster.PoisonAsync("lane.market-supervision", "{ this is no JSON", "{\"lane\":null}", "[]");
        using var asking = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var client = AskAsync(cluster, asking.Token);
        var importing = ImportAsync(cluster);

        var faults = new (string Name, Func<Task> Do)[]
        {
            ("a Dispatcher", () => cluster.KillDispatcherAsync("a")),
            ("a Worker", () => cluster.KillWorkerAsync("1")),
            ("a broker", () => cluster.KillServerAsync("rabbitmq-2")),
            ("a backend of PostgreSQL", cluster.KillBackendAsync),
            ("the other Dispatcher", () => cluster.KillDispatcherAsync("b")),
            ("Redis", () => cluster.KillServerAsync("redis")),
            ("a second Worker", () => cluster.KillWorkerAsync("2")),
            ("everything in Redis", cluster.FlushRedisAsync),
            ("the third Worker", () => cluster.KillWorkerAsync("3")),
            ("a backend again", cluster.KillBackendAsync),
        };
        for (var i = 0; i < faults.Length; i++)
        {
            // Each as soon as another eleventh of the changes is in the journal.
            var from = 79_303L * (i + 1) / (faults.Length + 2);
            await Until.AnswerAsync(() => cluster.CountAsync("SELECT seq FROM journal_head"), seq => seq >= from || importing.IsCompleted, $"journal row {from} before killing {faults[i].Name}");
            importing.IsCompleted.ShouldBeFalse($"the import must not be over before {faults[i].Name} is killed");
            await faults[i].Do();
        }

        var healed = Stopwatch.StartNew();
        var imported = await importing;
        await asking.CancelAsync();
        var keys = await client;

        // The outbox empties, and nothing is missing or double.
        await Until.AnswerAsync(() => cluster.CountAsync("SELECT COUNT(*) FROM outbox"), waiting => waiting is 0, "an empty outbox");
        var accepted = imported.GetProperty("source");
        (accepted.GetProperty("accepted").GetInt64() + accepted.GetProperty("duplicates").GetInt64()).ShouldBe(40_845);
        (await cluster.CountAsync("SELECT COUNT(*) FROM matter WHERE source = 'boston311'")).ShouldBe(40_845);
        (await cluster.RowsAsync("SELECT encode(task_id, 'hex') FROM journal WHERE path LIKE '%>Closed' GROUP BY task_id HAVING COUNT(*) > 1")).ShouldBeEmpty("closed twice");
        (await cluster.VerbAsync("verify-journal")).ShouldSucceed();

        // Every request that was answered exists once, and so does every one whose answer was lost.
        keys.ShouldBeGreaterThan(10, "the client must have asked");
        (await cluster.CountAsync("SELECT COUNT(*) FROM matter WHERE source LIKE 'api:%'")).ShouldBe(keys);

        // The dead letters are the poison, exactly.
        await Until.AnswerAsync(() => cluster.CountAsync("SELECT COUNT(*) FROM dead_letter"), dead => dead >= PoisonedMessages, "the poison among the dead letters");
        (await cluster.CountAsync("SELECT COUNT(*) FROM dead_letter")).ShouldBe(PoisonedMessages);

        // The figures are those of one process alone; the client's own matters are left out by the instant.
        var report = (await cluster.VerbAsync("report", "--json", "--as-of", expected.GetProperty("asOf").GetString()!)).ShouldSucceed().Json;
        FiguresOf(report).ShouldBe(FiguresOf(expected));

        // The city as it is now is the database's again within 30 s, and answers are quick.
        var open = await cluster.CountAsync("SELECT COUNT(*) FROM task WHERE closed_at IS NULL AND cancelled_at IS NULL");
        foreach (var dispatcher in cluster.Dispatchers)
        {
            await Until.AnswerAsync(
                async () => (await dispatcher.GetAsync("api/v1/live", cluster.Token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("open").GetProperty("tasks").GetInt64(),
                all => all == open,
                $"{open} open tasks in the live state");
            (await dispatcher.GetAsync("health/ready", null)).Status.ShouldBe(HttpStatusCode.OK);
        }

        (await SlowestAsync(cluster)).ShouldBeLessThan(TimeSpan.FromSeconds(1), "p99 after healing");
        TestContext.Current.SendDiagnosticMessage($"Healed and checked {healed.Elapsed.TotalSeconds:0} s after the last fault; {keys} requests of a client meanwhile.");
    }

    /// <summary>The import as an operator does it: when the connection or the process fails, the same command again.</summary>
    private static async Task<JsonElement> ImportAsync(Cluster cluster)
    {
        for (var i = 1; ; i++)
        {
            var run = await Dispatcher.RunAsync(cluster.Settings, "replay", Boston.Value, "--mapping", Dispatcher.ShippedMapping("boston311"), "--data", cluster.DataOf("import"), "--create-missing", "--json");
            if (run.ExitCode is 0)
            {
                return run.Json;
            }

            i.ShouldBeLessThan(5, run.Errors);
        }
    }

    /// <summary>Issues matters through whichever Dispatcher answers, each until it is answered, with a key so that it may ask again.</summary>
    /// <returns>How many were answered.</returns>
    private static async Task<int> AskAsync(Cluster cluster, CancellationToken stop)
    {
        var answered = 0;
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        while (!stop.IsCancellationRequested)
        {
            var key = $"key-{answered}";
            for (var tries = answered; ; tries++)
            {
                var answer = await cluster.TryAsync(dispatcher => dispatcher.PostAsync("api/v1/matters", cluster.Token, new { duty = "food-licence-check", subject = key, parameters = new { licence = "JY4101" } }, key), tries);
                if (answer?.Status is HttpStatusCode.Created)
                {
                    answered++;
                    break;
                }

                (answer?.Status is null or HttpStatusCode.ServiceUnavailable or HttpStatusCode.InternalServerError).ShouldBeTrue(answer?.Body);
                await pace.WaitForNextTickAsync(CancellationToken.None);
            }

            await pace.WaitForNextTickAsync(CancellationToken.None);
        }

        return answered;
    }

    private static async Task<TimeSpan> SlowestAsync(Cluster cluster)
    {
        var took = new List<TimeSpan>();
        for (var i = 0; i < 200; i++)
        {
            var clock = Stopwatch.StartNew();
            (await cluster.TryAsync(dispatcher => dispatcher.GetAsync("api/v1/tasks?limit=20", cluster.Token), i))!.ShouldBe(HttpStatusCode.OK);
            took.Add(clock.Elapsed);
        }

        return took.Order().ElementAt(197);
    }

    private static string FiguresOf(JsonElement printed) =>
        string.Join('\n', ((string[])["asOf", "overall", "byDuty", "byUnit", "byChannel"]).Select(name => printed.GetProperty(name).GetRawText()));
}
