using System.Net;
using TaskManager.Tests.EndToEnd.Serving;

namespace TaskManager.Tests.EndToEnd.Combining;

/// <summary>A city that began on one file moves to PostgreSQL by the one command that docs/operations.md names.</summary>
public class MovingTests(Servers servers)
{
    [Fact]
    public async Task A_city_moves_from_its_file_to_PostgreSQL_with_its_tasks_tokens_and_journal()
    {
        using var folder = new TemporaryFolder();
        string committee, number, before;
        await using (var embedded = await Service.StartAsync(folder.Of("data")))
        {
            committee = embedded.CommitteeToken;
            number = (await embedded.IssueAsync(new { duty = "food-licence-check", subject = "面馆", parameters = new { licence = "JY4101" } })).Single().Text("number");
            (await embedded.AnsweredAsync(number)).State().ShouldBe("Closed");
            before = (await embedded.GetAsync($"api/v1/tasks/{number}", committee)).ShouldBe(HttpStatusCode.OK).Body;

            // While it runs nothing is moved behind its back.
            (await MoveAsync(folder, new Dictionary<string, string> { ["Storage__Provider"] = "postgres", ["Storage__ConnectionString"] = await servers.NewDatabaseAsync() })).ShouldFail("in use");
        }

        var settings = new Dictionary<string, string> { ["Storage__Provider"] = "postgres", ["Storage__ConnectionString"] = await servers.NewDatabaseAsync() };
        (await MoveAsync(folder, settings)).ShouldSucceed().Output.ShouldContain("The journal is sound");
        (await MoveAsync(folder, settings)).ShouldFail("not empty", "nothing was changed");

        await using var moved = await Service.StartAsync(folder.Of("moved"), settings);
        moved.CommitteeToken.ShouldBeEmpty("the tokens came along, so none was made");
        (await moved.GetAsync($"api/v1/tasks/{number}", committee)).ShouldBe(HttpStatusCode.OK).Body.ShouldBe(before);
        (await moved.PostAsync("api/v1/matters", committee, new { duty = "hotline-request", subject = "路灯不亮" })).ShouldBe(HttpStatusCode.Created);
        (await Dispatcher.RunAsync(settings, "verify-journal", "--data", moved.Data)).ShouldSucceed();
    }

    [Fact]
    public async Task Moving_needs_a_database_to_move_to()
    {
        using var folder = new TemporaryFolder();
        (await Dispatcher.RunAsync("migrate", "--from", folder.Of("nowhere"), "--data", folder.Of("data"))).ShouldFail("Storage:Provider=postgres");
    }

    private static Task<Finished> MoveAsync(TemporaryFolder folder, IReadOnlyDictionary<string, string> settings) =>
        Dispatcher.RunAsync(settings, "migrate", "--from", folder.Of("data"), "--data", folder.Of("moved"));
}
