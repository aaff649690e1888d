namespace TaskManager.Tests.Browser;

/// <summary>The supervisor's journeys: from a figure to its rows, through periods and units, over the map, in front of the wall.</summary>
public sealed class BoardTests(City city)
{
    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Desktop)]
    [InlineData("zh", Screen.Phone)]
    [InlineData("en", Screen.Phone)]
    public async Task From_the_board_to_a_definition_a_unit_another_period_and_the_rows(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", language, screen);
        await desk.Page.GotoAsync("/board");
        await desk.Page.Locator("canvas").First.WaitForAsync();
        await desk.Page.Locator(".board-figures .definition summary").First.ClickAsync();
        await desk.Page.Locator(".board-figures .definition p").First.WaitForAsync();
        await desk.ShouldBeCleanAsync("board");

        await desk.Page.Locator(".board-filters .btn-list a").Nth(3).ClickAsync();
        desk.Page.Url.ShouldContain("period=90d");
        await desk.ShouldBeCleanAsync("board-90d");

        await desk.Page.GotoAsync("/board?period=7d&unit=haian-town");
        await desk.Page.Locator(".board-path a").First.WaitForAsync();
        await desk.ShouldBeCleanAsync("board-unit");

        await desk.Page.Locator(".board-figures .figure-value a").First.ClickAsync();
        await desk.Page.WaitForURLAsync(url => url.Contains("/tasks?", StringComparison.Ordinal));
        desk.Page.Url.ShouldContain("unit=haian-town");
        desk.Page.Url.ShouldContain("issuedFrom=");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task The_map_walks_through_the_days_and_levels_without_leaving_the_page(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", language, screen);
        await desk.Page.GotoAsync("/board/map");
        (await desk.Page.Locator("svg.map a").CountAsync()).ShouldBeGreaterThan(200);
        await desk.ShouldBeCleanAsync("map");

        // The keyboard alone: the slider by an arrow, the level by a radio button.
        await desk.Page.Locator("#map-slider").FocusAsync();
        await desk.Page.Keyboard.PressAsync("ArrowLeft");
        await desk.Page.WaitForURLAsync(url => url.Contains("day=", StringComparison.Ordinal));
        await desk.Page.Locator("input[value=towns]").FocusAsync();
        await desk.Page.Keyboard.PressAsync("Space");
        await desk.Page.WaitForURLAsync(url => url.Contains("level=towns", StringComparison.Ordinal));
        (await desk.Page.Locator("svg.map a").CountAsync()).ShouldBe(11);
        await desk.ShouldBeCleanAsync("map-towns");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task The_keyboard_alone_reads_the_board_and_opens_the_rows_behind_a_figure(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", language, screen);
        await desk.Page.GotoAsync("/board");
        await desk.PressAsync(".board-filters a[href*='period=7d']");
        await desk.Page.WaitForURLAsync("**period=7d**");
        await desk.PressAsync(".board-figures .definition summary");
        await desk.Page.Locator(".board-figures .definition p").First.WaitForAsync();
        await desk.PressAsync(".board-figures .figure-value a");
        await desk.Page.WaitForURLAsync("**/tasks?*");
        await desk.PressAsync("main table a[href^='/tasks/']", most: 150);
        await desk.Page.WaitForURLAsync("**/tasks/RW*");
    }

    [Theory]
    [InlineData("/board", ".board-png")]
    [InlineData("/board/map", "#map-png")]
    public async Task A_chart_and_the_map_are_saved_as_PNG(string path, string button)
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", "zh", Screen.Desktop);
        await desk.Page.GotoAsync(path);
        var saved = await desk.Page.RunAndWaitForDownloadAsync(() => desk.Page.Locator(button).First.ClickAsync());
        saved.SuggestedFilename.ShouldEndWith(".png");
        var bytes = await File.ReadAllBytesAsync(await saved.PathAsync(), TestContext.Current.CancellationToken);
        bytes[..8].ShouldBe<byte>([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        bytes.Length.ShouldBeGreaterThan(5_000, "it must show something");
        await desk.ShouldBeCleanAsync("saved-as-png");
    }

    [Theory]
    [InlineData("zh")]
    [InlineData("en")]
    public async Task The_wall_fits_its_screen(string language)
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", language, Screen.Wall);
        await desk.Page.GotoAsync("/board/wall");
        await desk.Page.Locator("canvas").First.WaitForAsync();
        (await desk.Page.EvaluateAsync<int>("document.documentElement.scrollHeight")).ShouldBeLessThanOrEqualTo(1080);
        await desk.ShouldBeCleanAsync("wall");
    }

    [Fact]
    public async Task Without_scripts_the_board_and_the_map_say_the_same()
    {
        await using var desk = await Desk.SignInAsync(city, "supervisor", "zh", Screen.Desktop, scripts: false);
        await desk.Page.GotoAsync("/board?period=7d");
        await desk.Page.Locator("#trend summary").ClickAsync();
        await desk.Page.Locator("#trend table").WaitForAsync();
        await desk.Page.GotoAsync("/board/map");
        await desk.Page.Locator("#map-day").SelectOptionAsync([new SelectOptionValue { Index = 3 }]);
        await desk.Page.Locator("#map-form button[type=submit], #map-form button:not([type])").First.ClickAsync();
        desk.Page.Url.ShouldContain("day=");
        await desk.Page.Locator("svg.map").WaitForAsync();
    }

    [Fact]
    public async Task An_issue_moves_an_open_board_while_one_looks()
    {
        var service = await city.ServiceAsync();
        await using var desk = await Desk.SignInAsync(city, "supervisor", "en", Screen.Desktop);
        await desk.Page.GotoAsync("/board?period=today");
        var issued = desk.Page.Locator("[data-live=issued]");
        var before = await issued.TextContentAsync();
        (await service.PostAsync("api/v1/matters", await city.TokenAsync("committee"), new { duty = "neighbourhood-help", subject = "live" })).Status.ShouldBe(System.Net.HttpStatusCode.Created);
        await Assertions.Expect(issued).Not.ToHaveTextAsync(before!, new() { Timeout = 4_000 });
    }
}
