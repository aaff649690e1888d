using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace TaskManager.Tests.Architecture;

/// <summary>Dashboard and alert rules ask for metrics that exist, and everything in deploy/ can be read by machines.</summary>
public class GrafanaTests
{
    private static string Signals => File.ReadAllText(Repository.Of("Shared", "Telemetry", "Signals.cs"));

    [Theory]
    [InlineData("dashboard.json")]
    [InlineData("alerts.yaml")]
    [InlineData("alerts-test.yaml")]
    public void Every_metric_that_is_asked_for_is_made(string file)
    {
        var text = File.ReadAllText(Repository.Of("deploy", "grafana", file));
        text.ShouldContain("taskmanager_outbox_age_seconds");
        SignalNames.Strangers(text, SignalNames.Made(Signals)).ShouldBeEmpty();
    }

    [Fact]
    public void Names_are_made_as_the_collector_makes_them()
    {
        var made = SignalNames.Made("""
            Meter.CreateCounter<long>("taskmanager.tasks.issued", "{task}");
            Meter.CreateHistogram("taskmanager.outbox.delay", "s", advice: Seconds);
            Meter.CreateGauge<double>("taskmanager.outbox.age", "s");
            Meter.CreateGauge<int>("taskmanager.live.open");
            """);
        made.Order(StringComparer.Ordinal).ShouldBe(
        [
            "taskmanager_live_open",
            "taskmanager_outbox_age_seconds",
            "taskmanager_outbox_delay_seconds_bucket",
            "taskmanager_outbox_delay_seconds_count",
            "taskmanager_outbox_delay_seconds_sum",
            "taskmanager_tasks_issued_total",
        ]);
    }

    [Fact]
    public void A_metric_nobody_makes_is_found()
    {
        var made = SignalNames.Made("""Meter.CreateCounter<long>("taskmanager.tasks.issued", "{task}");""");
        SignalNames.Strangers("sum(rate(taskmanager_tasks_issued_total[5m]))", made).ShouldBeEmpty();
        SignalNames.Strangers("sum(rate(taskmanager_tasks_issued[5m])) / taskmanager_task_closed_total", made).ShouldBe(["taskmanager_task_closed_total", "taskmanager_tasks_issued"]);
    }

    [Fact]
    public void Yaml_and_json_in_deploy_can_be_read()
    {
        var files = Directory.GetFiles(Repository.Of("deploy"), "*", SearchOption.AllDirectories)
            .Where(file => Path.GetExtension(file) is ".yaml" or ".json" && !file.Contains("/secrets/", StringComparison.Ordinal))
            .ToList();
        files.Count.ShouldBeGreaterThan(20);
        files.Select(Mistake).OfType<string>().ShouldBeEmpty();
    }

    [Fact]
    public void Every_lane_of_the_demo_city_has_a_Worker_in_containers()
    {
        var lanes = Lanes();
        lanes.ShouldContain("city");
        var compose = (YamlMappingNode)((YamlMappingNode)Yaml(Repository.Of("deploy", "compose", "docker-compose.yaml")).Single().RootNode)["services"];
        compose.Children.Keys.Select(key => key.ToString()).Where(name => name.StartsWith("worker-", StringComparison.Ordinal)).Select(name => name["worker-".Length..])
            .Order(StringComparer.Ordinal).ShouldBe(lanes);
        Directory.GetDirectories(Repository.Of("deploy", "kubernetes", "lanes")).Select(Path.GetFileName).Order(StringComparer.Ordinal).ShouldBe(lanes);
    }

    private static List<string> Lanes() =>
    [
        .. Yaml(Repository.Of("deploy", "catalogues", "haian", "units.yaml")).Single().AllNodes.OfType<YamlMappingNode>()
            .SelectMany(node => node.Children)
            .Where(pair => pair.Key.ToString() is "lane")
            .Select(pair => pair.Value.ToString())
            .Distinct()
            .Order(StringComparer.Ordinal),
    ];

    private static IList<YamlDocument> Yaml(string file)
    {
        using var reader = new StreamReader(file);
        var stream = new YamlStream();
        stream.Load(reader);
        return stream.Documents;
    }

    private static string? Mistake(string file)
    {
        try
        {
            if (Path.GetExtension(file) is ".json")
            {
                using var read = JsonDocument.Parse(File.ReadAllText(file));
            }
            else
            {
                Yaml(file);
            }

            return null;
        }
        catch (Exception e) when (e is JsonException or YamlDotNet.Core.YamlException)
        {
            return $"{file}: {e.Message}";
        }
    }
}
