using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>The member's own pages and acts from outside: nothing is reported twice, nothing bad is taken, nothing of others is seen.</summary>
public class MyTasksTests(DemoCity city)
{
    [Fact]
    public async Task A_double_tap_reports_once_and_another_report_afterwards_is_told_so()
    {
        var (service, task, browser) = await SignedInAsync("320685100021");
        using (browser)
        {
            var page = await browser.GoAsync($"my/{task.Number}");
            var fields = Fields(page, ("f.agreed", "true"), ("note", "已协商一致"));

            var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => browser.UploadAsync(page, task.Report, fields)));

            answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.OK && answer.Address.PathAndQuery == $"/my?did=report&number={task.Number}");
            var other = await browser.UploadAsync(page, task.Report, Fields(page, ("f.agreed", "false")) with { Act = Guid.CreateVersion7().ToString() });
            other.Status.ShouldBe(HttpStatusCode.Conflict);
            other.Html.ShouldContain("没有被采用");
            var edited = await browser.UploadAsync(page, task.Report, fields with { Values = [("f.agreed", "false")] });
            edited.Status.ShouldBe(HttpStatusCode.Conflict, "the same form with another answer is another report");
            await ShouldBeClosedOnceAsync(service, task.Number);
        }
    }

    [Fact]
    public async Task A_report_whose_answer_is_lost_counts_once_when_it_is_sent_again()
    {
        var (service, task, browser) = await SignedInAsync("320685100022");
        using (browser)
        {
            var page = await browser.GoAsync($"my/{task.Number}");
            var fields = Fields(page, ("f.agreed", "true"));
            for (var milliseconds = 1; milliseconds <= 64; milliseconds *= 2)
            {
                await browser.LoseAnswerAsync(page, task.Report, fields, TimeSpan.FromMilliseconds(milliseconds));
            }

            (await browser.UploadAsync(page, task.Report, fields)).Address.PathAndQuery.ShouldBe($"/my?did=report&number={task.Number}");
            await ShouldBeClosedOnceAsync(service, task.Number);
        }
    }

    [Fact]
    public async Task What_is_wrong_stands_beside_its_field_and_what_was_typed_stays()
    {
        var (service, task, browser) = await SignedInAsync("320685100023");
        using (browser)
        {
            var page = await browser.GoAsync($"my/{task.Number}");

            var again = await browser.UploadAsync(page, task.Report, Fields(page, ("note", "写了很久的说明")));

            again.Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
            again.Html.ShouldContain("请填写“是否达成一致”。");
            again.Html.ShouldContain("写了很久的说明</textarea>");
            Browser.Hidden(again, "act").ShouldBe(Browser.Hidden(page, "act"), "it is still the same act");
            (await browser.UploadAsync(again, task.Report, Fields(again, ("f.agreed", "true")) with { Person = "M00300" })).Status.ShouldBe(HttpStatusCode.Conflict, "a form somebody else filled in");
            (await service.TaskAsync(task.Number, service.CommitteeToken, _ => true, "the task")).State().ShouldBe("Assigned");
        }
    }

    [Fact]
    public async Task Bad_uploads_change_nothing_and_a_good_photo_is_seen_only_by_who_may_see_the_task()
    {
        var (service, task, browser) = await SignedInAsync("320685100024", "flood-point-check");
        using (browser)
        {
            var page = await browser.GoAsync($"my/{task.Number}");
            var fields = Fields(page, ("f.level", "正常"));
            foreach (var (photos, said) in (((string, byte[])[] Photos, string Said)[])
            [
                ([("photo.jpg", "<svg onload=alert(1)>"u8.ToArray())], "第 1 张：这是网页或 SVG 文本"),
                ([("photo.jpg", SamplePhotos.Jpeg(ends: false))], "第 1 张：照片不完整"),
                ([("ok.jpg", SamplePhotos.Jpeg()), ("photo.jpg", SamplePhotos.Jpeg(trailing: "PK"u8.ToArray()))], "第 2 张：照片末尾附有其他数据"),
                ([("bomb.png", SamplePhotos.Png(unpacked: 30_000_000))], "第 1 张：照片的内部结构不正确"),
                ([("big.jpg", new byte[(8 * 1024 * 1024) + 1])], "每张最多 8 MB"),
                ([.. Enumerable.Repeat(("ok.jpg", SamplePhotos.Jpeg()), 6)], "共 6 张照片，最多 5 张"),
            ])
            {
                var refused = await browser.UploadAsync(page, task.Report, fields, photos);
                refused.Status.ShouldBe(HttpStatusCode.UnprocessableEntity, said);
                refused.Html.ShouldContain(said);
            }

            (await browser.UploadAsync(page, task.Report, fields, [.. Enumerable.Repeat(("big.jpg", new byte[9 * 1024 * 1024]), 5)])).Status.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
            (await service.TaskAsync(task.Number, service.CommitteeToken, _ => true, "the task")).State().ShouldBe("Assigned");

            (await browser.UploadAsync(page, task.Report, fields, ("x.png", SamplePhotos.Jpeg()), ("y.jpg", SamplePhotos.Png()))).Status.ShouldBe(HttpStatusCode.OK);

            var story = await service.TaskAsync(task.Number, service.CommitteeToken, each => each.State() is "Closed", "the report");
            var kept = story.GetProperty("photos").EnumerateArray().ToList();
            kept.Select(photo => photo.Text("type")).ShouldBe(["image/jpeg", "image/png"], "by content, whatever the name says");
            var evidence = story.GetProperty("feedback")[0].GetProperty("evidence");
            (evidence.Text("place.latitude"), evidence.Text("place.longitude"), evidence.Text("place.from")).ShouldBe(("32.5", "120.5", "photo"), "the step asks for the place");

            var address = kept[0].Text("address");
            using var photo = await browser.GetAsync(address);
            photo.StatusCode.ShouldBe(HttpStatusCode.OK);
            photo.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
            photo.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
            photo.Headers.GetValues("Content-Security-Policy").Single().ShouldBe("default-src 'none'; sandbox");
            photo.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
            photo.Headers.CacheControl!.NoStore.ShouldBeTrue();
            System.Text.Encoding.Latin1.GetString(await photo.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken)).ShouldNotContain(SamplePhotos.Secret);

            (await service.GetAsync(address, service.CommitteeToken)).Status.ShouldBe(HttpStatusCode.OK);
            (await service.GetAsync(address, await service.TokenAsync("member", "M00300"))).Status.ShouldBe(HttpStatusCode.NotFound);
            (await service.GetAsync($"photos/{Guid.AllBitsSet}", service.CommitteeToken)).Status.ShouldBe(HttpStatusCode.NotFound);
            (await service.GetAsync(address, null)).Status.ShouldNotBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Only_members_have_the_pages_and_only_their_own_tasks_are_on_them()
    {
        var (service, task, browser) = await SignedInAsync("320685100025");
        browser.Dispose();
        using var stranger = new Browser(service.Address);
        await stranger.SignInAsync(await service.TokenAsync("member", "M00300"));
        (await stranger.GoAsync($"my/{task.Number}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GoAsync("my")).Html.ShouldNotContain(task.Number);
        ((int)(await service.PostAsync($"my/{task.Number}/report", service.CommitteeToken, "{}")).Status).ShouldBeInRange(400, 499);

        using var committee = new Browser(service.Address);
        await committee.SignInAsync(service.CommitteeToken);
        (await committee.GoAsync("my")).Address.AbsolutePath.ShouldNotBe("/my");
    }

    [Fact]
    public async Task A_task_is_returned_and_transferred_through_the_api_and_its_story_says_why()
    {
        var service = await city.ServiceAsync();
        var issued = (await service.IssueAsync(new { duty = "food-licence-check", parameters = new { licence = "nowhere" } })).ShouldHaveSingleItem();
        var (id, first) = (issued.Text("id"), issued.Text("member"));
        var token = await service.TokenAsync("member", first);
        var stranger = await service.TokenAsync("member", "M00300");

        (await service.PostAsync($"api/v1/tasks/{id}/return", token, "{}")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/reason");
        (await service.PostAsync($"api/v1/tasks/{id}/return", stranger, new { reason = "x" })).ShouldBeProblem(HttpStatusCode.NotFound);
        (await service.PostAsync($"api/v1/tasks/{id}/transfer", token, new { to = "M00300", reason = "x" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/to");
        var returned = (await service.PostAsync($"api/v1/tasks/{id}/return", token, new { reason = "不属于本科室" }, idempotencyKey: "return-1")).ShouldBe(HttpStatusCode.OK).Json;
        returned.TextOrNull("member").ShouldNotBe(first);
        (await service.PostAsync($"api/v1/tasks/{id}/return", token, new { reason = "不属于本科室" }, idempotencyKey: "return-1")).ShouldBe(HttpStatusCode.OK);
        (await service.PostAsync($"api/v1/tasks/{id}/return", token, new { reason = "不属于本科室" }, idempotencyKey: "return-2")).ShouldBeProblem(HttpStatusCode.Conflict);

        var second = returned.Text("member");
        (await service.PostAsync($"api/v1/tasks/{id}/transfer", await service.TokenAsync("member", second), new { to = (string?)null, reason = "请值班台安排" })).ShouldBe(HttpStatusCode.OK).Json.TextOrNull("member").ShouldBeNull();

        var story = await service.TaskAsync(id, service.CommitteeToken, _ => true, "the task");
        story.GetProperty("journal").EnumerateArray().Select(row => row.Text("kind")).ShouldBe(["issued", "returned", "assigned", "transferred"]);
        using var browser = new Browser(service.Address);
        await browser.SignInAsync(service.CommitteeToken);
        var page = await browser.GoAsync($"tasks/{issued.Text("number")}");
        page.Html.ShouldContain("不属于本科室");
        page.Html.ShouldContain("转派到值班台");
        page.Html.ShouldContain("请值班台安排");
    }

    /// <summary>A task of a duty in a grid of its own, and its member signed in.</summary>
    private async Task<(Service Service, Issued Task, Browser Browser)> SignedInAsync(string grid, string duty = "property-service-dispute")
    {
        var service = await city.ServiceAsync();
        var task = (await service.IssueAsync(new { duty, grid })).ShouldHaveSingleItem();
        var browser = new Browser(service.Address);
        await browser.SignInAsync(await service.TokenAsync("member", task.Text("member")));
        return (service, new Issued(task.Text("number")), browser);
    }

    private static async Task ShouldBeClosedOnceAsync(Service service, string number)
    {
        var story = await service.TaskAsync(number, service.CommitteeToken, _ => true, "the task");
        story.GetProperty("journal").EnumerateArray().Count(row => row.Text("kind") is "closed").ShouldBe(1);
        story.GetProperty("feedback").EnumerateArray().ShouldHaveSingleItem();
    }

    private static Form Fields(Page page, params (string Name, string Value)[] values) => new(Browser.Hidden(page, "act"), Browser.Hidden(page, "person"), values);

    private sealed record Issued(string Number)
    {
        public string Report => $"/my/{Number}/report";
    }

    /// <summary>What a report's form sends besides files.</summary>
    private sealed record Form(string Act, string Person, IReadOnlyList<(string Name, string Value)> Values) : IEnumerable<(string Name, string Value)>
    {
        public IEnumerator<(string Name, string Value)> GetEnumerator() => Values.Append(("act", Act)).Append(("person", Person)).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
