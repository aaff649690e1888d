namespace TaskManager.Tests.Browser;

/// <summary>A committee or supervisor asks how other policies, members, weights and shifts would have done.</summary>
public sealed class SimulationTests(City city)
{
    [Theory]
    [InlineData("committee", "zh", Screen.Desktop)]
    [InlineData("supervisor", "en", Screen.Phone)]
    [InlineData("supervisor", "zh", Screen.Phone)]
    [InlineData("committee", "en", Screen.Desktop)]
    public async Task It_compares_policies_as_they_are_and_with_more_members(string role, string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, role, language, screen);
        var page = desk.Page;
        await page.GotoAsync("/simulate");
        await desk.ShouldBeCleanAsync("simulate-form");
        await page.Locator("#unit").SelectOptionAsync("haian-town");
        await page.Locator("#add").FillAsync("3");
        await page.Locator("#w-distance").FillAsync("1.5");
        await page.Locator("#simulate-form button").ClickAsync();
        await page.Locator("#simulate-table").WaitForAsync();
        (await page.Locator("#simulate-table tbody tr").CountAsync()).ShouldBe(8, "four policies as it is, and four with the what-if");
        (await page.Locator("svg.simulate-chart").CountAsync()).ShouldBe(2);
        (await page.Locator("#add").InputValueAsync()).ShouldBe("3", "what was asked stands in the form");
        await desk.ShouldBeCleanAsync("simulate-result");

        await page.GotoAsync("/simulate?run=yes&from=yesterday&to=2026-01-01&add=x");
        await Assertions.Expect(page.Locator("[role=alert] li")).ToHaveCountAsync(1);
        await desk.ShouldBeCleanAsync("simulate-wrong");
        await page.GotoAsync("/simulate?run=yes&from=1990-01-01&to=1990-01-31");
        await Assertions.Expect(page.Locator("[role=alert]")).ToHaveCountAsync(1);
        await desk.ShouldBeCleanAsync("simulate-none");
    }
}
