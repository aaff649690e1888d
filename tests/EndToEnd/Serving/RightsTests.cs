using System.Net;
using System.Net.Http.Headers;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>Every address × every role, as docs/rights.md has it.</summary>
public class RightsTests(DemoCity city)
{
    private static readonly Dictionary<string, (string Role, string? Unit, string? Member)> Callers = new()
    {
        ["committee"] = ("Committee", null, null),
        ["member"] = ("Member", null, "M00001"),
        ["reviewer"] = ("Reviewer", null, null),
        ["supervisor"] = ("Supervisor", null, null),
        ["operator"] = ("Operator", null, null),
        ["operator of a unit"] = ("Operator", "chengdong", null),
        ["integration"] = ("Integration", null, null),
    };

    [Fact]
    public async Task The_table_has_a_row_for_every_address_and_no_other()
    {
        var told = Rights.OfTable().Select(right => $"{right.Method} {right.Route}").ToList();
        var real = (await Rights.OfServiceAsync(await city.ServiceAsync())).Select(route => $"{route.Method} {route.Route}").ToList();
        real.Count.ShouldBeGreaterThan(40);
        real.Except(told).ShouldBeEmpty("these addresses have no row in docs/rights.md: say who may call them");
        told.Except(real).ShouldBeEmpty("docs/rights.md has rows for addresses that are not there");
        told.ShouldBeUnique();
    }

    [Fact]
    public async Task Every_address_lets_in_whom_the_table_says_and_refuses_the_others()
    {
        var service = await city.ServiceAsync();
        var tokens = Callers.Keys.Zip(service.AddTokens(Callers.Values)).ToDictionary(pair => pair.First, pair => (string?)pair.Second);
        tokens["stranger"] = null;
        using var http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        var wrong = new List<string>();
        foreach (var right in Rights.OfTable())
        {
            foreach (var (role, token) in tokens)
            {
                using var request = new HttpRequestMessage(new HttpMethod(right.Method is "*" ? "GET" : right.Method), new Uri(service.Address, right.Path()));
                request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
                using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
                var refused = answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                    || (answer.StatusCode is HttpStatusCode.Found && answer.Headers.Location?.ToString().Contains("/sign-in?to=", StringComparison.Ordinal) is true);
                if (refused == right.Allowed.Contains(role))
                {
                    wrong.Add($"{right.Method} {right.Route} as {role}: {(int)answer.StatusCode} {answer.Headers.Location}");
                }

                ShouldBeGuarded(right, answer);
            }
        }

        wrong.ShouldBeEmpty();
    }

    /// <summary>Headers that keep a browser from being used against its owner, on every answer whatever its status.</summary>
    private static void ShouldBeGuarded(Right right, HttpResponseMessage answer)
    {
        var where = $"{right.Method} {right.Route} {(int)answer.StatusCode}";
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], where);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"], where);
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("frame-ancestors 'none'", Case.Sensitive, where);
        if (!right.Route.StartsWith("/openapi", StringComparison.Ordinal))
        {
            policy.ShouldNotContain("unsafe", Case.Insensitive, where);
        }
    }
}
