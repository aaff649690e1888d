using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>Accounts from the first start on: one-time password, second factor, tokens, and what ends them.</summary>
public sealed partial class SignInTests : IAsyncLifetime
{
    private const string Good = "纸船明烛照天烧 2 moons";
    private readonly TemporaryFolder folder = new();
    private Service service = null!;
    private Person admin = null!;

    public async ValueTask InitializeAsync()
    {
        service = await Service.StartAsync(folder.Of("data"));
        admin = new Person(service.Address, "admin");
    }

    [Fact]
    public async Task The_first_start_prints_an_operators_password_that_works_once_and_leads_to_a_second_factor()
    {
        var shown = await BeginAsync();
        shown.Html.ShouldContain("恢复码");
        admin.RecoveryCodes.Count.ShouldBe(10);
        (await admin.Browser.GoAsync("")).Address.AbsolutePath.ShouldBe("/operations");
        (await admin.Browser.GoAsync("accounts")).Html.ShouldContain("admin");

        // Password and code from now on; a code works once, the one-time password no more.
        admin.TakeNewBrowser();
        (await admin.SubmitAsync(FirstPassword)).Address.PathAndQuery.ShouldStartWith("/sign-in?failed=1");
        var page = await admin.SubmitAsync(Good);
        page.Address.AbsolutePath.ShouldBe("/sign-in/code");
        (await admin.Browser.GoAsync("operations")).Address.AbsolutePath.ShouldBe("/sign-in", "a password alone is not enough");
        (await admin.Browser.PostAsync(page, "/sign-in/code", ("code", admin.LastCode))).Address.PathAndQuery.ShouldBe("/sign-in/code?failed=1", "the code was used before");
        (await admin.Browser.PostAsync(page, "/sign-in/code", ("code", await admin.CodeAsync()))).Address.AbsolutePath.ShouldBe("/operations");

        // A recovery code takes the code's place, once.
        for (var time = 1; time <= 2; time++)
        {
            admin.TakeNewBrowser();
            page = await admin.SubmitAsync(Good);
            (await admin.Browser.PostAsync(page, "/sign-in/code", ("code", admin.RecoveryCodes[0]))).Address.AbsolutePath.ShouldBe(time is 1 ? "/operations" : "/sign-in/code");
        }

        // A second start makes no second operator.
        await service.DisposeAsync();
        service = await Service.StartAsync(folder.Of("data"));
        service.Greeting.ShouldNotContain("one-time password");
    }

    [Fact]
    public async Task A_disabled_account_loses_its_sign_ins_and_tokens_within_five_seconds()
    {
        await BeginAsync();
        using var person = await AddAsync("li.wei", "Supervisor");
        (await person.Browser.GoAsync("account")).Address.AbsolutePath.ShouldBe("/account");
        var token = Token().Match((await person.Browser.PostAsync(await person.Browser.GoAsync("account"), "/account/tokens", ("name", "board"), ("role", "Supervisor"), ("days", "3"))).Html).Value;
        (await service.GetAsync("api/v1/metrics", token)).ShouldBe(HttpStatusCode.OK);

        var clock = Stopwatch.StartNew();
        await admin.Browser.PostAsync(await admin.Browser.GoAsync("accounts"), "/accounts/li.wei/disable");
        await Until.AnswerAsync(() => person.Browser.GoAsync("account"), page => page.Address.AbsolutePath is "/sign-in", "the sign-in ends");
        await Until.AnswerAsync(() => service.GetAsync("api/v1/metrics", token), answer => answer.Status is HttpStatusCode.Unauthorized, "the token ends");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await person.SubmitAsync(person.Password)).Address.PathAndQuery.ShouldStartWith("/sign-in?failed=1");

        // Enabled again it signs in, and what was ended stays so.
        await admin.Browser.PostAsync(await admin.Browser.GoAsync("accounts"), "/accounts/li.wei/enable");
        (await service.GetAsync("api/v1/metrics", token)).ShouldBe(HttpStatusCode.Unauthorized);
        (await person.SignInAsync()).Address.AbsolutePath.ShouldBe("/board");
    }

    [Fact]
    public async Task A_token_is_never_more_than_its_maker_and_ends_when_it_is_taken_back()
    {
        await BeginAsync();
        using var person = await AddAsync("zhao", "Supervisor", "unit", "chengdong");
        foreach (var (role, days, unit, made) in new[] { ("Committee", "1", "", false), ("Operator", "1", "", false), ("Supervisor", "0", "", false), ("Supervisor", "366", "", false), ("Supervisor", "1", "haian", false), ("Supervisor", "2", "", true) })
        {
            var page = await person.Browser.PostAsync(await person.Browser.GoAsync("account"), "/account/tokens", ("name", "x"), ("role", role), ("days", days), ("unit", unit));
            Token().IsMatch(page.Html).ShouldBe(made, $"{role} {days} {unit}");
            if (made)
            {
                var token = Token().Match(page.Html).Value;
                (await service.GetAsync("api/v1/units", token)).Json.EnumerateArray().Select(each => each.Text("code")).ShouldNotContain("haian", "the maker's subtree");
                var second = (await service.PostAsync("api/v1/tokens", token, new { name = "second", days = 300 })).ShouldBe(HttpStatusCode.Created).Json;
                second.GetProperty("expiresAt").GetDateTimeOffset().ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddDays(2), "a token's token ends with it");
                (await service.PostAsync("api/v1/tokens", token, new { name = "more", role = "Committee" })).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/role");

                var list = (await service.GetAsync("api/v1/tokens", token)).ShouldBe(HttpStatusCode.OK);
                list.Body.ShouldNotContain("tm_", Case.Sensitive, "a token is shown once");
                foreach (var own in list.Json.EnumerateArray().Select(each => each.Text("id")).Reverse())
                {
                    (await service.SendAsync(HttpMethod.Delete, $"api/v1/tokens/{own}", second.Text("token"), null)).Status.ShouldBeOneOf(HttpStatusCode.NoContent, HttpStatusCode.Unauthorized);
                }

                (await service.GetAsync("api/v1/units", token)).ShouldBe(HttpStatusCode.Unauthorized);
                (await service.GetAsync("api/v1/units", second.Text("token"))).ShouldBe(HttpStatusCode.Unauthorized);
            }
        }
    }

    [Fact]
    public async Task A_tokens_token_ends_with_it_on_the_page_too()
    {
        await BeginAsync();
        var token = Token().Match((await admin.Browser.PostAsync(await admin.Browser.GoAsync("account"), "/account/tokens", ("name", "short"), ("days", "1"))).Html).Value;
        using var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Authorization = new("Bearer", token);
        var page = await http.GetStringAsync("account", TestContext.Current.CancellationToken);
        var field = Antiforgery().Match(page).Groups["value"].Value;
        using var form = new FormUrlEncodedContent([new("name", "long"), new("days", "365"), new("__RequestVerificationToken", field)]);
        using var answer = await http.PostAsync("account/tokens", form, TestContext.Current.CancellationToken);
        Token().IsMatch(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldBeTrue();
        foreach (var each in (await service.GetAsync("api/v1/tokens", token)).ShouldBe(HttpStatusCode.OK).Json.EnumerateArray())
        {
            each.GetProperty("expiresAt").GetDateTimeOffset().ShouldBeLessThan(TimeProvider.System.GetUtcNow().AddDays(2), each.Text("name"));
        }
    }

    [Fact]
    public async Task Guessing_is_slowed_down_the_same_for_names_nobody_has_and_locks_no_owner_out()
    {
        await BeginAsync();
        using var owner = await AddAsync("qian", "Supervisor");
        var seen = new List<(HttpStatusCode, string)>[] { [], [] };
        foreach (var (answers, name) in seen.Zip((string[])["qian", "nobody"]))
        {
            using var guesser = new Person(service.Address, name);
            for (var i = 0; i < 8; i++)
            {
                var page = await guesser.SubmitAsync($"guess number {i}");
                answers.Add((page.Status, page.Address.PathAndQuery.Split("&to", 2)[0]));
            }
        }

        seen[0].ShouldContain((HttpStatusCode.TooManyRequests, "/sign-in"));
        seen[0].ShouldBe(seen[1], "an account and a name nobody has are told apart by nothing");
        (await owner.SignInAsync()).Address.AbsolutePath.ShouldBe("/board", "the owner's browser is known");

        // The operator's account is guessed at too; with password and code together the operator comes in from anywhere.
        using (var guesser = new Person(service.Address, "admin"))
        {
            for (var i = 0; i < 7; i++)
            {
                await guesser.SubmitAsync("guess");
            }
        }

        admin.TakeNewBrowser();
        var waiting = await admin.SubmitAsync(Good);
        waiting.Status.ShouldBe(HttpStatusCode.TooManyRequests, "this browser is new");
        (await admin.Browser.PostAsync(waiting, "/sign-in", ("account", "admin"), ("password", Good), ("code", await admin.CodeAsync()))).Address.AbsolutePath.ShouldBe("/operations");
    }

    [Fact]
    public async Task Guessing_many_at_once_is_no_way_around_the_waiting()
    {
        var page = await admin.Browser.GoAsync("sign-in");
        var answers = await Task.WhenAll(Enumerable.Range(0, 80).Select(i => admin.Browser.PostAsync(page, "/sign-in", ("account", "admin"), ("password", $"guess {i}"))));
        answers.Count(answer => answer.Status is HttpStatusCode.TooManyRequests).ShouldBeGreaterThan(80 - 5 - (2 * Environment.ProcessorCount) - 8);
    }

    [Fact]
    public async Task A_sign_in_has_a_new_id_ends_with_the_sign_out_and_works_at_another_Dispatcher()
    {
        using var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false };
        using var http = new HttpClient(handler) { BaseAddress = service.Address };
        await BeginAsync();
        using var first = await AddAsync("sun", "Reviewer");
        var one = first.Browser.Cookie("taskmanager");
        await first.SignInAsync();
        var two = first.Browser.Cookie("taskmanager");
        two.ShouldNotBe(one);
        (await StatusAsync(one)).ShouldBe(HttpStatusCode.Found, "the earlier sign-in of this browser ended with the new one");
        (await StatusAsync(two)).ShouldBe(HttpStatusCode.OK);
        (await StatusAsync("forged")).ShouldBe(HttpStatusCode.Found);

        // The keys are in the database: what one process signed, another reads.
        await service.DisposeAsync();
        service = await Service.StartAsync(folder.Of("data"));
        http.DefaultRequestHeaders.Clear();
        (await StatusAsync(two, service.Address)).ShouldBe(HttpStatusCode.OK);

        async Task<HttpStatusCode> StatusAsync(string cookie, Uri? at = null)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(at ?? service.Address, "account"));
            request.Headers.Add("Cookie", $"taskmanager={cookie}");
            using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
            return answer.StatusCode;
        }
    }

    public async ValueTask DisposeAsync()
    {
        admin.Dispose();
        await service.DisposeAsync();
        folder.Dispose();
    }

    private string FirstPassword => OneTime().Match(service.Greeting).Value;

    private Task<Page> BeginAsync() => admin.BeginAsync(FirstPassword, Good);

    /// <summary>The operator makes an account; the person signs in and chooses a password.</summary>
    private async Task<Person> AddAsync(string name, string role, params string[] more)
    {
        var page = await admin.Browser.PostAsync(await admin.Browser.GoAsync("accounts"), "/accounts", [("name", name), ("role", role), .. more.Chunk(2).Select(pair => (pair[0], pair[1]))]);
        page.Status.ShouldBe(HttpStatusCode.OK);
        var person = new Person(service.Address, name);
        (await person.BeginAsync(OneTime().Match(page.Html).Value, "another 长 sentence, 7")).Status.ShouldBe(HttpStatusCode.OK, page.Html);
        return person;
    }

    [GeneratedRegex("tm_[A-Za-z0-9_-]{43}", RegexOptions.None, 1000)]
    private static partial Regex Token();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Antiforgery();

    [GeneratedRegex("[A-Z2-7]{4}(-[A-Z2-7]{4}){3}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex OneTime();
}
