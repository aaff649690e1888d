using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>The committee's desk as a browser without scripts has it, and its API.</summary>
public sealed class CommitteeDeskTests(CrowdedCity city) : IClassFixture<CrowdedCity>
{
    private const string Header = "职责,对象,网格,地点,期限,houseNumber";

    [Fact]
    public async Task A_preview_saves_nothing_and_the_form_sent_twice_issues_once()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        var page = await browser.GoAsync("issue?duty=neighbourhood-help");
        var preview = await browser.SubmitAsync(page, "preview", [], ("duty", "neighbourhood-help"), ("subjects", "预览甲\n预览乙"), ("grids", "320685100"), ("channel", "desk"));
        preview.Html.ShouldContain("2 件事项，还没有派发");
        preview.Html.ShouldContain("为什么");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '预览%'").ShouldBe(0);

        var hidden = Browser.HiddenOf(preview, "issue").ToArray();
        var answers = await Task.WhenAll(browser.SubmitAsync(preview, "issue", [], hidden), browser.SubmitAsync(preview, "issue", [], hidden));
        answers.Select(answer => answer.Address.AbsolutePath).Distinct().ShouldHaveSingleItem().ShouldStartWith("/issue/done/");
        answers.ShouldAllBe(answer => answer.Html.Contains("2 件事项", StringComparison.Ordinal));
        (await browser.SubmitAsync(preview, "issue", [], hidden)).Html.ShouldContain("2 件事项");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '预览%'").ShouldBe(2);
    }

    [Fact]
    public async Task A_wrong_form_says_what_is_wrong_and_keeps_what_was_typed()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        var page = await browser.GoAsync("issue?duty=neighbourhood-help");
        var answer = await browser.SubmitAsync(page, "preview", [], ("duty", "neighbourhood-help"), ("subjects", "错的"), ("grids", "999"), ("latitude", "91"), ("deadline", "2001-01-01T00:00"));
        answer.Html.ShouldContain("没有派发，请先改正");
        answer.Html.ShouldContain("href=\"#latitude\"");
        answer.Html.ShouldContain("href=\"#deadline\"");
        answer.Html.ShouldContain("错的");
        answer.Html.ShouldNotContain("还没有派发");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject = '错的'").ShouldBe(0);
    }

    [Fact]
    public async Task A_file_tells_every_mistake_before_anything_is_saved_and_issues_good_rows_only_when_told_to()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        var csv = $"{Header}\nneighbourhood-help,文件一,320685100,,,\n没有的职责,=cmd(),,,,\nneighbourhood-help,文件三,999,,,\nneighbourhood-help,文件四,,,2001-01-01 08:00,\n";
        var preview = await browser.SubmitAsync(await browser.GoAsync("issue/file"), "upload", [("file", "十一月.csv", Encoding.UTF8.GetBytes(csv))]);
        preview.Address.AbsolutePath.ShouldStartWith("/issue/file/");
        preview.Html.ShouldContain("3 行有错误");
        preview.Html.ShouldContain("没有代码或名称为“没有的职责”的职责。");
        preview.Html.ShouldContain("没有代码或名称为“999”的网格。");
        preview.Html.ShouldContain("期限已经过了。");
        var wrong = await browser.GoAsync(preview.Address.AbsolutePath + "/wrong.csv");
        wrong.Html.ShouldContain("错误原因");
        wrong.Html.ShouldContain("'=cmd()");
        wrong.Html.ShouldNotContain("文件一");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '文件%'").ShouldBe(0);

        (await browser.SubmitAsync(preview, "issue", [], ("rows", "all"))).Html.ShouldContain("有错误的行，没有派发");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '文件%'").ShouldBe(0);
        var done = await browser.SubmitAsync(preview, "issue", [], ("rows", "good"));
        done.Address.AbsolutePath.ShouldStartWith("/issue/done/");
        (await browser.GoAsync(preview.Address.AbsolutePath)).Address.ShouldBe(done.Address);
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '文件%'").ShouldBe(1);
    }

    [Fact]
    public async Task Ten_thousand_rows_are_previewed_and_issued_within_seconds()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        var csv = $"{Header}\n" + string.Concat(Enumerable.Range(0, 10_000).Select(i => $"邻里互助,万行 {i},,,,\n")).Replace("邻里互助", "neighbourhood-help", StringComparison.Ordinal);
        var started = TimeProvider.System.GetTimestamp();
        var preview = await browser.SubmitAsync(await browser.GoAsync("issue/file"), "upload", [("file", "large.csv", Encoding.UTF8.GetBytes(csv))]);
        preview.Html.ShouldContain("10,000 行可以派发");
        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await browser.SubmitAsync(preview, "issue", [], ("rows", "all"))).Html.ShouldContain("10,000 件事项");
        Count(service, "SELECT COUNT(*) FROM matter WHERE subject LIKE '万行%'").ShouldBe(10_000);
    }

    [Fact]
    public async Task A_file_is_its_owners_alone()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        var preview = await browser.SubmitAsync(await browser.GoAsync("issue/file"), "upload", [("file", "a.csv", Encoding.UTF8.GetBytes($"{Header}\nneighbourhood-help,别人的,,,,\n"))]);
        using var other = new Browser(service.Address);
        await other.SignInAsync((await Dispatcher.RunAsync(null, ["token", "--role", "committee", "--unit", "libao", "--data", service.Data])).ShouldSucceed().Output.Trim());
        (await other.GoAsync(preview.Address.AbsolutePath)).Html.ShouldContain("这个文件已经不在了");
        (await other.GoAsync(preview.Address.AbsolutePath + "/wrong.csv")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Duties_are_checked_published_once_and_refused_on_an_old_basis()
    {
        var service = await city.ServiceAsync();
        var yaml = """
            duties:
              - code: desk-test
                name: 试发布
                area: volunteering
                steps:
                  - { code: do, name: 办理, within: 2d }

            """;
        var check = (await SendAsync(service, HttpMethod.Post, "api/v1/duties/check", service.CommitteeToken, yaml)).ShouldBe(HttpStatusCode.OK).Json;
        check.Text("basis").ShouldBe("desk-test=0");
        check.GetProperty("duties")[0].GetProperty("version").GetInt32().ShouldBe(1);

        (await SendAsync(service, HttpMethod.Post, "api/v1/duties?reason=x", service.CommitteeToken, yaml)).ShouldBe((HttpStatusCode)428);
        (await SendAsync(service, HttpMethod.Post, "api/v1/duties", service.CommitteeToken, yaml, "desk-test=0")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "reason");
        (await SendAsync(service, HttpMethod.Post, "api/v1/duties?reason=x", await service.TokenAsync("supervisor"), yaml, "desk-test=0")).ShouldBe(HttpStatusCode.Forbidden);

        var both = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => SendAsync(service, HttpMethod.Post, "api/v1/duties?reason=first", service.CommitteeToken, yaml, "desk-test=0")));
        both.Select(answer => answer.Status).ShouldBe([HttpStatusCode.Created, HttpStatusCode.PreconditionFailed], ignoreOrder: true);
        (await SendAsync(service, HttpMethod.Post, "api/v1/duties?reason=again", service.CommitteeToken, yaml.Replace("2d", "3d", StringComparison.Ordinal), "desk-test=0")).ShouldBe(HttpStatusCode.PreconditionFailed);
        (await SendAsync(service, HttpMethod.Post, "api/v1/duties?reason=second", service.CommitteeToken, yaml.Replace("2d", "3d", StringComparison.Ordinal), "\"desk-test=1\"")).ShouldBe(HttpStatusCode.Created);
        (await service.GetAsync("api/v1/duties/desk-test", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("version").GetInt32().ShouldBe(2);
        (await service.GetAsync("api/v1/duties/desk-test/yaml?version=1", service.CommitteeToken)).Body.ShouldContain("within: 2d");
        Count(service, "SELECT COUNT(*) FROM duty_publication WHERE duty = 'desk-test' AND reason IN ('first', 'second')").ShouldBe(2);
        (await service.IssueAsync(new { duty = "desk-test", subject = "new" })).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_mistake_in_a_duty_is_told_by_line_and_column()
    {
        var service = await city.ServiceAsync();
        var yaml = "duties:\n  - code: x\n    area: test\n    steps:\n      - { code: do, name: 办, unit: nowhere }\n";
        (await SendAsync(service, HttpMethod.Post, "api/v1/duties/check", service.CommitteeToken, yaml)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "2:5", "5:36");
    }

    [Fact]
    public async Task The_page_publishes_with_a_reason_and_shows_who_was_first_otherwise()
    {
        var (service, browser) = await CommitteeAsync();
        using var closing = browser;
        const string yaml = "duties:\n  - code: desk-page\n    name: 页面发布\n    area: test\n    steps:\n      - { code: do, name: 办 }\n";
        var checkedPage = await browser.SubmitAsync(await browser.GoAsync("duties/check"), "check", [], ("yaml", yaml));
        checkedPage.Html.ShouldContain("新职责");
        (await browser.SubmitAsync(checkedPage, "publish", [], ("yaml", yaml), ("basis", "desk-page=0"), ("reason", ""))).Html.ShouldContain("请写明原因");
        var published = await browser.SubmitAsync(checkedPage, "publish", [], ("yaml", yaml), ("basis", "desk-page=0"), ("reason", "第一版"));
        published.Address.PathAndQuery.ShouldBe("/duties/desk-page?published=1");
        published.Html.ShouldContain("第一版");
        (await browser.SubmitAsync(checkedPage, "publish", [], ("yaml", yaml.Replace("办", "再办", StringComparison.Ordinal)), ("basis", "desk-page=0"), ("reason", "太晚"))).Html.ShouldContain("有人发布了 desk-page 的新版本");
        Count(service, "SELECT COUNT(*) FROM duty WHERE code = 'desk-page'").ShouldBe(1);
    }

    [Fact]
    public async Task Filters_of_the_api_are_told_when_they_are_wrong()
    {
        var service = await city.ServiceAsync();
        (await service.GetAsync("api/v1/tasks?state=Opened&unit=nowhere&issuedFrom=yesterday&colour=red", service.CommitteeToken)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "state", "unit", "issuedFrom", "colour");
        (await service.GetAsync("api/v1/tasks?state=open&overdue=true&q=x&limit=5", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("member", "M00001")]
    [InlineData("operator", null)]
    [InlineData("supervisor", null)]
    public async Task Whoever_is_no_committee_issues_and_publishes_nothing(string role, string? member)
    {
        var service = await city.ServiceAsync();
        var token = await service.TokenAsync(role, member);
        foreach (var path in (string[])["issue", "issue/file", $"issue/done/01a210d2-58a5-7f7d-aece-6d0d90a0af82", "issue/file/template.csv"])
        {
            (await service.GetAsync(path, token)).Status.ShouldBeOneOf(HttpStatusCode.Forbidden, HttpStatusCode.NotFound);
        }
    }

    private async Task<(Service Service, Browser Browser)> CommitteeAsync()
    {
        var service = await city.ServiceAsync();
        var browser = new Browser(service.Address);
        await browser.SignInAsync(service.CommitteeToken);
        return (service, browser);
    }

    private static long Count(Service service, string sql)
    {
        using var saved = new SavedRows(service.Data);
        return saved.Count(sql);
    }

    private static async Task<Answer> SendAsync(Service service, HttpMethod method, string path, string token, string yaml, string? basis = null)
    {
        using var http = new HttpClient { BaseAddress = service.Address };
        using var request = new HttpRequestMessage(method, path) { Content = new StringContent(yaml, Encoding.UTF8, "application/yaml") };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        if (basis is not null)
        {
            request.Headers.TryAddWithoutValidation("If-Match", basis.StartsWith('"') ? basis : $"\"{basis}\"");
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return new Answer(answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), answer.Content.Headers.ContentType?.MediaType);
    }
}
