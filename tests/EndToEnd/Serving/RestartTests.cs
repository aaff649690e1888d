using System.Net;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>A task acknowledged to the caller is never lost, whatever becomes of the process.</summary>
public class RestartTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task After_kill_9_everything_acknowledged_is_there_and_what_was_on_its_way_arrives(int seed)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(seed);
        string token;
        var acknowledged = new List<string>();
        await using (var service = await Service.StartAsync(folder.Of("data")))
        {
            token = service.CommitteeToken;
            var list = Enumerable.Range(0, 400).Select(_ => new { duty = "food-licence-check", parameters = new { licence = "JY4101" } }).ToList();
            for (var i = random.Next(1, 4); i >= 0; i--)
            {
                acknowledged.AddRange((await service.PostAsync("api/v1/matters", token, list)).ShouldBe(HttpStatusCode.Created).Json
                    .EnumerateArray().Select(matter => matter.GetProperty("tasks")[0].Text("id")));
            }

            await service.KillAsync();
        }

        using (var saved = new SavedRows(folder.Of("data")))
        {
            saved.Count("SELECT COUNT(*) FROM outbox").ShouldBeGreaterThan(0, "killed too late: no message was on its way");
        }

        await using var again = await Service.StartAsync(folder.Of("data"));
        again.Greeting.ShouldNotContain("tm_", Case.Sensitive, "tokens are shown once");
        await Until.AnswerAsync(() => Task.FromResult(Undelivered()), left => left is 0, "an empty outbox");

        using var after = new SavedRows(folder.Of("data"));
        after.Rows("SELECT lower(hex(id)) FROM task WHERE state = 'Closed' AND closed_automatically = 1").Select(row => (string)row[0]!).Order(StringComparer.Ordinal)
            .ShouldBe(acknowledged.Select(id => id.Replace("-", "", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        after.Count("SELECT COUNT(*) FROM task").ShouldBe(acknowledged.Count);
        after.Rows("SELECT task_id FROM journal WHERE path LIKE '%Closed' GROUP BY task_id HAVING COUNT(*) > 1").ShouldBeEmpty();
        (await again.GetAsync($"api/v1/tasks/{acknowledged[0]}", token)).ShouldBe(HttpStatusCode.OK).Json.State().ShouldBe("Closed");
        (await Dispatcher.RunAsync("verify-journal", "--data", folder.Of("data"))).ShouldSucceed();

        long Undelivered()
        {
            using var saved = new SavedRows(folder.Of("data"));
            return saved.Count("SELECT COUNT(*) FROM outbox");
        }
    }

    [Fact]
    public async Task A_restart_keeps_tasks_accepted_work_and_answers_to_keys()
    {
        using var folder = new TemporaryFolder();
        var body = new { duty = "neighbourhood-help", grid = "320685100001" };
        string committee, member, first, id;
        await using (var service = await Service.StartAsync(folder.Of("data")))
        {
            committee = service.CommitteeToken;
            var answer = (await service.PostAsync("api/v1/matters", committee, body, "kept")).ShouldBe(HttpStatusCode.Created);
            first = answer.Body;
            id = answer.Json.GetProperty("tasks")[0].Text("id");
            member = await service.TokenAsync("member", answer.Json.GetProperty("tasks")[0].Text("member"));
            (await service.PostAsync($"api/v1/tasks/{id}/accept", member, "")).ShouldBe(HttpStatusCode.OK);
            await service.KillAsync();
        }

        await using var again = await Service.StartAsync(folder.Of("data"));
        (await again.PostAsync("api/v1/matters", committee, body, "kept")).ShouldBe(HttpStatusCode.Created).Body.ShouldBe(first);
        (await again.ReportAsync(id, member)).ShouldBe(HttpStatusCode.OK).Json.Text("state").ShouldBe("Closed");
        (await again.TotalAsync(committee)).ShouldBe(1);
    }
}
