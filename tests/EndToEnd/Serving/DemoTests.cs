using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary><c>serve --demo</c> as a newcomer starts it, and as somebody starts it over the wrong folder.</summary>
public class DemoTests
{
    /// <summary>Rows that the journal of a whole month exceeds by far.</summary>
    private const int Halfway = 8_000;

    [Fact]
    public async Task An_empty_folder_becomes_a_city_at_work_whose_figures_move_within_a_minute()
    {
        using var folder = new TemporaryFolder();
        await using (var city = await Service.StartAsync(folder.Of("demo"), null, "--demo", "--speed", "10"))
        {
            city.Greeting.ShouldContain("everything in it is invented");
            var token = city.CommitteeToken;
            var before = await LiveAsync(city, token);
            before.GetProperty("open").GetProperty("tasks").GetInt32().ShouldBeInRange(400, 2_000);
            await Until.AnswerAsync(() => LiveAsync(city, token), now => Grew("issued", now) && Grew("closed", now) && Grew("automatic", now), "more issued, closed and closed by checks", TimeSpan.FromMinutes(1));

            using var browser = new Browser(city.Address);
            (await browser.GoAsync("sign-in")).Html.ShouldContain("演示数据");
            (await browser.SignInAsync(token)).Html.ShouldContain("演示数据");
            using var asking = new HttpClient();
            foreach (var path in (string[])["health/live", "api/v1/live", "site.css"])
            {
                using var answer = await asking.GetAsync(new Uri(city.Address, path), TestContext.Current.CancellationToken);
                answer.Headers.GetValues("X-Demo").ShouldBe(["true"], path);
            }

            (await Dispatcher.RunAsync("verify-journal", "--data", city.Data)).ShouldSucceed();

            bool Grew(string figure, JsonElement now) => now.GetProperty("hour").GetProperty(figure).GetInt32() > before.GetProperty("hour").GetProperty(figure).GetInt32() + 5;
        }

        var report = (await Dispatcher.RunAsync("report", "--json", "--data", folder.Of("demo"))).ShouldSucceed().Json;
        report.GetProperty("overall").GetProperty("issued").GetInt32().ShouldBeInRange(6_000, 12_000);
    }

    [Fact]
    public async Task Real_data_is_never_made_a_demo()
    {
        using var folder = new TemporaryFolder();
        await using (await Service.StartAsync(folder.Of("city")))
        {
        }

        var before = SavedRows.JournalSoFar(folder.Of("city"));
        (await Dispatcher.RunAsync("serve", "--demo", "--data", folder.Of("city"))).ShouldFail("holds a city's own data", "Nothing was changed", "name a folder that is empty");
        SavedRows.JournalSoFar(folder.Of("city")).ShouldBe(before);
        using var rows = new SavedRows(folder.Of("city"));
        rows.Count("SELECT COUNT(*) FROM demo").ShouldBe(0);
    }

    [Fact]
    public async Task A_demo_takes_no_real_work()
    {
        using var folder = new TemporaryFolder();
        await using (await Service.StartAsync(folder.Of("demo"), null, "--demo", "--speed", "0"))
        {
        }

        var rows = SavedRows.JournalSoFar(folder.Of("demo"));
        var cases = folder.Write("cases.csv", "id\n1\n");
        (await Dispatcher.RunAsync("serve", "--data", folder.Of("demo"))).ShouldFail("is a demo", "Nothing was changed", "serve --demo --data");
        (await Dispatcher.RunAsync("catalogue", "load", Repository.Of("deploy", "catalogues", "haian"), "--data", folder.Of("demo"))).ShouldFail("is a demo");
        (await Dispatcher.RunAsync("replay", cases, "--mapping", Dispatcher.ShippedMapping("boston311"), "--data", folder.Of("demo"))).ExitCode.ShouldBe(1);
        SavedRows.JournalSoFar(folder.Of("demo")).ShouldBe(rows);
        (await Dispatcher.RunAsync("token", "--role", "operator", "--data", folder.Of("demo"))).ShouldSucceed();
    }

    [Theory]
    [InlineData("Storage__Provider", "postgres")]
    [InlineData("Live__Provider", "redis")]
    public async Task A_demo_refuses_what_a_real_city_may_share(string setting, string value)
    {
        using var folder = new TemporaryFolder();
        var finished = await Dispatcher.RunAsync(
            new Dictionary<string, string> { [setting] = value, ["Storage__ConnectionString"] = "Host=127.0.0.1;Port=1;Database=none", ["Live__ConnectionString"] = "127.0.0.1:1" },
            "serve", "--demo", "--data", folder.Of("demo"));
        finished.ShouldFail($"{setting.Replace("__", ":", StringComparison.Ordinal)}={value}", "Unset it");
    }

    [Fact]
    public async Task Speed_and_seed_go_with_a_demo_only()
    {
        using var folder = new TemporaryFolder();
        (await Dispatcher.RunAsync("serve", "--speed", "2", "--data", folder.Of("a"))).ShouldFail("--demo");
        (await Dispatcher.RunAsync("serve", "--demo", "--speed", "61", "--data", folder.Of("a"))).ShouldFail("--speed is 61", "0 to 60");
    }

    /// <summary>Two copies of one half-written month: one is written to its end at once, the other is killed again on the way.</summary>
    [Fact]
    public async Task A_month_that_was_killed_while_it_was_written_is_the_same_month_afterwards()
    {
        using var folder = new TemporaryFolder();
        await KillAtAsync(folder.Of("once"), Halfway / 4);
        Directory.CreateDirectory(folder.Of("twice"));
        foreach (var file in Directory.GetFiles(folder.Of("once"), "taskmanager.db*"))
        {
            File.Copy(file, Path.Combine(folder.Of("twice"), Path.GetFileName(file)));
        }

        await KillAtAsync(folder.Of("twice"), Halfway);
        foreach (var name in (string[])["once", "twice"])
        {
            await using (await Service.StartAsync(folder.Of(name), null, "--demo", "--speed", "0"))
            {
            }

            (await Dispatcher.RunAsync("verify-journal", "--data", folder.Of(name))).ShouldSucceed();
        }

        var (once, twice) = (MonthIn(folder.Of("once")), MonthIn(folder.Of("twice")));
        once.Count.ShouldBeGreaterThan(6_000);
        twice.Count.ShouldBe(once.Count);
        twice.Except(once).Take(3).ShouldBeEmpty();
    }

    private static async Task KillAtAsync(string data, long rows)
    {
        using var filling = Dispatcher.Start(["serve", "--demo", "--speed", "0", "--data", data]);
        await Until.AnswerAsync(() => Task.FromResult(SavedRows.JournalSoFar(data)), so => so >= rows || filling.HasExited, $"{rows} journal rows");
        filling.HasExited.ShouldBeFalse("it must be killed before it is done");
        filling.Kill();
        await filling.WaitForExitAsync(TestContext.Current.CancellationToken);
        using var saved = new SavedRows(data);
        saved.Count("SELECT filled_to < ends_at FROM demo").ShouldBe(1, "it must be killed before it is done");
    }

    /// <summary>
    /// What was done before the month's end; afterwards the Worker asks about what is still open, whenever it is started. Not
    /// who did it: of tasks that become ready in one transaction, the order decides, and it follows their random ids.
    /// </summary>
    private static List<string> MonthIn(string data)
    {
        using var saved = new SavedRows(data);
        return saved.Rows("""
            SELECT matter.external_id, task.step, task.number, task.issued_at, task.deadline_at, task.accepted_at,
                   CASE WHEN task.closed_at <= demo.ends_at THEN task.closed_at END
            FROM matter
            JOIN task ON task.matter_id = matter.id
            CROSS JOIN demo
            WHERE task.closed_at <= demo.ends_at
            ORDER BY matter.external_id, task.step
            """).Select(row => string.Join(' ', row)).ToList();
    }

    private static async Task<JsonElement> LiveAsync(Service city, string token) => (await city.GetAsync("api/v1/live", token)).ShouldBe(HttpStatusCode.OK).Json;
}
