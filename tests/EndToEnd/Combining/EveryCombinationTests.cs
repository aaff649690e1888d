using System.Net;
using TaskManager.Tests.EndToEnd.Serving;

namespace TaskManager.Tests.EndToEnd.Combining;

/// <summary>One code path, chosen by settings: what must be so is so on every database, bus and live state together.</summary>
public class EveryCombinationTests(Servers servers)
{
    private const string Lanes = "city,civil-affairs,emergency,hotline,housing,market-supervision,public-security";

    public static MatrixTheoryData<Storage, Bus, Live> Combinations => new(Enum.GetValues<Storage>(), Enum.GetValues<Bus>(), Enum.GetValues<Live>());

    [Theory]
    [MemberData(nameof(Combinations))]
    public async Task Work_goes_through_survives_a_kill_and_is_counted(Storage storage, Bus bus, Live live)
    {
        using var folder = new TemporaryFolder();
        var settings = await SettingsAsync(storage, bus, live);
        var first = await Service.StartAsync(folder.Of("data"), settings);
        await using var firstEnds = first;
        using var worker = bus is Bus.RabbitMq ? Dispatcher.StartWorker(new Dictionary<string, string>(settings) { ["Worker__Lanes"] = Lanes, ["Worker__Checks"] = Repository.Of("deploy", "workers", "haian", "checks.yaml") }) : null;
        try
        {
            // A matter that the data answers, one that it does not, one with steps, and one that comes twice.
            var answered = (await first.IssueAsync(new { duty = "food-licence-check", subject = "面馆", parameters = new { licence = "JY4101" } })).Single().Text("number");
            var unanswered = (await first.IssueAsync(new { duty = "food-licence-check", subject = "面馆", parameters = new { licence = "JY4110" } })).Single().Text("number");
            var steps = await first.IssueAsync(new { duty = "hotline-request", subject = "路灯不亮", grid = "320685101001", channel = "hotline", externalId = "H-1" });
            (await first.PostAsync("api/v1/matters", first.CommitteeToken, new { duty = "hotline-request", subject = "路灯不亮", externalId = "H-1" })).Json.GetProperty("duplicate").GetBoolean().ShouldBeTrue();

            (await first.AnsweredAsync(answered)).State().ShouldBe("Closed");
            (await first.AnsweredAsync(unanswered)).State().ShouldBe("Assigned");
            await IsReadyAsync(first);

            // Killed in the middle, and gone on with.
            var member = await first.TokenAsync("member", steps[0].Text("member"));
            await first.KillAsync();
            await using var second = await Service.StartAsync(folder.Of("data"), settings);
            var committee = await second.TokenAsync("committee");
            (await second.ReportAsync(steps[0].Text("id"), member, new() { ["reached"] = "true" })).ShouldBe(HttpStatusCode.OK);
            (await second.TaskAsync(steps[1].Text("number"), committee, story => story.State() is "Assigned", "the next step")).GetProperty("task").TextOrNull("member").ShouldNotBeNull();
            var again = (await second.PostAsync("api/v1/matters", committee, new { duty = "food-licence-check", subject = "又一家", parameters = new { licence = "JY4101" } })).ShouldBe(HttpStatusCode.Created);
            await second.TaskAsync(again.Json.GetProperty("tasks")[0].Text("number"), committee, story => story.State() is "Closed", "a check after the kill");

            // Every figure is the database's, and so is the city as it is now.
            var overall = (await second.GetAsync("api/v1/metrics", committee)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("overall");
            (overall.GetProperty("issued").GetInt64(), overall.GetProperty("closed").GetInt64(), overall.GetProperty("automatic").GetInt64()).ShouldBe((6, 3, 2));
            await Until.AnswerAsync(
                async () => (await second.GetAsync("api/v1/live", committee)).ShouldBe(HttpStatusCode.OK).Json,
                now => now.GetProperty("minutes").EnumerateArray().Sum(minute => minute.GetProperty("closed").GetInt64()) is 3,
                "three closed tasks in the live counters");
            await IsReadyAsync(second);
            (await Dispatcher.RunAsync(settings, "verify-journal", "--data", second.Data)).ShouldSucceed().Output.ShouldContain("sound");
        }
        finally
        {
            if (worker is { HasExited: false })
            {
                worker.Kill();
                await worker.WaitForExitAsync(CancellationToken.None);
            }
        }
    }

    private static Task<HttpStatusCode> IsReadyAsync(Service service) =>
        Until.AnswerAsync(async () => (await service.GetAsync("health/ready", null)).Status, status => status is HttpStatusCode.OK, "ready");

    private async Task<Dictionary<string, string>> SettingsAsync(Storage storage, Bus bus, Live live)
    {
        var settings = new Dictionary<string, string>();
        if (storage is Storage.Postgres)
        {
            settings["Storage__Provider"] = "postgres";
            settings["Storage__ConnectionString"] = await servers.NewDatabaseAsync();
        }

        if (bus is Bus.RabbitMq)
        {
            foreach (var (name, value) in (await servers.NewVirtualHostAsync()).Settings)
            {
                settings[name.Replace(":", "__", StringComparison.Ordinal)] = value!;
            }
        }

        if (live is Live.Redis)
        {
            settings["Live__Provider"] = "redis";
            settings["Live__ConnectionString"] = await servers.NewRedisAsync();
        }

        return settings;
    }

    public enum Storage
    {
        Sqlite,
        Postgres,
    }

    public enum Bus
    {
        InMemory,
        RabbitMq,
    }

    public enum Live
    {
        InProcess,
        Redis,
    }
}
