using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>Whatever is sent, the answer is never a fault of the server, and the service goes on.</summary>
public class HostileRequestsTests(CrowdedCity city) : IClassFixture<CrowdedCity>
{
    private static readonly string[] Scraps =
    [
        "null", "true", "0", "-1", "1e400", "9223372036854775808", "\"\"", "\" \"", "\"\\u0000\"", "\"\\ud800\"", "\"\\uFFFF\"", "\"😀\"", "\"' OR 1=1 --\"", "\"<script>\"",
        "\"../../etc/passwd\"", "[]", "{}", "[[[[[[]]]]]]", "{\"a\":{\"b\":[null]}}", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"9999-12-31T23:59:59-14:00\"",
        "\"neighbourhood-help\"", "\"320685100001\"", "\"%s%n\"", "NaN", "1.5", "\"true\"",
    ];

    private static readonly string[] MatterFields = ["duty", "subject", "grid", "place", "latitude", "longitude", "channel", "externalId", "deadline", "parameters", "extra", ""];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Fuzzed_bodies_and_queries_never_cause_a_fault_of_the_server(int seed)
    {
        var service = await city.ServiceAsync();
        var random = new Random(seed);
        var member = await service.TokenAsync("member", "M00301");
        var task = (await service.IssueAsync(new { duty = "food-licence-check", parameters = new { licence = "fuzz" } }))[0].Text("id");
        // At the duty desk, when everybody is full by now: then any member of the unit may report it.
        var assignee = await service.TokenAsync("member", (await service.GetAsync($"api/v1/tasks/{task}", service.CommitteeToken)).Json.GetProperty("task").GetProperty("member").GetString() ?? "M00016");

        for (var i = 0; i < 250; i++)
        {
            var (what, answer) = random.Next(6) switch
            {
                0 or 1 => await PostAsync("api/v1/matters", service.CommitteeToken, Matter()),
                2 => await PostAsync($"api/v1/tasks/{task}/report", random.Next(2) is 0 ? assignee : member, Report()),
                3 => await GetAsync($"api/v1/tasks?{Query("state", "duty", "unit", "member", "after", "limit")}"),
                4 => await GetAsync($"api/v1/metrics?{Query("asOf")}"),
                _ => await GetAsync($"api/v1/tasks/{Uri.EscapeDataString(Word())}"),
            };
            ((int)answer.Status).ShouldBeLessThan(500, $"seed {seed}, request {i}: {what}\n{answer.Body}\n{service.Errors()}");
            if (answer.Status >= HttpStatusCode.BadRequest)
            {
                answer.ShouldBeProblem(answer.Status);
            }
        }

        service.Errors().ShouldNotContain("fail:", Case.Sensitive, "nothing may have failed behind the answers either");

        string Scrap() => Scraps[random.Next(Scraps.Length)];

        string Word() => Scrap().Trim('"');

        string Matter()
        {
            var one = () => $"{{\"duty\":\"{(random.Next(3) > 0 ? "neighbourhood-help" : "food-licence-check")}\",{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => $"\"{MatterFields[random.Next(MatterFields.Length)]}\":{Scrap()}"))}}}".Replace(",}", "}", StringComparison.Ordinal);
            return random.Next(8) switch
            {
                0 => Scrap(),
                1 => $"[{string.Join(',', Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(2) is 0 ? one() : Scrap()))}]",
                2 => Broken(one()),
                3 => $"{{\"duty\":\"food-licence-check\",\"parameters\":{{\"licence\":{Scrap()},{Quoted()}:{Scrap()}}}}}",
                _ => one(),
            };
        }

        string Report() => random.Next(4) switch
        {
            0 => Scrap(),
            1 => Broken("{\"note\":\"x\",\"fields\":{\"finding\":\"许可有效\"}}"),
            _ => $"{{\"note\":{Scrap()},\"fields\":{(random.Next(3) is 0 ? Scrap() : $"{{\"finding\":{Scrap()},{Quoted()}:{Scrap()}}}")}}}",
        };

        string Quoted() => Scrap() is ['"', ..] and var text ? text : "\"k\"";

        string Broken(string text) => random.Next(3) switch
        {
            0 => text[..random.Next(text.Length)],
            1 => text.Insert(random.Next(text.Length), ((char)random.Next(1, 0xD7FF)).ToString(CultureInfo.InvariantCulture)),
            _ => text.Remove(random.Next(text.Length), 1),
        };

        string Query(params string[] names) => string.Join('&', Enumerable.Range(0, random.Next(1, 4)).Select(_ => $"{names[random.Next(names.Length)]}={Uri.EscapeDataString(Word())}"));

        async Task<(string, Answer)> PostAsync(string path, string token, string body) => ($"POST {path} {body}", await service.PostAsync(path, token, body, random.Next(5) is 0 ? $"fuzz-{random.Next(20)}" : null));

        async Task<(string, Answer)> GetAsync(string path) => ($"GET {path}", await service.GetAsync(path, service.CommitteeToken));
    }

    [Theory]
    [InlineData(7)]
    public async Task Fuzzed_uploads_never_cause_a_fault_of_the_server(int seed)
    {
        var service = await city.ServiceAsync();
        var random = new Random(seed);
        var mapping = "source: fuzz\nzone: Asia/Shanghai\ncolumns: { id: id, duty: duty, subject: subject }\n";
        var csv = "id,duty,subject\n1,no-such-duty,x\n";
        for (var i = 0; i < 80; i++)
        {
            using var form = new MultipartFormDataContent();
            if (random.Next(12) > 0)
            {
                form.Add(new ByteArrayContent(Damaged(csv)), random.Next(12) > 0 ? "file" : "fi le", random.Next(6) is 0 ? "../../x\u0001.csv" : "x.csv");
            }

            if (random.Next(12) > 0)
            {
                form.Add(new ByteArrayContent(random.Next(2) is 0 ? Damaged(mapping) : Encoding.UTF8.GetBytes(mapping)), "mapping", "m.yaml");
            }

            if (random.Next(10) is 0)
            {
                form.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            }

            var answer = await service.SendAsync(HttpMethod.Post, "api/v1/matters/upload", service.CommitteeToken, form);
            ((int)answer.Status).ShouldBeInRange(400, 499, $"seed {seed}, upload {i}: {answer.Body}\n{service.Errors()}");
        }

        byte[] Damaged(string text)
        {
            var bytes = Encoding.UTF8.GetBytes(text);
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            return random.Next(6) switch
            {
                0 => [0x1F, 0x8B, .. bytes],
                1 => bytes[..random.Next(bytes.Length)],
                _ => bytes,
            };
        }
    }

    [Theory]
    [InlineData("GET", "/api/v1/tasks?limit=abc")]
    [InlineData("GET", "/api/v1/tasks/%00")]
    [InlineData("GET", "/api/v1/tasks/..%2f..%2fetc%2fpasswd")]
    [InlineData("GET", "/lib/../../appsettings.json")]
    [InlineData("GET", "/appsettings.json")]
    [InlineData("DELETE", "/api/v1/matters")]
    [InlineData("POST", "/api/v1/tasks/not-a-guid/accept")]
    [InlineData("GET", "/api/v1/metrics?asOf=yesterday")]
    public async Task Odd_addresses_are_the_callers_fault(string method, string path)
    {
        var service = await city.ServiceAsync();
        var answer = await service.SendAsync(new HttpMethod(method), path, service.CommitteeToken, null);
        ((int)answer.Status).ShouldBeInRange(400, 499, answer.Body);
    }

    [Theory]
    [InlineData("operator", "operations?retried=x&discarded=1e9&left=%22&none=", HttpStatusCode.OK)]
    [InlineData("operator", "operations/discard?id=x&id=%00", HttpStatusCode.OK)]
    [InlineData("committee", "duties/neighbourhood-help?version=x", HttpStatusCode.NotFound)]
    [InlineData("committee", "duties/neighbourhood-help?version=1", HttpStatusCode.OK)]
    public async Task Odd_words_in_a_pages_address_are_no_fault_of_the_server(string role, string path, HttpStatusCode expected)
    {
        var service = await city.ServiceAsync();
        (await service.GetAsync(path, await service.TokenAsync(role))).ShouldBe(expected);
    }

    [Fact]
    public async Task A_body_larger_than_allowed_is_refused()
    {
        var service = await city.ServiceAsync();
        var answer = await service.PostAsync("api/v1/matters", service.CommitteeToken, $"{{\"duty\":\"neighbourhood-help\",\"subject\":\"{new string('x', 9_000_000)}\"}}");
        ((int)answer.Status).ShouldBeInRange(400, 499, answer.Body);
    }
}
