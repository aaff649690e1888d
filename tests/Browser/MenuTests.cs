namespace TaskManager.Tests.Browser;

public sealed class MenuTests(City city)
{
    [Theory]
    [InlineData("committee", "zh", Screen.Desktop)]
    [InlineData("committee", "en", Screen.Phone)]
    [InlineData("supervisor", "en", Screen.Desktop)]
    [InlineData("supervisor", "zh", Screen.Phone)]
    [InlineData("operator", "zh", Screen.Desktop)]
    [InlineData("operator", "en", Screen.Phone)]
    [InlineData("member", "zh", Screen.Phone)]
    [InlineData("member", "en", Screen.Desktop)]
    [InlineData("reviewer", "zh", Screen.Desktop)]
    public async Task Every_page_of_the_menu_is_clean(string role, string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, role, language, screen, member: role is "member" ? "M00001" : null);
        var paths = await desk.Page.Locator("nav.menu a").EvaluateAllAsync<string[]>("links => links.map(link => link.getAttribute('href'))");
        paths.ShouldNotBeEmpty();
        foreach (var path in paths)
        {
            await desk.Page.GotoAsync(path);
            (await desk.Page.Locator("nav.menu a[aria-current=page]").GetAttributeAsync("href")).ShouldBe(path);
            await desk.ShouldBeCleanAsync($"menu-{role}-{path.Trim('/').Replace('/', '-')}");
        }
    }

    [Theory]
    [InlineData("zh", Screen.Phone)]
    [InlineData("en", Screen.Desktop)]
    public async Task A_stranger_sees_a_clean_sign_in(string language, Screen screen)
    {
        await using var desk = await Desk.OpenAsync(await city.ServiceAsync(), language, screen);
        await desk.Page.GotoAsync("/");
        new Uri(desk.Page.Url).AbsolutePath.ShouldBe("/sign-in");
        await desk.ShouldBeCleanAsync("sign-in");
    }

    [Theory]
    [InlineData(null, "zh", Screen.Phone, "/sign-in/token", "/sign-in/code", "/sign-in/second-factor", "/sign-in/password", "/not-found")]
    [InlineData(null, "en", Screen.Desktop, "/sign-in/token", "/sign-in/code", "/sign-in/second-factor", "/sign-in/password", "/not-found")]
    [InlineData("committee", "zh", Screen.Desktop, "/duties/check", "/duties/hotline-request", "/issue/file", "/tasks?overdue=true", "/tasks?state=no-such-state", "/board/map")]
    [InlineData("committee", "en", Screen.Phone, "/duties/check", "/duties/hotline-request", "/issue/file", "/tasks?overdue=true", "/tasks?state=no-such-state", "/board/map")]
    [InlineData("supervisor", "en", Screen.Phone, "/board?period=custom&from=2026-12-01&to=2026-01-01", "/board?unit=hotline&channel=none", "/board/wall")]
    public async Task Pages_off_the_menu_are_clean_too(string? role, string language, Screen screen, params string[] paths)
    {
        await using var desk = role is null ? await Desk.OpenAsync(await city.ServiceAsync(), language, screen) : await Desk.SignInAsync(city, role, language, screen);
        foreach (var path in paths)
        {
            await desk.Page.GotoAsync(path);
            await desk.ShouldBeCleanAsync($"page{path.Split('?')[0].Replace('/', '-')}-{Array.IndexOf(paths, path)}");
        }
    }
}
