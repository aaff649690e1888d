using System.Text.Json;
using TaskManager.Contracts;
using TaskManager.Domain;

namespace TaskManager.Tests.Unit.Contracts;

/// <summary>An old Worker must understand a new Dispatcher and the other way round: the JSON names are pinned, word for word.</summary>
public class WireNamesTests
{
    private static readonly Guid One = new("01a20000-0000-7000-8000-000000000001");
    private static readonly Guid Two = new("01a20000-0000-7000-8000-000000000002");
    private static readonly DateTimeOffset At = new(2026, 11, 22, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void AssignmentsSent_keeps_its_names()
    {
        var message = new AssignmentsSent(One, "city",
            [new SentAssignment(Two, "RW20261122-000001", "street-light", "handle", "M00001", At, "lamp-lit", new Dictionary<string, string> { ["lamp"] = "7" })]);

        JsonSerializer.Serialize(message, ContractsJson.Default.AssignmentsSent).ShouldBe(
            """{"id":"01a20000-0000-7000-8000-000000000001","lane":"city","assignments":[{"taskId":"01a20000-0000-7000-8000-000000000002","number":"RW20261122-000001","duty":"street-light","step":"handle","member":"M00001","deadlineAt":"2026-11-22T08:00:00+00:00","check":"lamp-lit","parameters":{"lamp":"7"}}]}""");
    }

    [Fact]
    public void FeedbackReported_keeps_its_names()
    {
        var message = new FeedbackReported(One, "worker-1",
            [new ReportedFinding(Two, "lamp-lit", FindingOutcome.NotYet, At, null, "dark", new Dictionary<string, string> { ["lux"] = "0" })]);

        JsonSerializer.Serialize(message, ContractsJson.Default.FeedbackReported).ShouldBe(
            """{"answerTo":"01a20000-0000-7000-8000-000000000001","worker":"worker-1","findings":[{"taskId":"01a20000-0000-7000-8000-000000000002","check":"lamp-lit","outcome":"NotYet","at":"2026-11-22T08:00:00+00:00","by":null,"note":"dark","evidence":{"lux":"0"}}]}""");
    }
}
