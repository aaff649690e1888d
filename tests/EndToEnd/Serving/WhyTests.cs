using System.Net;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>Why a task went where it went, as those may see it who ask.</summary>
public class WhyTests(DemoCity city)
{
    [Fact]
    public async Task Who_oversees_sees_the_choice_and_that_choosing_again_agrees_and_the_member_a_sentence()
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty = "neighbourhood-help", grid = "320685103004", subject = "搬家具" })).ShouldHaveSingleItem();

        var why = (await service.GetAsync($"api/v1/tasks/{task.Text("number")}/why", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json;

        why.Text("member").ShouldBe(task.Text("member"));
        why.Text("why").ShouldNotBeEmpty();
        why.Text("whyEn").ShouldNotBeEmpty();
        var choice = why.GetProperty("choice");
        choice.GetProperty("agrees").GetBoolean().ShouldBeTrue();
        choice.Text("again").ShouldBe(task.Text("member"));
        choice.GetProperty("catalogueVersion").GetInt32().ShouldBeGreaterThan(0);
        choice.GetProperty("weights").GetProperty("load").GetDouble().ShouldBe(1);
        var best = choice.GetProperty("best").EnumerateArray().ToList();
        best[0].Text("member").ShouldBe(task.Text("member"));
        best.ShouldAllBe(offer => Math.Abs(offer.GetProperty("parts").EnumerateObject().Sum(part => part.Value.GetDouble()) - offer.GetProperty("total").GetDouble()) < 1e-3);

        var own = (await service.GetAsync($"api/v1/tasks/{task.Text("id")}/why", await service.TokenAsync("member", task.Text("member")))).ShouldBe(HttpStatusCode.OK).Json;
        own.Text("why").ShouldNotBeEmpty();
        own.TryGetProperty("choice", out var hidden).ShouldBe(hidden.ValueKind is System.Text.Json.JsonValueKind.Null, "what a member sees tells nothing of colleagues");
        (await service.GetAsync($"api/v1/tasks/{task.Text("id")}/why", await service.TokenAsync("member", "M00001"))).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.GetAsync($"api/v1/tasks/{task.Text("id")}/why?sequence=7", service.CommitteeToken)).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.GetAsync("api/v1/tasks/RW20000101-000001/why", service.CommitteeToken)).ShouldBeProblem(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_place_finds_its_grid_and_an_excluded_member_never_gets_it()
    {
        var service = await city.ServiceAsync();
        var first = (await service.IssueAsync(new { duty = "neighbourhood-help", latitude = 32.56, longitude = 120.70 })).ShouldHaveSingleItem();
        first.Text("unit").ShouldNotBe("haian", "the place lies in a village");
        var again = (await service.IssueAsync(new { duty = "neighbourhood-help", latitude = 32.56, longitude = 120.70, exclude = new[] { first.Text("member") } })).ShouldHaveSingleItem();
        again.Text("unit").ShouldBe(first.Text("unit"));
        again.GetProperty("member").ToString().ShouldNotBe(first.Text("member"));
        (await service.PostAsync("api/v1/matters", service.CommitteeToken, """{"duty":"neighbourhood-help","exclude":["M99999"]}""")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/exclude");
    }
}
