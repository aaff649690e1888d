using System.Net;

namespace TaskManager.Tests.EndToEnd.Serving;

public class AccessTests(DemoCity city)
{
    /// <summary>Paths that may be asked for without signing in. Whoever adds one says why here.</summary>
    private static readonly string[] Open =
    [
        "/health/live",     // for whoever restarts the process
        "/health/ready",    // for whoever sends it callers
        "/sign-in",         // where one signs in
        "/sign-in/token",
        "/sign-in/code",          // the steps of signing in: they show nothing without a step begun
        "/sign-in/password",
        "/sign-in/second-factor",
    ];

    [Fact]
    public async Task The_description_of_the_API_lists_every_endpoint()
    {
        var service = await city.ServiceAsync();
        var document = (await service.GetAsync("openapi/v1.json", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json;

        document.GetProperty("paths").EnumerateObject().Select(path => path.Name).ShouldBe(
        [
            "/api/v1/matters", "/api/v1/matters/upload", "/api/v1/duties", "/api/v1/duties/{code}", "/api/v1/duties/{code}/yaml", "/api/v1/duties/check", "/api/v1/units", "/api/v1/grids", "/api/v1/members",
            "/api/v1/tasks", "/api/v1/tasks/{idOrNumber}", "/api/v1/tasks/{idOrNumber}/why", "/api/v1/tasks/{idOrNumber}/reveal", "/api/v1/tasks/{id}/accept", "/api/v1/tasks/{id}/report", "/api/v1/tasks/{id}/return", "/api/v1/tasks/{id}/transfer",
            "/api/v1/metrics", "/api/v1/board", "/api/v1/grids.geojson", "/api/v1/live",
            "/api/v1/tokens", "/api/v1/tokens/{id}", "/api/v1/operations", "/api/v1/dead-letters", "/api/v1/dead-letters/{id}", "/api/v1/dead-letters/retry", "/api/v1/dead-letters/discard",
        ], ignoreOrder: true);
        document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject())
            .ShouldAllBe(operation => operation.Value.GetProperty("summary").GetString()!.Length > 10);
        (await service.GetAsync("openapi/index.html", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Every_endpoint_of_the_API_refuses_a_caller_without_a_token()
    {
        var service = await city.ServiceAsync();
        var document = (await service.GetAsync("openapi/v1.json", service.CommitteeToken)).Json;
        var operations = document.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject(), (path, operation) => (Path: path.Name.Replace("{id}", $"{Guid.AllBitsSet}", StringComparison.Ordinal), Method: new HttpMethod(operation.Name)))
            .ToList();
        operations.Count.ShouldBeGreaterThan(8);

        foreach (var (path, method) in operations)
        {
            foreach (var token in (string?[])[null, "tm_wrong", "", service.CommitteeToken + "x"])
            {
                (await service.SendAsync(method, path, token, null)).ShouldBeProblem(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/tasks/RW20261122-000001")]
    [InlineData("/sign-out")]
    [InlineData("/no-such-page")]
    [InlineData("/openapi/index.html")]
    [InlineData("/openapi/v1.json")]
    public async Task Pages_send_a_stranger_to_the_sign_in_page_or_nowhere(string path)
    {
        var service = await city.ServiceAsync();
        (await service.GetAsync(path, null)).Status.ShouldBeOneOf(HttpStatusCode.Found, HttpStatusCode.NotFound, HttpStatusCode.MethodNotAllowed, HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task What_is_open_to_all_is_on_the_list()
    {
        var service = await city.ServiceAsync();
        foreach (var path in Open)
        {
            (await service.GetAsync(path, null)).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task Each_role_may_do_its_part_and_no_more()
    {
        var service = await city.ServiceAsync();
        var help = new { duty = "neighbourhood-help", subject = "roles" };
        var task = (await service.IssueAsync(help))[0].Text("id");
        foreach (var (role, member, issues, oversees, works) in new[]
        {
            ("member", "M00300", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.NotFound),
            ("supervisor", null, HttpStatusCode.Forbidden, HttpStatusCode.OK, HttpStatusCode.Forbidden),
            ("integration", null, HttpStatusCode.Created, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden),
        })
        {
            var token = await service.TokenAsync(role, member);
            (await service.PostAsync("api/v1/matters", token, help)).ShouldBe(issues);
            (await service.GetAsync("api/v1/metrics", token)).ShouldBe(oversees);
            (await service.GetAsync("api/v1/members", token)).ShouldBe(oversees);
            (await service.PostAsync($"api/v1/tasks/{task}/accept", token, "")).ShouldBe(works);
            (await service.GetAsync("api/v1/duties", token)).ShouldBe(HttpStatusCode.OK);
        }
    }

    [Fact]
    public async Task The_figures_served_equal_the_figures_reported()
    {
        var service = await city.ServiceAsync();
        await service.IssueAsync(new { duty = "public-rental-review", parameters = new { application = "GZ2026101" } });
        var asOf = (await service.GetAsync("api/v1/metrics", service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("asOf").GetString()!;

        // Other tests' work of that very instant may still be on its way into the database; compare once it has arrived.
        var path = $"api/v1/metrics?asOf={Uri.EscapeDataString(asOf)}";
        for (var look = 1; ; look++)
        {
            var before = (await service.GetAsync(path, service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json;
            var reported = (await Dispatcher.RunAsync("report", "--json", "--as-of", asOf, "--data", service.Data)).ShouldSucceed().Json;
            var after = (await service.GetAsync(path, service.CommitteeToken)).ShouldBe(HttpStatusCode.OK).Json;
            if (System.Text.Json.JsonElement.DeepEquals(before, after))
            {
                System.Text.Json.JsonElement.DeepEquals(after, reported).ShouldBeTrue($"{after}\n{reported}");
                after.GetProperty("overall").GetProperty("issued").GetInt64().ShouldBeGreaterThan(0);
                return;
            }

            look.ShouldBeLessThan(10, "the figures of a past instant never stood still");
        }
    }

    [Fact]
    public async Task A_form_without_its_antiforgery_token_is_sent_back_to_the_page()
    {
        var service = await city.ServiceAsync();
        foreach (var path in new[] { "sign-in", "sign-in/token", "sign-in/code", "language" })
        {
            using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["token"] = "tm_x", ["language"] = "en", ["to"] = "/" });
            (await service.SendAsync(HttpMethod.Post, path, null, form)).Status.ShouldBe(HttpStatusCode.Redirect, path);
        }

        service.Errors().ShouldNotContain("anti-forgery", Case.Insensitive, "strangers must not fill the log");
    }

    [Fact]
    public async Task A_post_from_another_sites_page_is_refused_unless_it_carries_a_token()
    {
        var service = await city.ServiceAsync();
        (await PostFromElsewhere(null)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await PostFromElsewhere(null, "Origin", "http://elsewhere.example")).Status.ShouldBe(HttpStatusCode.Forbidden, "an old browser says it so");
        (await PostFromElsewhere(null, "Origin", service.Address.GetLeftPart(UriPartial.Authority))).Status.ShouldBe(HttpStatusCode.Unauthorized, "the own page is not elsewhere");
        (await PostFromElsewhere(service.CommitteeToken)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity);

        Task<Answer> PostFromElsewhere(string? token, string header = "Sec-Fetch-Site", string value = "cross-site")
        {
            var content = new StringContent("[]", System.Text.Encoding.UTF8, "application/json");
            content.Headers.TryAddWithoutValidation(header, value);
            return service.SendAsync(HttpMethod.Post, "api/v1/matters", token, content);
        }
    }

    [Fact]
    public async Task What_cannot_be_read_is_told_in_words()
    {
        var service = await city.ServiceAsync();
        (await service.GetAsync("api/v1/tasks?limit=abc", service.CommitteeToken)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "limit");
        (await service.GetAsync("api/v1/metrics?asOf=abc", service.CommitteeToken)).ShouldBe(HttpStatusCode.BadRequest).Body.ShouldContain("'asOf' cannot be 'abc'");
        (await service.GetAsync("api/v1/tasks?after=garbage", service.CommitteeToken)).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await service.PostAsync("api/v1/matters", service.CommitteeToken, new { duty = "paired-care", deadline = "2027-01-01T00:00:00" }))
            .ShouldBe(HttpStatusCode.BadRequest).Body.ShouldContain("offset");
        (await service.PostAsync("api/v1/matters", service.CommitteeToken, new { duty = "paired-care", subject = "a\u0000b" }))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/subject");
    }

    [Fact]
    public async Task A_data_folder_that_is_in_use_is_refused_to_a_second_process()
    {
        var service = await city.ServiceAsync();
        (await Dispatcher.RunAsync("serve", "--data", service.Data)).ShouldFail(service.Data, "in use", "--data");
        using var folder = new TemporaryFolder();
        (await Dispatcher.ReplayAsync(folder.Write("x.csv", "case_enquiry_id,open_dt,closed_dt,case_status,type\n"), Dispatcher.ShippedMapping("boston311"), service.Data)).ShouldFail("in use");
    }
}
