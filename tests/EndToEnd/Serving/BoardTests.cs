using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace TaskManager.Tests.EndToEnd.Serving;

/// <summary>The supervisor's board from outside: the same figures as the report, live within two seconds, and only of the caller's part of the tree.</summary>
public class BoardTests(DemoCity city)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task An_issue_is_on_open_boards_within_two_seconds_and_not_on_those_of_other_units()
    {
        var service = await city.ServiceAsync();
        using var whole = await StreamAsync(service, await service.TokenAsync("supervisor"));
        using var elsewhere = await StreamAsync(service, await ScopedAsync(service, "housing"));
        var (before, beforeElsewhere) = (await whole.IssuedAsync(), await elsewhere.IssuedAsync());

        var watch = Stopwatch.StartNew();
        await service.IssueAsync(new { duty = "neighbourhood-help", subject = "看板", grid = "320685103200" });
        while (await whole.IssuedAsync() <= before)
        {
            watch.Elapsed.ShouldBeLessThan(Soon);
        }

        watch.Elapsed.ShouldBeLessThan(Soon);
        var scoped = (await service.GetAsync("api/v1/board?period=today", await ScopedAsync(service, "housing"))).ShouldBe(HttpStatusCode.OK).Json;
        scoped.GetProperty("overall").GetProperty("figures").GetProperty("issued").GetInt64().ShouldBe(beforeElsewhere);
        scoped.GetProperty("byUnit").EnumerateArray().Select(unit => unit.Text("code")).ShouldAllBe(code => code.StartsWith("housing", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_board_counts_what_the_metrics_count()
    {
        var service = await city.ServiceAsync();
        var token = await service.TokenAsync("supervisor");
        await service.IssueAsync(new { duty = "neighbourhood-help", subject = "一致", grid = "320685103200" });
        var board = (await service.GetAsync("api/v1/board?period=custom&from=2020-01-01", token)).ShouldBe(HttpStatusCode.OK).Json;
        var asOf = Uri.EscapeDataString(board.GetProperty("to").GetDateTimeOffset().ToString("O"));
        var metrics = (await service.GetAsync($"api/v1/metrics?asOf={asOf}", token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("overall");
        foreach (var figure in new[] { "issued", "closed", "open", "due", "closedDue", "closedOnTime", "automatic" })
        {
            board.GetProperty("overall").GetProperty("figures").GetProperty(figure).GetInt64().ShouldBe(metrics.GetProperty(figure).GetInt64(), figure);
        }
    }

    [Fact]
    public async Task What_is_outside_the_callers_part_looks_missing()
    {
        var service = await city.ServiceAsync();
        var token = await ScopedAsync(service, "libao");
        foreach (var path in new[] { "board?unit=housing", "board?unit=nowhere", "board/wall?unit=haian", "board/map?unit=housing", "board/events?unit=housing", "board/figures.xlsx?unit=housing", "board/overdue.xlsx?unit=housing", "api/v1/board?unit=housing" })
        {
            (await service.GetAsync(path, token)).ShouldBe(HttpStatusCode.NotFound);
        }

        var shapes = (await service.GetAsync("api/v1/grids.geojson", token)).ShouldBe(HttpStatusCode.OK).Json.GetProperty("features").EnumerateArray().ToList();
        shapes.ShouldNotBeEmpty();
        shapes.ShouldAllBe(shape => shape.GetProperty("properties").Text("unit").StartsWith("libao", StringComparison.Ordinal));
        var map = WebUtility.HtmlDecode((await service.GetAsync("board/map", token)).ShouldBe(HttpStatusCode.OK).Body);
        map.ShouldContain("李堡镇");
        map.ShouldNotContain("曲塘镇");
    }

    [Fact]
    public async Task What_is_no_period_is_told_by_the_API_and_by_the_page_and_files_are_workbooks()
    {
        var service = await city.ServiceAsync();
        var token = await service.TokenAsync("supervisor");
        (await service.GetAsync("api/v1/board?period=custom&from=2026-02-30", token)).ShouldBeProblem(HttpStatusCode.UnprocessableEntity, "period");
        WebUtility.HtmlDecode((await service.GetAsync("board?period=never", token)).ShouldBe(HttpStatusCode.OK).Body).ShouldContain("时段有误");
        foreach (var path in new[] { "board/figures.xlsx?period=90d", "board/overdue.xlsx" })
        {
            (await service.GetAsync(path, token)).ShouldBe(HttpStatusCode.OK).MediaType.ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        }
    }

    [Fact]
    public async Task One_caller_has_only_so_many_open_boards()
    {
        var service = await city.ServiceAsync();
        var token = await ScopedAsync(service, "haian", "crowd"); // a caller of its own: the others' boards must still open
        var open = new List<OpenBoard>();
        try
        {
            while (open.Count < 25)
            {
                open.Add(await StreamAsync(service, token, HttpStatusCode.OK, HttpStatusCode.TooManyRequests));
            }

            open.Count(board => board.Status is HttpStatusCode.TooManyRequests).ShouldBeGreaterThanOrEqualTo(5);
        }
        finally
        {
            open.ForEach(board => board.Dispose());
        }
    }

    private static async Task<string> ScopedAsync(Service service, string unit, string name = "eye") =>
        (await Dispatcher.RunAsync("token", "--role", "supervisor", "--unit", unit, "--name", $"{name}-{unit}", "--data", service.Data)).ShouldSucceed().Output.Trim();

    private static async Task<OpenBoard> StreamAsync(Service service, string token, params HttpStatusCode[] allowed)
    {
        var http = new HttpClient { BaseAddress = service.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        var response = await http.GetAsync(new Uri("/board/events?period=today", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        (allowed.Length is 0 ? [HttpStatusCode.OK] : allowed).ShouldContain(response.StatusCode);
        return new OpenBoard(http, response, new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken)));
    }

    private sealed class OpenBoard(HttpClient http, HttpResponseMessage response, StreamReader reader) : IDisposable
    {
        public HttpStatusCode Status => response.StatusCode;

        /// <summary>Tasks issued, as the next event that tells it says.</summary>
        public async Task<long> IssuedAsync()
        {
            while (await reader.ReadLineAsync(TestContext.Current.CancellationToken) is { } line)
            {
                if (line.StartsWith("data:", StringComparison.Ordinal) && JsonDocument.Parse(line[5..]).RootElement.TryGetProperty("issued", out var issued))
                {
                    return long.Parse(issued.GetString()!, System.Globalization.NumberStyles.AllowThousands, System.Globalization.CultureInfo.InvariantCulture);
                }
            }

            throw new InvalidOperationException("The stream ended.");
        }

        public void Dispose()
        {
            reader.Dispose();
            response.Dispose();
            http.Dispose();
        }
    }
}
