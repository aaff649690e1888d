using System.Globalization;
using System.Text;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Simulating;

/// <summary><c>simulate</c> through the real process: on a small file, on a city's database, and on Boston's file when it is there.</summary>
public sealed class SimulateVerbTests : IDisposable
{
    private const string Mapping =
        """
        source: small
        city: Testburg
        zone: America/New_York
        dates: ["yyyy-MM-dd HH:mm:ss"]
        columns:
          id: Id
          opened: Opened
          closed: Closed
          deadline: Deadline
          status: Status
          duty: Duty
          unit: Unit
          member: Queue
          latitude: Lat
          longitude: Lon
        status: { open: [Open], closed: [Closed], cancelled: [Void] }
        automatic: { column: Queue, equals: [robot] }
        """;

    private static readonly string[] Policies = ["smart", "roundRobin", "lowestLoad", "nearest"];

    private readonly TemporaryFolder folder = new();

    [Fact]
    public async Task A_small_file_is_simulated_under_every_policy_and_the_same_seed_prints_the_same_bytes()
    {
        var (cases, mapping) = Write();
        var once = (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--json", "--seeds", "2", "--what-if", "add 2@works", "--what-if", "weight distance=2")).ShouldSucceed();
        var again = (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--json", "--seeds", "2", "--what-if", "add 2@works", "--what-if", "weight distance=2")).ShouldSucceed();

        again.Output.ShouldBe(once.Output);
        var told = once.Json;
        told.GetProperty("tasks").GetInt32().ShouldBe(60);
        told.GetProperty("automatic").GetInt32().ShouldBe(1);
        told.GetProperty("cancelled").GetInt32().ShouldBe(1);
        told.GetProperty("unusable").GetInt32().ShouldBe(1);
        told.GetProperty("rosterInvented").GetBoolean().ShouldBeTrue();
        var rows = told.GetProperty("rows").EnumerateArray().ToList();
        rows.Select(row => $"{row.GetProperty("whatIf").GetString()}/{row.GetProperty("policy").GetString()}").ShouldBe(
            [.. Policies.Select(policy => $"/{policy}"), .. Policies.Select(policy => $"add 2@works/{policy}"), "weight distance=2/smart"]);
        rows[4].GetProperty("members").GetInt32().ShouldBe(rows[0].GetProperty("members").GetInt32() + 2);
        rows.ShouldAllBe(row => Figure(row, "open") == 0);
    }

    [Fact]
    public async Task The_table_says_that_the_members_are_invented()
    {
        var (cases, mapping) = Write();
        var run = (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping)).ShouldSucceed();

        run.Output.ShouldContain("INVENTED");
        run.Output.ShouldContain("智能派单 smart");
        run.Output.ShouldContain("Gini");
    }

    [Fact]
    public async Task What_cannot_be_simulated_is_said_with_what_to_write()
    {
        var (cases, mapping) = Write();
        (await Dispatcher.RunAsync("simulate", cases)).ShouldFail("--mapping");
        (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--what-if", "add 3@nowhere")).ShouldFail("no grid and no unit 'nowhere'");
        (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--policy", "luck")).ShouldFail("luck", "round-robin");
        (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--utilisation", "7")).ShouldFail("--utilisation", "0.05");
        (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--shift", "nine to five")).ShouldFail("08:00-17:00 working");
        (await Dispatcher.RunAsync("simulate", cases, "--mapping", mapping, "--from", "2030-01-01")).ShouldFail("no past task");
        (await Dispatcher.RunAsync("simulate", folder.Of("missing.csv"), "--mapping", mapping)).ShouldFail("missing.csv");
        (await Dispatcher.RunAsync("simulate", "--data", folder.Of("empty"))).ShouldFail("no database");
    }

    [Fact]
    public async Task On_Boston_the_smart_policy_is_best_on_time_and_the_most_even_at_once()
    {
        var file = Repository.Data("boston311/boston311_2011H2_dev.csv.gz");
        var told = (await Dispatcher.RunAsync("simulate", file, "--mapping", Repository.Of("deploy", "mappings", "boston311.yaml"), "--json", "--seeds", "2")).ShouldSucceed().Json;

        told.GetProperty("tasks").GetInt32().ShouldBe(40_845);
        var rows = told.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("policy").GetString() + row.GetProperty("whatIf").GetString());
        foreach (var other in Policies.Skip(1))
        {
            Figure(rows["smart"], "onTimeRate").ShouldBeGreaterThan(Figure(rows[other], "onTimeRate"), other);
            Figure(rows["smart"], "tasksGini").ShouldBeLessThan(Figure(rows[other], "tasksGini"), other);
        }
    }

    public void Dispose() => folder.Dispose();

    private static double Figure(JsonElement row, string name) => row.GetProperty("figures").GetProperty(name).GetProperty("mean").GetDouble();

    private (string Cases, string Mapping) Write()
    {
        var text = new StringBuilder("Id,Opened,Closed,Deadline,Status,Duty,Unit,Queue,Lat,Lon\n");
        for (var i = 0; i < 60; i++)
        {
            var opened = new DateTime(2011, 7, 5, 8, 0, 0).AddMinutes(i * 17);
            text.Append(CultureInfo.InvariantCulture, $"c{i},{opened:yyyy-MM-dd HH:mm:ss},{opened.AddMinutes(40 + (i % 7)):yyyy-MM-dd HH:mm:ss},{opened.AddHours(20):yyyy-MM-dd HH:mm:ss},Closed,lamp,{(i % 3 is 0 ? "parks" : "works")},q{i % 2},{42.3 + (i % 10 * 0.005):0.0000},{-71.05 - (i % 7 * 0.004):0.0000}\n");
        }

        text.Append("a,2011-07-05 08:00:00,2011-07-05 08:00:00,,Closed,lamp,works,robot,,\n");
        text.Append("v,2011-07-05 08:00:00,2011-07-05 09:00:00,,Void,lamp,works,q1,,\n");
        text.Append("w,yesterday,,,Open,lamp,works,q1,,\n");
        return (folder.Write("cases.csv", text.ToString()), folder.Write("mapping.yaml", Mapping));
    }
}
