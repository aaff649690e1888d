namespace TaskManager.Tests.Browser;

public sealed class FirstLoadTests(City city)
{
    /// <summary>Bytes on the wire, compressed as the service sends them; charts apart.</summary>
    private const int Most = 250 * 1024;

    [Theory]
    [InlineData("committee")]
    [InlineData("supervisor")]
    [InlineData("operator")]
    public async Task The_first_page_of_a_role_loads_with_less_than_250_KB(string role)
    {
        await using var desk = await Desk.SignInAsync(city, role, "zh", Screen.Phone);
        await using var fresh = await desk.WithEmptyCacheAsync();
        var loading = new List<IRequest>();
        fresh.Page.RequestFinished += (_, request) => loading.Add(request);
        await fresh.Page.GotoAsync("/", new() { WaitUntil = WaitUntilState.Load });

        var bytes = 0;
        // A copy: the icon may still come.
        foreach (var request in loading.ToArray().Where(request => !request.Url.Contains("echarts", StringComparison.Ordinal)))
        {
            var sizes = await request.SizesAsync();
            bytes += sizes.ResponseBodySize + sizes.ResponseHeadersSize;
        }

        loading.Count.ShouldBeGreaterThan(3, "the page and its assets must have been loaded");
        bytes.ShouldBeLessThan(Most, string.Join('\n', loading.Select(request => request.Url)));
        TestContext.Current.SendDiagnosticMessage($"{role}: {bytes / 1024} KB in {loading.Count} requests.");
    }

    [Fact]
    public async Task A_second_page_loads_no_asset_again()
    {
        await using var desk = await Desk.SignInAsync(city, "committee", "zh", Screen.Phone);
        await desk.Page.GotoAsync("/board");
        await desk.Page.GotoAsync("/tasks");
        await desk.Page.GotoAsync("/board");
        (await TransferredAsync(desk)).ShouldBe(0, "assets whose address carries a mark of their content come from the browser's own store");
    }

    /// <summary>Bytes that marked assets of the page at hand took on the wire.</summary>
    private static Task<int> TransferredAsync(Desk desk) =>
        desk.Page.EvaluateAsync<int>("performance.getEntriesByType('resource').filter(e => e.name.includes('?v=') && !e.name.includes('echarts')).reduce((sum, e) => sum + e.transferSize, 0)");
}
