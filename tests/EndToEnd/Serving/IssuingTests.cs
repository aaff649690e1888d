using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

public class IssuingTests(DemoCity city)
{
    private const string Matters = "api/v1/matters";

    [Fact]
    public async Task A_list_is_issued_whole_and_answered_in_its_order()
    {
        var service = await city.ServiceAsync();
        var answer = (await service.PostAsync(Matters, service.CommitteeToken, new[]
        {
            new { duty = "hotline-request", subject = "一", externalId = "list-1" },
            new { duty = "neighbourhood-help", subject = "二", externalId = "list-2" },
        })).ShouldBe(HttpStatusCode.Created).Json;

        answer.EnumerateArray().Select(matter => matter.GetProperty("tasks").EnumerateArray().Select(task => task.Text("step")))
            .ShouldBe([["contact", "handle", "call-back"], ["help"]]);
        answer[0].GetProperty("tasks").EnumerateArray().Select(task => task.Text("state")).ShouldBe(["Assigned", "Waiting", "Waiting"]);
    }

    [Fact]
    public async Task The_same_key_and_body_again_get_the_same_answer_and_issue_nothing()
    {
        var service = await city.ServiceAsync();
        var first = (await service.PostAsync(Matters, service.CommitteeToken, Help("key"), "key-1")).ShouldBe(HttpStatusCode.Created);
        var again = (await service.PostAsync(Matters, service.CommitteeToken, Help("key"), "key-1")).ShouldBe(HttpStatusCode.Created);

        again.Body.ShouldBe(first.Body);
        (await service.PostAsync(Matters, service.CommitteeToken, Help("other body"), "key-1")).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "Idempotency-Key");
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE subject IN ('key', 'other body')").ShouldBe(1);
    }

    [Fact]
    public async Task Ten_equal_calls_at_once_under_one_key_issue_one_matter()
    {
        var service = await city.ServiceAsync();
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => service.PostAsync(Matters, service.CommitteeToken, Help("at once"), "key-at-once")));

        answers.ShouldAllBe(answer => answer.Status == HttpStatusCode.Created);
        answers.Select(answer => answer.Body).Distinct().ShouldHaveSingleItem();
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE subject = 'at once'").ShouldBe(1);
    }

    [Fact]
    public async Task An_external_id_that_comes_again_issues_nothing()
    {
        var service = await city.ServiceAsync();
        var body = new { duty = "neighbourhood-help", subject = "twice", externalId = "ext-1" };
        var first = (await service.PostAsync(Matters, service.CommitteeToken, body)).ShouldBe(HttpStatusCode.Created).Json;
        var again = (await service.PostAsync(Matters, service.CommitteeToken, body)).ShouldBe(HttpStatusCode.Created).Json;

        again.Text("id").ShouldBe(first.Text("id"));
        again.GetProperty("duplicate").GetBoolean().ShouldBeTrue();
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE external_id = 'ext-1'").ShouldBe(1);
    }

    [Fact]
    public async Task Every_mistake_of_a_list_is_told_and_nothing_of_it_is_saved()
    {
        var service = await city.ServiceAsync();
        var answer = await service.PostAsync(Matters, service.CommitteeToken, new object[]
        {
            new { duty = "neighbourhood-help", subject = "refused" },
            new { duty = "no-such-duty", subject = "refused" },
            new { duty = "neighbourhood-help", subject = "refused", grid = "999", latitude = 91.0, longitude = 0.0 },
            new { subject = new string('x', 501) },
            new { duty = "neighbourhood-help", subject = "refused", deadline = "2001-01-01T00:00:00Z", latitude = 1.0 },
        });

        answer.ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "/1/duty", "/2/grid", "/2/latitude", "/3/duty", "/3/subject", "/4/deadline", "/4/longitude");
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE subject = 'refused'").ShouldBe(0);
    }

    [Theory]
    [InlineData("{\"duty\": \"neighbourhood-help\", \"dutty\": 1}")]
    [InlineData("{\"duty\": 7}")]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("")]
    public async Task A_body_that_is_not_the_JSON_asked_for_is_refused(string body)
    {
        var service = await city.ServiceAsync();
        (await service.PostAsync(Matters, service.CommitteeToken, body)).ShouldBeProblem(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task An_empty_list_and_one_too_long_are_refused()
    {
        var service = await city.ServiceAsync();
        (await service.PostAsync(Matters, service.CommitteeToken, "[]")).ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await service.PostAsync(Matters, service.CommitteeToken, Enumerable.Repeat(Help("too long a list"), 1001))).ShouldBe(HttpStatusCode.UnprocessableEntity);
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE subject = 'too long a list'").ShouldBe(0);
    }

    [Fact]
    public async Task An_upload_issues_every_row_or_none()
    {
        var service = await city.ServiceAsync();
        const string Good = "编号,类型,标题,网格\nup-1,neighbourhood-help,上传,320685100001\nup-2,hotline-urgent,上传,\n";

        var refused = await UploadAsync(service, Good + "up-3,no-such-duty,上传,\nup-4,neighbourhood-help,上传,nowhere\n");
        refused.ShouldBe(HttpStatusCode.UnprocessableEntity);
        refused.Json.GetProperty("errors").EnumerateArray().Select(error => (error.GetProperty("row").GetInt64(), error.Text("where"))).ShouldBe([(3, "duty"), (4, "grid")]);
        Uploaded(service).ShouldBe(0);

        (await UploadAsync(service, Good)).ShouldBe(HttpStatusCode.Created).Json.GetArrayLength().ShouldBe(2);
        Uploaded(service).ShouldBe(2);
        (await UploadAsync(service, Good)).ShouldBe(HttpStatusCode.Created).Json.EnumerateArray().ShouldAllBe(matter => matter.GetProperty("duplicate").GetBoolean());
        Uploaded(service).ShouldBe(2);
    }

    [Fact]
    public async Task An_upload_cut_off_or_with_a_bad_mapping_is_refused()
    {
        var service = await city.ServiceAsync();
        byte[] cut = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3, 1, 2, 3];
        (await UploadAsync(service, cut)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "file");
        (await UploadAsync(service, Gzip("编号,类型,标题,网格\n" + string.Concat(Enumerable.Range(0, 900).Select(i => $"cut-{i * 7919},neighbourhood-help,上传到一半 {i},\n")))[..^40]))
            .ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "file");
        (await UploadAsync(service, "编号\n1\n", "source: [")).ShouldBe(HttpStatusCode.UnprocessableEntity)
            .Json.GetProperty("errors")[0].Text("where").ShouldStartWith("mapping.yaml:");
        using var saved = new SavedRows(service.Data);
        saved.Count("SELECT COUNT(*) FROM matter WHERE subject LIKE '上传到一半%'").ShouldBe(0);
    }

    private static object Help(string subject) => new { duty = "neighbourhood-help", subject };

    private static long Uploaded(Service service)
    {
        using var saved = new SavedRows(service.Data);
        return saved.Count("SELECT COUNT(*) FROM matter WHERE source = 'upload-test'");
    }

    private static byte[] Gzip(string text)
    {
        using var bytes = new MemoryStream();
        using (var zip = new System.IO.Compression.GZipStream(bytes, System.IO.Compression.CompressionLevel.Fastest))
        {
            zip.Write(System.Text.Encoding.UTF8.GetBytes(text));
        }

        return bytes.ToArray();
    }

    private static Task<Answer> UploadAsync(Service service, string csv, string? mapping = null) => UploadAsync(service, System.Text.Encoding.UTF8.GetBytes(csv), mapping);

    private static async Task<Answer> UploadAsync(Service service, byte[] csv, string? mapping = null)
    {
        using var form = new MultipartFormDataContent
        {
            { new ByteArrayContent(csv), "file", "matters.csv" },
            {
                new StringContent(mapping ?? """
                    source: upload-test
                    zone: Asia/Shanghai
                    columns: { id: 编号, duty: 类型, subject: 标题, grid: 网格 }
                    """),
                "mapping",
                "mapping.yaml"
            },
        };
        return await service.SendAsync(HttpMethod.Post, Matters + "/upload", service.CommitteeToken, form);
    }
}
