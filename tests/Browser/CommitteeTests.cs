using System.Text;

namespace TaskManager.Tests.Browser;

/// <summary>A committee's day: find tasks, issue by hand and from a file, read, change and publish duties, look at the organisation.</summary>
public sealed class CommitteeTests(City city)
{
    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    [InlineData("zh", Screen.Phone)]
    [InlineData("en", Screen.Desktop)]
    public async Task It_issues_one_matter_and_finds_its_task(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "committee", language, screen);
        var page = desk.Page;
        await page.GotoAsync("/issue");
        await desk.ShouldBeCleanAsync("issue-choose");
        await page.Locator("#q").FillAsync("rental-house-registration");
        await page.Locator("main form button").First.ClickAsync();
        await page.Locator("a.list-group-item").First.ClickAsync();
        await desk.ShouldBeCleanAsync("issue-form");
        var subject = $"王府花园很长很长的小区名字 3 号楼 {language} {screen}";
        await page.Locator("#subjects").FillAsync(subject);
        await page.Locator("#grids").SelectOptionAsync(["320685100"]);
        await page.Locator("form#form button").ClickAsync();
        await page.Locator("#preview").WaitForAsync();
        await desk.ShouldBeCleanAsync("issue-preview");
        await page.Locator("form:has(input[name=act]) button").ClickAsync();
        await page.WaitForURLAsync("**/issue/done/**");
        await desk.ShouldBeCleanAsync("issue-done");
        await page.Locator("main ul a").First.ClickAsync();
        await Assertions.Expect(page.Locator("main")).ToContainTextAsync(subject);
        await page.Locator(".timeline-list details summary").First.ClickAsync();
        await page.Locator("#choice summary").ClickAsync();
        await Assertions.Expect(page.Locator("#choice")).ToContainTextAsync(language is "zh" ? "重算，结果相同" : "Chosen again from what was kept: the same");
        await desk.ShouldBeCleanAsync("task-story");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task Filters_live_in_the_address_and_are_taken_off_one_by_one(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "committee", language, screen);
        var page = desk.Page;
        await page.GotoAsync("/tasks");
        await desk.ShouldBeCleanAsync("tasks");
        await page.Locator("#state").SelectOptionAsync("open");
        await page.Locator("main form summary").ClickAsync();
        await page.Locator("#unit").SelectOptionAsync("haian");
        await page.Locator("form[role=search] button").ClickAsync();
        await page.WaitForURLAsync("**state=open**");
        await Assertions.Expect(page.Locator("#task-list .badge.text-wrap")).ToHaveCountAsync(2);
        await desk.ShouldBeCleanAsync("tasks-filtered");
        await page.Locator("#task-list .badge.text-wrap").First.ClickAsync();
        await Assertions.Expect(page.Locator("#task-list .badge.text-wrap")).ToHaveCountAsync(1);
        await page.GotoAsync("/tasks?state=Opened&issuedFrom=gestern");
        await Assertions.Expect(page.Locator("[role=alert] li")).ToHaveCountAsync(2);
        await desk.ShouldBeCleanAsync("tasks-wrong");
        await page.GotoAsync("/tasks?channel=nobody-uses-this");
        await desk.ShouldBeCleanAsync("tasks-none");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task A_file_is_previewed_with_its_mistakes(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "committee", language, screen);
        var page = desk.Page;
        await page.GotoAsync("/issue/file");
        await desk.ShouldBeCleanAsync("issue-file");
        await page.Locator("#file").SetInputFilesAsync(new FilePayload { Name = "十一月.csv", MimeType = "text/csv", Buffer = Encoding.UTF8.GetBytes("职责,对象,网格\nneighbourhood-help,好的一行,320685100\n没有的职责,坏的一行,\nneighbourhood-help,又一行,999\n") });
        await page.Locator("form:has(#file) button").ClickAsync();
        await page.Locator("#wrong").WaitForAsync();
        await desk.ShouldBeCleanAsync("issue-file-preview");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task A_duty_is_read_tried_and_its_mistakes_are_shown_beside_the_text(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "committee", language, screen);
        var page = desk.Page;
        await page.GotoAsync("/duties");
        await desk.ShouldBeCleanAsync("duties");
        await page.GotoAsync("/duties/rental-house-registration");
        await desk.ShouldBeCleanAsync("duty");
        await page.GotoAsync("/duties/check?duty=rental-house-registration");
        var yaml = await page.Locator("#yaml").InputValueAsync();
        await page.Locator("#yaml").FillAsync(yaml.Replace("area:", "aera:", StringComparison.Ordinal));
        await page.Locator("form:has(#yaml) button").ClickAsync();
        await page.Locator("#mistakes").WaitForAsync();
        await desk.ShouldBeCleanAsync("duty-mistakes");
        await page.Locator("#yaml").FillAsync(yaml + "        within: 9d\n");
        await page.Locator("#yaml").FillAsync(yaml.Replace("code: rental-house-registration\n", "code: rental-house-registration\n    basis: 试改一条依据\n", StringComparison.Ordinal).Replace("    basis: 试改一条依据\n", yaml.Contains("    basis:", StringComparison.Ordinal) ? "    urgent: true\n" : "    basis: 试改一条依据\n", StringComparison.Ordinal));
        await page.Locator("form:has(#yaml) button").ClickAsync();
        await page.Locator("#reason").WaitForAsync();
        await page.Locator("main details summary").First.ClickAsync();
        await desk.ShouldBeCleanAsync("duty-changes");
    }

    [Theory]
    [InlineData("zh", Screen.Phone)]
    [InlineData("en", Screen.Desktop)]
    public async Task The_organisation_leads_to_its_tasks(string language, Screen screen)
    {
        await using var desk = await Desk.SignInAsync(city, "committee", language, screen);
        foreach (var path in (string[])["units", "members", "grids"])
        {
            await desk.Page.GotoAsync($"/{path}");
            await desk.ShouldBeCleanAsync(path);
            await desk.Page.Locator("tbody a").First.ClickAsync();
            new Uri(desk.Page.Url).AbsolutePath.ShouldBe("/tasks");
        }
    }

    [Fact]
    public async Task The_core_works_without_scripts_and_with_the_keyboard_alone()
    {
        await using var desk = await Desk.SignInAsync(city, "committee", "zh", Screen.Desktop, scripts: false);
        var page = desk.Page;
        await page.GotoAsync("/issue?duty=neighbourhood-help");
        await page.Locator("#subjects").FocusAsync();
        await page.Keyboard.TypeAsync("只用键盘");
        await page.Locator("form#form button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.Locator("form:has(input[name=act]) button").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**/issue/done/**");
        await page.GotoAsync("/tasks");
        await page.Locator("#q").FocusAsync();
        await page.Keyboard.TypeAsync("只用键盘");
        await page.Keyboard.PressAsync("Enter");
        await page.WaitForURLAsync("**q=**");
        (await page.Locator("#task-list tbody tr").CountAsync()).ShouldBeGreaterThan(0);
    }
}
