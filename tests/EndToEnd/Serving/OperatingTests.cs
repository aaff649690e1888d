using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>What an operator sees and does; on the bus in memory, where dead letters are the messages that nobody ever answers.</summary>
public class OperatingTests(DemoCity city)
{
    [Fact]
    public async Task Strangers_learn_whether_it_is_ready_and_operators_why()
    {
        var service = await city.ServiceAsync();
        (await service.GetAsync("health/ready", null)).ShouldBe(HttpStatusCode.OK).Body.ShouldBe("Healthy");
        var token = await service.TokenAsync("operator");
        var operations = (await service.GetAsync("api/v1/operations", token)).ShouldBe(HttpStatusCode.OK).Json;

        operations.GetProperty("ready").GetBoolean().ShouldBeTrue();
        operations.GetProperty("databaseVersion").GetInt32().ShouldBeGreaterThanOrEqualTo(3);
        operations.GetProperty("version").GetString().ShouldNotBeNullOrEmpty();
        operations.GetProperty("queues").EnumerateArray().Select(queue => queue.Text("queue")).ShouldContain("lane.market-supervision");
    }

    [Theory]
    [InlineData("committee", null)]
    [InlineData("member", "M00300")]
    [InlineData("supervisor", null)]
    [InlineData("integration", null)]
    public async Task Nobody_but_operators_sees_or_decides(string role, string? member)
    {
        var service = await city.ServiceAsync();
        var token = await service.TokenAsync(role, member);
        var id = Guid.AllBitsSet;
        foreach (var path in new[] { "api/v1/operations", "api/v1/dead-letters", $"api/v1/dead-letters/{id}", "operations", "operations/discard", $"operations/dead-letters/{id}" })
        {
            (await service.GetAsync(path, token)).ShouldBe(HttpStatusCode.Forbidden);
        }

        foreach (var path in new[] { "api/v1/dead-letters/retry", "api/v1/dead-letters/discard" })
        {
            (await service.PostAsync(path, token, new { ids = new[] { id } })).ShouldBe(HttpStatusCode.Forbidden);
        }

        using var browser = new Browser(service.Address);
        (await browser.SignInAsync(token)).Html.ShouldNotContain("/operations");
        (await browser.GoAsync("operations")).Address.AbsolutePath.ShouldBe("/sign-in");
    }

    [Fact]
    public async Task An_operator_sees_no_tasks()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "neighbourhood-help", subject = "not for operators" }))[0];
        var token = await service.TokenAsync("operator");

        (await service.GetAsync("api/v1/tasks", token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await service.GetAsync($"api/v1/tasks/{task.Text("number")}", token)).ShouldBe(HttpStatusCode.NotFound);
        (await service.GetAsync("api/v1/metrics", token)).ShouldBe(HttpStatusCode.Forbidden);
        (await service.PostAsync("api/v1/matters", token, new { duty = "neighbourhood-help", subject = "x" })).ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task What_is_wrong_with_a_request_is_told()
    {
        var service = await city.ServiceAsync();
        var token = await service.TokenAsync("operator");
        (await service.GetAsync("api/v1/dead-letters?state=Gone", token)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "state");
        (await service.GetAsync("api/v1/dead-letters?limit=0", token)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "limit");
        (await service.GetAsync("api/v1/dead-letters?after=1-2", token)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "after");
        (await service.GetAsync($"api/v1/dead-letters/{Guid.AllBitsSet}", token)).ShouldBeProblem(HttpStatusCode.NotFound);
        foreach (var act in new[] { "retry", "discard" })
        {
            var path = $"api/v1/dead-letters/{act}";
            (await service.PostAsync(path, token, new { })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/ids");
            (await service.PostAsync(path, token, new { ids = Array.Empty<Guid>() })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/ids");
            (await service.PostAsync(path, token, new { ids = Enumerable.Repeat(Guid.AllBitsSet, 1001) })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/ids");
            (await service.PostAsync(path, token, new { ids = new[] { Guid.AllBitsSet }, queue = "lane.city" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/queue");
            (await service.PostAsync(path, token, new { queue = "" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/queue");
            (await service.PostAsync(path, token, """{"ids":["x"]}""")).ShouldBeProblem(HttpStatusCode.BadRequest);
            var left = (await service.PostAsync(path, token, new { ids = new[] { Guid.AllBitsSet } })).ShouldBe(HttpStatusCode.OK).Json.GetProperty("left");
            left.EnumerateArray().Single().Text("why").ShouldBe("There is no such dead letter.");
        }
    }

    [Fact]
    public async Task What_is_never_answered_is_a_dead_letter_that_a_retry_sends_again_and_a_page_without_scripts_discards()
    {
        using var folder = new TemporaryFolder();
        await using (await Service.StartAsync(folder.Of("data")))
        {
            // Its tables are made.
        }

        var messages = Enumerable.Range(0, 30).Select(_ => Guid.CreateVersion7()).ToList();
        NeverAnswered(folder.Of("data"), messages);
        await using var service = await Service.StartAsync(folder.Of("data"));
        var token = await service.TokenAsync("operator");
        var list = await Until.AnswerAsync(
            async () => (await service.GetAsync("api/v1/dead-letters?state=Waiting&limit=200", token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("items"),
            items => items.GetArrayLength() is 30,
            "the messages among the dead letters");
        list.EnumerateArray().ShouldAllBe(item => item.Text("reason") == "unanswered" && item.Text("queue") == "lane.city" && item.GetProperty("deliveries").GetInt32() == 12);
        service.Waiting("outbox").ShouldBe(0);
        var story = (await service.GetAsync($"api/v1/dead-letters/{messages[0]}", token)).ShouldBe(HttpStatusCode.OK).Json;
        JsonDocument.Parse(story.Text("body")).RootElement.Text("lane").ShouldBe("city");

        // Retried by the API: the Worker answers now, and the message leaves the outbox for good.
        (await service.PostAsync("api/v1/dead-letters/retry", token, new { ids = messages[..2] })).ShouldBe(HttpStatusCode.OK).Json.GetProperty("done").GetArrayLength().ShouldBe(2);
        await Until.AnswerAsync(() => Task.FromResult(service.Waiting("outbox")), count => count is 0, "the answers to the retried messages");
        var again = (await service.PostAsync("api/v1/dead-letters/retry", token, new { ids = messages[..2] })).Json;
        again.GetProperty("done").GetArrayLength().ShouldBe(0);
        again.GetProperty("left").EnumerateArray().ShouldAllBe(left => left.Text("why").StartsWith("It was retried by operator"));

        // The page: choose, be asked, discard; then the rest of the queue at once.
        using var browser = new Browser(service.Address);
        var page = await browser.SignInAsync(token);
        page.Address.AbsolutePath.ShouldBe("/operations", "an operator lands where there is something to see");
        page.Html.ShouldContain("28 条死信待处理");
        (await browser.PostAsync(page, "/operations/dead-letters/choose", ("act", "retry"))).Html.ShouldContain("请先勾选");
        page = await browser.PostAsync(page, "/operations/dead-letters/choose", ("act", "discard"), ("id", $"{messages[2]}"), ("id", $"{messages[3]}"));
        page.Address.AbsolutePath.ShouldBe("/operations/discard");
        page.Html.ShouldContain("丢弃这 2 条死信？");
        (await service.GetAsync("api/v1/dead-letters?state=Discarded", token)).Json.GetProperty("items").GetArrayLength().ShouldBe(0, "it was only asked");
        page = await browser.PostAsync(page, "/operations/dead-letters/discard", ("id", $"{messages[2]}"), ("id", $"{messages[3]}"));
        page.Html.ShouldContain("已丢弃 2 条。");
        page = await browser.GoAsync("operations?queue=lane.city");
        page = await browser.PostAsync(page, "/operations/dead-letters/choose", ("act", "retry"), ("queue", "lane.city"));
        page.Html.ShouldContain("已重发 26 条。");
        page.Html.ShouldContain("没有待处理的死信");
        (await browser.GoAsync($"operations/dead-letters/{messages[2]}")).Html.ShouldContain("已丢弃");
        (await browser.GoAsync($"operations/dead-letters/{Guid.AllBitsSet}")).Status.ShouldBe(HttpStatusCode.NotFound);
        service.Errors().ShouldNotContain("fail:");
    }

    /// <summary>Messages that were sent twelve times in earlier lives of the process. Not due yet, so that the relay leaves them to whoever gives them up.</summary>
    private static void NeverAnswered(string data, IReadOnlyList<Guid> messages)
    {
        using var database = new SqliteConnection($"Data Source={SavedRows.FileIn(data)};Pooling=False");
        database.Open();
        var soon = TimeProvider.System.GetUtcNow().AddMinutes(4).ToUnixTimeMilliseconds();
        foreach (var message in messages)
        {
            using var insert = database.CreateCommand();
            insert.CommandText = "INSERT INTO outbox (id, queue, body, created_at, attempts, next_at, claim) VALUES ($id, 'lane.city', $body, $soon, 12, $soon, 0)";
            insert.Parameters.AddWithValue("$id", message.ToByteArray(bigEndian: true));
            insert.Parameters.AddWithValue("$body", Encoding.UTF8.GetBytes($$"""{"id":"{{message}}","lane":"city","assignments":[]}"""));
            insert.Parameters.AddWithValue("$soon", soon);
            insert.ExecuteNonQuery();
        }
    }
}
