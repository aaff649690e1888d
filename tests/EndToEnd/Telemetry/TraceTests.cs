using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Telemetry;

/// <summary>What a collector receives from the running service over real OTLP.</summary>
public sealed class TraceTests(Servers servers) : IDisposable
{
    private const string Subject = "向阳路 8 号面馆";

    private static readonly object FoodLicence = new { duty = "food-licence-check", subject = Subject, parameters = new { licence = "JY4101" } };

    private static readonly (string Name, string Unit)[] Metrics =
    [
        ("taskmanager.tasks.issued", "{task}"),
        ("taskmanager.tasks.dispatched", "{task}"),
        ("taskmanager.tasks.closed", "{task}"),
        ("taskmanager.outbox.sent", "{message}"),
        ("taskmanager.outbox.delay", "s"),
        ("taskmanager.checks.duration", "s"),
        ("http.server.request.duration", "s"),
    ];

    private static readonly Worker Hosted = new("taskmanager-dispatcher", AnswersTo: "dispatcher.feedback");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("grpc")]
    [InlineData("http-protobuf")]
    public async Task One_trace_goes_from_the_request_over_bus_and_Worker_to_the_close(string protocol)
    {
        await using var collector = await OtlpReceiver.StartAsync(protocol);
        await using var service = await StartAsync(collector);
        await ATraceIsWholeAsync(collector, service, Hosted);
    }

    [Fact]
    public async Task The_trace_goes_over_the_broker_into_a_Worker_of_its_own_and_back()
    {
        var bus = await servers.NewVirtualHostAsync();
        await using var collector = await OtlpReceiver.StartAsync("grpc");
        await using var service = await StartAsync(collector, bus.Settings);
        var asWorker = await servers.AsWorkerAsync(bus, "market-supervision");
        using var worker = Dispatcher.StartWorker(InEnvironment(
            collector.Settings,
            asWorker.Settings,
            new Dictionary<string, string?> { ["Worker:Lanes"] = "market-supervision", ["Worker:Checks"] = Repository.Of("deploy", "workers", "haian", "checks.yaml") }));
        var ended = Dispatcher.EndAsync(worker);
        try
        {
            await ATraceIsWholeAsync(collector, service, new Worker("taskmanager-worker", AnswersTo: "amq.rabbitmq.reply-to"));
        }
        finally
        {
            worker.Kill();
            await ended;
        }
    }

    [Fact]
    public async Task The_log_carries_the_trace_and_never_the_subject()
    {
        await using var collector = await OtlpReceiver.StartAsync("http-protobuf");
        await using var service = await StartAsync(collector);
        var (trace, number) = await ATraceIsWholeAsync(collector, service, Hosted);

        string[] told = [$"Issued: {number}.", $"Its tasks: {number}.", $"asked about: {number}.", $"Closed: {number}."];
        await Until.AnswerAsync(
            () => Task.FromResult(collector.Logs.Where(log => log.Trace == trace).Select(log => log.Body).ToList()),
            bodies => told.All(words => bodies.Exists(body => body.EndsWith(words, StringComparison.Ordinal))),
            "the log's lines in the same trace");
        var lines = service.Errors().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(line => line.Trim().Length > 0).Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var closed = lines.Single(line => line.GetProperty("event_id").GetInt32() is 511);
        closed.GetProperty("trace_id").GetString().ShouldBe(trace);
        closed.GetProperty("span_id").GetString()!.Length.ShouldBe(16);
        closed.GetProperty("timestamp").GetString()!.ShouldMatch(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$");
        closed.GetProperty("level").GetString().ShouldBe("Debug");
        closed.GetProperty("fields").GetProperty("Numbers").GetString().ShouldBe(number);
        closed.GetProperty("scopes").EnumerateArray().Count(scope => scope.ValueKind is JsonValueKind.Object && scope.TryGetProperty("MessageId", out _)).ShouldBe(1);

        var subject = Encoding.UTF8.GetBytes(Subject);
        collector.Bodies.Count(body => body.AsSpan().IndexOf(subject) >= 0).ShouldBe(0);
        service.Errors().ShouldNotContain(Subject);
    }

    [Fact]
    public async Task A_trace_that_the_caller_does_not_keep_leaves_no_span_anywhere()
    {
        await using var collector = await OtlpReceiver.StartAsync("http-protobuf");
        await using var service = await StartAsync(collector);
        var dropped = NewTrace();
        (await service.PostAsync("api/v1/matters", service.CommitteeToken, FoodLicence, traceParent: $"00-{dropped}-00f067aa0ba902b7-00")).ShouldBe(HttpStatusCode.Created);
        using var saved = new SavedRows(service.Data);
        await Until.AnswerAsync(() => Task.FromResult(saved.Count("SELECT COUNT(*) FROM task WHERE state = 'Closed'")), closed => closed is 1, "the close");

        var (kept, _) = await ATraceIsWholeAsync(collector, service, Hosted);

        collector.Spans.Select(span => span.Trace).Distinct().ShouldBe([kept]);
    }

    [Fact]
    public async Task A_later_step_stays_in_the_trace_of_its_matter_also_when_answers_share_a_transaction()
    {
        await using var collector = await OtlpReceiver.StartAsync("http-protobuf");
        await using var service = await StartAsync(collector);
        var traces = Enumerable.Range(0, 24).Select(_ => NewTrace()).ToList();
        await Task.WhenAll(traces.Select(trace =>
            service.PostAsync("api/v1/matters", service.CommitteeToken, new { duty = "meal-service", parameters = new { card = "ZC5001" } }, traceParent: $"00-{trace}-00f067aa0ba902b7-01")));

        // The first step's check is satisfied, which starts the second; its message is answered too.
        await Until.AnswerAsync(
            () => Task.FromResult(traces.Select(trace => collector.Spans.Count(span => span.Trace == trace && span.Name is "taskmanager.record")).ToList()),
            records => records.TrueForAll(count => count is 2),
            "two answers in each trace");
        foreach (var trace in traces)
        {
            var spans = collector.Spans.Where(span => span.Trace == trace).ToDictionary(span => span.Id);
            var causes = spans.Values.Where(span => span.Name is "taskmanager.publish").Select(span => spans[span.Parent].Name);
            causes.ShouldBe(["taskmanager.issue", "taskmanager.record"], ignoreOrder: true);
        }
    }

    [Theory]
    [InlineData("Telemetry__Otlp", "collector:4317")]
    [InlineData("Telemetry__Protocol", "carrier-pigeon")]
    [InlineData("Telemetry__TraceRatio", "2")]
    [InlineData("Logging__Format", "xml")]
    public async Task A_wrong_setting_is_told_by_its_name(string name, string value)
    {
        var settings = new Dictionary<string, string> { ["Telemetry__Otlp"] = "http://127.0.0.1:9", [name] = value };
        using var process = Dispatcher.Start(["serve", "--data", folder.Of("data")], settings);
        (await Dispatcher.EndAsync(process)).ShouldFail(name.Replace("__", ":", StringComparison.Ordinal), value);
    }

    private Task<Service> StartAsync(OtlpReceiver collector, params IReadOnlyDictionary<string, string?>[] more) => Service.StartAsync(
        folder.Of("data"),
        InEnvironment([collector.Settings, new Dictionary<string, string?> { ["Logging:Format"] = "json", ["Logging:LogLevel:TaskManager"] = "Debug" }, .. more]));

    private static Dictionary<string, string> InEnvironment(params IEnumerable<IReadOnlyDictionary<string, string?>> settings) =>
        settings.SelectMany(each => each).ToDictionary(each => each.Key.Replace(":", "__", StringComparison.Ordinal), each => each.Value ?? "");

    /// <summary>
    /// Issues a matter that its check closes, and finds every stage of it in the caller's trace, each under the one before.
    /// However the service was started: the Worker may be a process of its own.
    /// </summary>
    /// <returns>The trace, and the task's number.</returns>
    private static async Task<(string Trace, string Number)> ATraceIsWholeAsync(OtlpReceiver collector, Service service, Worker worker)
    {
        const string Caller = "00f067aa0ba902b7";
        var trace = NewTrace();
        (await service.GetAsync("health/live", null)).ShouldBe(HttpStatusCode.OK);
        var answer = (await service.PostAsync("api/v1/matters", service.CommitteeToken, FoodLicence, traceParent: $"00-{trace}-{Caller}-01")).ShouldBe(HttpStatusCode.Created);
        var number = answer.Json.GetProperty("tasks")[0].GetProperty("number").GetString()!;

        var spans = await Until.AnswerAsync(
            () => Task.FromResult(new Found(collector.Spans.Where(span => span.Trace == trace))),
            found => found.Values.Any(span => span.Name is "taskmanager.record")
                && found.Values.All(span => span.Parent == Caller || found.ContainsKey(span.Parent)),
            "the whole trace");

        var record = spans.Values.Single(span => span.Name is "taskmanager.record");
        Up(record, spans).Select(span => (span.Service, span.Name)).ShouldBe(
        [
            ("taskmanager-dispatcher", "taskmanager.record"),
            ("taskmanager-dispatcher", "dispatcher.feedback process"),
            ("taskmanager-dispatcher", "dispatcher.feedback receive"),
            (worker.Service, $"{worker.AnswersTo} send"),
            (worker.Service, "lane.market-supervision process"),
            (worker.Service, "lane.market-supervision receive"),
            ("taskmanager-dispatcher", "lane.market-supervision send"),
            ("taskmanager-dispatcher", "taskmanager.publish"),
            ("taskmanager-dispatcher", "taskmanager.issue"),
            ("taskmanager-dispatcher", "POST /api/v1/matters/"),
        ]);
        record.Tags["taskmanager.numbers"].ShouldBe(number);
        record.Tags["taskmanager.closed"].ShouldBe("1");
        var request = Up(record, spans).Last();
        request.Kind.ShouldBe(Span.Server);
        request.Parent.ShouldBe(Caller);
        var check = spans.Values.Single(span => span.Name is "taskmanager.check");
        spans[check.Parent].Name.ShouldBe("lane.market-supervision process");
        check.Tags["taskmanager.check.name"].ShouldBe("food-licence-valid");
        collector.Spans.ShouldNotContain(span => span.Tags.Values.Any(value => value.Contains("/health", StringComparison.Ordinal)));

        await Until.AnswerAsync(() => Task.FromResult(collector.Units), units => Metrics.All(metric => units.ContainsKey(metric.Name)), "every metric");
        Metrics.Select(metric => collector.Units[metric.Name]).ShouldBe(Metrics.Select(metric => metric.Unit));
        return (trace, number);
    }

    /// <summary>How the Worker shows in a trace: the service it is, and where the bus library says that it sends its answers.</summary>
    private sealed record Worker(string Service, string AnswersTo);

    /// <summary>Spans by id; in words, who was under whom, for a test that waits in vain.</summary>
    private sealed class Found(IEnumerable<Span> spans) : Dictionary<string, Span>(spans.ToDictionary(span => span.Id))
    {
        public override string ToString() => string.Join(", ", Values.Select(span => $"{span.Name} under {(TryGetValue(span.Parent, out var parent) ? parent.Name : span.Parent)}"));
    }

    /// <summary>The span, its parent, and so on, as far as they are here.</summary>
    private static IEnumerable<Span> Up(Span? span, Dictionary<string, Span> spans)
    {
        for (; span is not null; span = spans.GetValueOrDefault(span.Parent))
        {
            yield return span;
        }
    }

    private static string NewTrace() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
}
