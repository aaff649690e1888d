using System.Text.Json;
using TaskManager.Dispatcher.Demo;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Feedback;
using TaskManager.Dispatcher.Issuing;
using TaskManager.Dispatcher.People;
using TaskManager.Domain;
using TaskManager.Worker.Checks;

namespace TaskManager.Tests.Unit.Demo;

public class DemoMonthTests
{
    /// <summary>A Wednesday, a quarter past two in the afternoon in the city.</summary>
    private static readonly DateTimeOffset End = new(2026, 11, 25, 6, 15, 0, TimeSpan.Zero);

    private static readonly Lazy<Catalogue> Haian = new(() =>
    {
        var files = ((ReadCatalogue)CatalogueReader.Read(Path.Combine(AppContext.BaseDirectory, "catalogues", "haian"))).Files;
        return new Catalogue(files.City, files.Units, files.Grids, files.Members, files.Duties);
    });

    private static readonly Lazy<IReadOnlyList<DemoSlot>> Month = new(() => DemoMonth.For(1, End, Haian.Value));

    [Fact]
    public void The_same_seed_and_end_make_the_same_month_and_another_seed_another()
    {
        Text(DemoMonth.For(1, End, Haian.Value)).ShouldBe(Text(Month.Value));
        Text(DemoMonth.For(2, End, Haian.Value)).ShouldNotBe(Text(Month.Value));

        static string Text(IReadOnlyList<DemoSlot> month) => JsonSerializer.Serialize(month);
    }

    [Fact]
    public void Every_request_of_many_months_is_one_that_the_catalogue_takes()
    {
        for (var seed = 0; seed < 8; seed++)
        {
            foreach (var slot in DemoMonth.For(seed, End.AddHours(seed * 7), Haian.Value).Where(slot => slot.Requests.Count > 0))
            {
                RequestCheck.Of(slot.Requests, Haian.Value, Scope.Everything).ShouldBeEmpty();
            }
        }
    }

    [Fact]
    public void Every_report_fits_the_form_of_its_step()
    {
        var requests = Month.Value.SelectMany(slot => slot.Requests).ToDictionary(request => request.ExternalId!);
        foreach (var act in Month.Value.SelectMany(slot => slot.Acts).Where(act => act.Kind is DemoActKind.Report))
        {
            var step = Haian.Value.FindDuty(requests[act.Matter].Duty)!.Steps.Single(step => step.Code == act.Step);
            ReportCheck.Of(step, new MemberReport(act.Note, act.Fields)).ShouldBeEmpty($"{requests[act.Matter].Duty}/{step.Code}");
        }
    }

    [Fact]
    public void Nothing_is_done_before_it_is_issued_or_before_the_steps_it_waits_for()
    {
        var ready = new Dictionary<(string Matter, string Step), DateTimeOffset>();
        var duties = new Dictionary<string, string>();
        var closed = new HashSet<(string, string)>();
        foreach (var slot in Month.Value)
        {
            foreach (var request in slot.Requests)
            {
                duties[request.ExternalId!] = request.Duty;
                ready[(request.ExternalId!, Haian.Value.FindDuty(request.Duty)!.Steps[0].Code)] = request.IssuedAt!.Value;
            }

            var freed = new List<(string, string)>();
            foreach (var act in slot.Acts)
            {
                ready.ShouldContainKey((act.Matter, act.Step));
                act.At.ShouldBeGreaterThanOrEqualTo(ready[(act.Matter, act.Step)]);
                act.At.ShouldBeLessThanOrEqualTo(slot.End);
                if (act.Kind is not DemoActKind.Accept)
                {
                    closed.Add((act.Matter, act.Step)).ShouldBeTrue("done twice");
                    freed.AddRange(Haian.Value.FindDuty(duties[act.Matter])!.Steps.Where(step => step.After.Contains(act.Step)).Select(step => (act.Matter, step.Code)));
                }
            }

            freed.ForEach(each => ready[each] = slot.End);
        }

        Month.Value[^1].End.ShouldBeLessThanOrEqualTo(End);
    }

    [Fact]
    public void The_month_is_one_a_city_could_have_had()
    {
        var requests = Month.Value.SelectMany(slot => slot.Requests).ToList();
        var acts = Month.Value.SelectMany(slot => slot.Acts).ToList();
        var tasks = requests.Sum(request => Haian.Value.FindDuty(request.Duty)!.Steps.Count);
        tasks.ShouldBeInRange(6_000, 10_000);

        double closed = acts.Count(act => act.Kind is not DemoActKind.Accept);
        (acts.Count(act => act.Kind is DemoActKind.Check) / closed).ShouldBeInRange(.40, .52, "automatic feedback");
        (1 - (closed / tasks)).ShouldBeInRange(.05, .16, "open");

        var byDay = requests.CountBy(request => TimeZoneInfo.ConvertTime(request.IssuedAt!.Value, Haian.Value.Zone).Date).ToDictionary();
        byDay.Where(day => day.Key.DayOfWeek is DayOfWeek.Sunday).Max(day => day.Value).ShouldBeLessThan(byDay.Where(day => day.Key.DayOfWeek is DayOfWeek.Tuesday).Min(day => day.Value) / 2, "weekends are quiet");
        byDay.MaxBy(day => day.Value).Key.ShouldBe(new DateTime(2026, 11, 16), "the day of rain");
        requests.Count(request => TimeZoneInfo.ConvertTime(request.IssuedAt!.Value, Haian.Value.Zone).Hour is >= 8 and < 18).ShouldBeGreaterThan(requests.Count * 7 / 10, "working hours");

        var byTown = requests.CountBy(request => request.Grid![..9]).ToDictionary();
        byTown.Count.ShouldBe(11);
        byTown.MaxBy(town => town.Value).Key.ShouldBe("320685100");
        requests.ShouldAllBe(request => request.Latitude > 32.3 && request.Latitude < 32.8 && request.Longitude > 120 && request.Longitude < 121);
    }

    /// <summary>The Worker's registers say of each row that the demo names what the demo takes it to say.</summary>
    [Fact]
    public async Task The_rows_it_names_are_those_of_the_shipped_registers()
    {
        var checks = CheckCatalogue.Read(Path.Combine(AppContext.BaseDirectory, "workers", "haian", "checks.yaml"));
        var connector = new FilesConnector(TimeProvider.System);
        foreach (var (rows, wanted) in new[] { (DemoRegisters.Satisfied, FindingOutcome.Satisfied), (DemoRegisters.NotYet, FindingOutcome.NotYet) })
        {
            foreach (var step in Haian.Value.Duties.SelectMany(duty => duty.Steps).Where(step => step.Check is not null))
            {
                var check = checks.Find(step.Check!.Name, Haian.Value.LaneOf(step.Unit ?? "haian-town-001"))!;
                var answers = await connector.AskAsync(check, [.. rows[check.Name].Select(row => new Question(Guid.CreateVersion7(End), row))], TestContext.Current.CancellationToken);
                answers.Select(answer => answer.Outcome).ShouldAllBe(outcome => outcome == wanted, check.Name);
            }
        }
    }
}
