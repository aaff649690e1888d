using System.Net;
using System.Text.Json;

[assembly: AssemblyFixture(typeof(TaskManager.Tests.EndToEnd.Serving.DemoCity))]

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>The service on an empty folder, so with the demo city; started when the first test asks for it, shared by all that leave it whole.</summary>
public class DemoCity : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Lazy<Task<Service>> service;

    public DemoCity() => service = new(() => Service.StartAsync(folder.Of("data")));

    internal Task<Service> ServiceAsync() => service.Value;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (service.IsValueCreated)
        {
            await (await service.Value).DisposeAsync();
        }

        folder.Dispose();
    }
}

/// <summary>A city of one class's own, for tests that issue so much that its members are full: in the shared one everybody else would find only duty desks.</summary>
public sealed class CrowdedCity : DemoCity;

/// <summary>Short words for what the tests of the service do again and again.</summary>
internal static class Acts
{
    /// <summary>Issues one matter and returns its tasks.</summary>
    public static async Task<List<JsonElement>> IssueAsync(this Service service, object matter) =>
        [.. (await service.PostAsync("api/v1/matters", service.CommitteeToken, matter)).ShouldBe(HttpStatusCode.Created).Json.GetProperty("tasks").EnumerateArray()];

    public static Task<Answer> ReportAsync(this Service service, string task, string token, Dictionary<string, string>? fields = null, string note = "done") =>
        service.PostAsync($"api/v1/tasks/{task}/report", token, new { note, fields });

    /// <summary>The task's story once the lane's Worker has answered, which its feedback shows.</summary>
    public static Task<JsonElement> AnsweredAsync(this Service service, string task) =>
        service.TaskAsync(task, service.CommitteeToken, story => story.GetProperty("feedback").GetArrayLength() > 0, "the check's answer");

    /// <summary>How many rows a table of the service has now.</summary>
    public static long Waiting(this Service service, string table)
    {
        using var rows = new SavedRows(service.Data);
        return rows.Count($"SELECT COUNT(*) FROM {table}");
    }

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static string? TextOrNull(this JsonElement element, string name) => element.GetProperty(name).GetString();

    public static string State(this JsonElement story) => story.GetProperty("task").Text("state");

    public static async Task<long> TotalAsync(this Service service, string token) =>
        (await service.GetAsync("api/v1/metrics", token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("overall").GetProperty("issued").GetInt64();
}
