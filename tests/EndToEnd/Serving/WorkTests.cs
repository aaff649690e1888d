using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>A duty walked through to its end: by the register, by a person, step after step, or to the duty desk.</summary>
public class WorkTests(DemoCity city)
{
    [Fact]
    public async Task A_task_the_register_answers_closes_by_itself()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "food-licence-check", parameters = new { licence = "JY4101" } })).ShouldHaveSingleItem();

        var story = await service.AnsweredAsync(task.Text("id"));

        story.State().ShouldBe("Closed");
        story.GetProperty("task").GetProperty("closedAutomatically").GetBoolean().ShouldBeTrue();
        var feedback = story.GetProperty("feedback").EnumerateArray().ShouldHaveSingleItem();
        feedback.GetProperty("automatic").GetBoolean().ShouldBeTrue();
        feedback.Text("by").ShouldEndWith("/food-licence-valid");
        feedback.GetProperty("evidence").Text("validUntil").ShouldBe("2028-05-09");
        story.GetProperty("journal").EnumerateArray().Select(row => row.Text("kind")).ShouldBe(["issued", "closed"]);
    }

    [Fact]
    public async Task A_task_the_register_does_not_answer_waits_for_its_member_who_accepts_and_reports()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "food-licence-check", parameters = new { licence = "JY4110" } })).ShouldHaveSingleItem();
        var id = task.Text("id");
        var waiting = await service.AnsweredAsync(id);
        waiting.State().ShouldBe("Assigned");
        waiting.GetProperty("feedback")[0].Text("outcome").ShouldBe("NotYet");
        waiting.GetProperty("assignments")[0].Text("why").ShouldNotBeEmpty();
        var member = await service.TokenAsync("member", task.Text("member"));

        (await service.PostAsync($"api/v1/tasks/{id}/accept", member, "")).ShouldBe(HttpStatusCode.OK).Json.Text("state").ShouldBe("Accepted");
        (await service.PostAsync($"api/v1/tasks/{id}/accept", member, "")).ShouldBe(HttpStatusCode.OK);
        (await service.ReportAsync(id, member)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/fields/finding");
        (await service.ReportAsync(id, member, new() { ["finding"] = "都好", ["colour"] = "red" }))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/fields/finding", "/fields/colour");
        (await service.ReportAsync(id, member, new() { ["finding"] = "许可过期" }, "已告知续办")).ShouldBe(HttpStatusCode.OK).Json.Text("state").ShouldBe("Closed");
        (await service.ReportAsync(id, member, new() { ["finding"] = "许可过期" }, "已告知续办")).ShouldBe(HttpStatusCode.OK);

        var story = await service.TaskAsync(id, member, _ => true, "the own task");
        story.GetProperty("task").GetProperty("closedAutomatically").GetBoolean().ShouldBeFalse();
        story.GetProperty("journal").EnumerateArray().Select(row => row.Text("kind")).ShouldBe(["issued", "accepted", "closed"]);
        story.GetProperty("feedback").EnumerateArray().Select(each => each.Text("outcome")).ShouldBe(["NotYet", "Satisfied"], "reporting twice is reporting once");
    }

    [Fact]
    public async Task A_member_neither_sees_nor_touches_what_is_anothers()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "food-licence-check", parameters = new { licence = "none" } })).ShouldHaveSingleItem();
        var id = task.Text("id");
        var stranger = await service.TokenAsync("member", "M00300");
        task.Text("member").ShouldNotBe("M00300");

        var foreign = (await service.GetAsync($"api/v1/tasks/{id}", stranger)).ShouldBeProblem(HttpStatusCode.NotFound);
        var missing = (await service.GetAsync($"api/v1/tasks/{Guid.AllBitsSet}", stranger)).ShouldBeProblem(HttpStatusCode.NotFound);
        foreign.Json.Text("detail").Replace(id, "", StringComparison.Ordinal).ShouldBe(missing.Json.Text("detail").Replace($"{Guid.AllBitsSet}", "", StringComparison.Ordinal), "a foreign id looks like a missing one");
        (await service.GetAsync($"api/v1/tasks/{task.Text("number")}", stranger)).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.PostAsync($"api/v1/tasks/{id}/accept", stranger, "")).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.ReportAsync(id, stranger, new() { ["finding"] = "许可有效" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.GetAsync("api/v1/tasks?limit=200", stranger)).ShouldBe(HttpStatusCode.OK)
            .Json.GetProperty("items").EnumerateArray().ShouldAllBe(each => each.TextOrNull("member") == "M00300" || each.TextOrNull("member") == null);
        (await service.GetAsync($"api/v1/tasks/{id}", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json.State().ShouldBe("Assigned");
    }

    [Fact]
    public async Task The_next_step_starts_when_the_one_before_it_closes()
    {
        var service = await city.ServiceAsync();
        var tasks = await service.IssueAsync(new { duty = "floating-population-registration", grid = "320685100005", parameters = new { idLast6 = "996919", house = "H1001" } });
        tasks.Select(task => task.Text("state")).ShouldBe(["Assigned", "Waiting"]);

        (await service.AnsweredAsync(tasks[0].Text("id"))).State().ShouldBe("Closed", "the register has the resident");
        var welcome = await service.TaskAsync(tasks[1].Text("id"), service.CommitteeToken, story => story.State() is "Assigned", "the second step's turn");

        welcome.GetProperty("task").Text("unit").ShouldBe("haian-town-005");
        welcome.GetProperty("task").GetProperty("deadline").GetDateTimeOffset().ShouldBeGreaterThan(welcome.GetProperty("task").GetProperty("issuedAt").GetDateTimeOffset());
        welcome.GetProperty("assignments").EnumerateArray().ShouldHaveSingleItem().Text("rule").ShouldBe("Grid");
        var member = await service.TokenAsync("member", welcome.GetProperty("task").Text("member"));
        (await service.ReportAsync(tasks[1].Text("id"), member)).ShouldBe(HttpStatusCode.OK).Json.Text("state").ShouldBe("Closed");
    }

    [Fact]
    public async Task Steps_done_by_persons_follow_one_another_to_the_last()
    {
        var service = await city.ServiceAsync();
        var tasks = await service.IssueAsync(new { duty = "hotline-request", grid = "320685100006" });
        var forms = new Dictionary<string, string>[]
        {
            new() { ["reached"] = "true" },
            new() { ["result"] = "已解决" },
            new() { ["solved"] = "true", ["satisfaction"] = "满意" },
        };

        for (var i = 0; i < tasks.Count; i++)
        {
            var id = tasks[i].Text("id");
            var turn = await service.TaskAsync(id, service.CommitteeToken, _ => true, "the step");
            turn.State().ShouldBe("Assigned", "recording a report and starting the next step is one transaction");
            foreach (var later in tasks.Skip(i + 1))
            {
                (await service.TaskAsync(later.Text("id"), service.CommitteeToken, _ => true, "a later step")).State().ShouldBe("Waiting");
            }

            var member = await service.TokenAsync("member", turn.GetProperty("task").Text("member"));
            (await service.ReportAsync(id, member, forms[i])).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task When_nobody_is_eligible_the_duty_desk_has_it_and_a_member_of_the_unit_may_take_it()
    {
        var service = await city.ServiceAsync();
        var list = Enumerable.Range(0, 60).Select(_ => new { duty = "property-service-dispute", grid = "320685100003" });
        var tasks = (await service.PostAsync("api/v1/matters", service.CommitteeToken, list)).ShouldBe(HttpStatusCode.Created).Json
            .EnumerateArray().Select(matter => matter.GetProperty("tasks")[0]).ToList();

        var capacities = (await service.GetAsync("api/v1/members", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json.EnumerateArray()
            .ToDictionary(member => member.Text("code"), member => (Unit: member.Text("unit"), Capacity: member.GetProperty("capacity").GetInt32()));
        var given = tasks.Where(task => task.TextOrNull("member") is not null).CountBy(task => task.Text("member")).ToList();
        given.ShouldNotBeEmpty();
        given.ShouldAllBe(each => each.Value == capacities[each.Key].Capacity, "each is full, and none more than full");
        var atDesk = tasks.Where(task => task.TextOrNull("member") is null).ToList();
        atDesk.ShouldNotBeEmpty();
        atDesk.ShouldAllBe(task => task.Text("state") == "Assigned" && task.Text("unit") == "haian-town-003");
        (await service.TaskAsync(atDesk[0].Text("id"), service.CommitteeToken, _ => true, "a task at the desk")).GetProperty("assignments")[0].Text("rule").ShouldBe("DutyDesk");

        var member = await service.TokenAsync("member", capacities.First(each => each.Value.Unit == "haian-town-003").Key);
        (await service.PostAsync($"api/v1/tasks/{atDesk[0].Text("id")}/accept", member, "")).ShouldBe(HttpStatusCode.OK);
        (await service.ReportAsync(atDesk[0].Text("id"), member, new() { ["agreed"] = "true" })).ShouldBe(HttpStatusCode.OK);
        (await service.TaskAsync(atDesk[0].Text("id"), member, _ => true, "the task taken")).GetProperty("assignments").EnumerateArray().Select(each => each.Text("rule"))
            .ShouldBe(["DutyDesk", "TakenFromDesk"]);
    }

    [Fact]
    public async Task Ten_reports_at_once_close_a_task_once()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "neighbourhood-help", grid = "320685100008" })).ShouldHaveSingleItem();
        var member = await service.TokenAsync("member", task.Text("member"));

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.ReportAsync(task.Text("id"), member)));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK);
        (await service.TaskAsync(task.Text("id"), member, _ => true, "the task")).GetProperty("journal").EnumerateArray()
            .Count(row => row.Text("path").EndsWith("Closed", StringComparison.Ordinal)).ShouldBe(1);
    }
}
