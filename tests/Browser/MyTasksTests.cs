using System.Net;
using System.Text.Json;

namespace TaskManager.Tests.Browser;

/// <summary>A member's day on a phone: short ways, both languages, without scripts, by keyboard, and without signal.</summary>
public sealed class MyTasksTests(City city)
{
    [Theory]
    [InlineData("zh", Screen.Phone, "320685100031")]
    [InlineData("en", Screen.Desktop, "320685100032")]
    public async Task Three_taps_report_a_simple_task(string language, Screen screen, string grid)
    {
        var (service, number, member) = await IssueAsync(grid);
        await using var desk = await Desk.SignInAsync(city, "member", language, screen, member);
        new Uri(desk.Page.Url).AbsolutePath.ShouldBe("/my", "a member begins with the own tasks");
        await desk.ShouldBeCleanAsync("my");
        var taps = 0;

        await TapAsync(desk.Page.Locator($"a.my-card[href='/my/{number}']"));
        await desk.Page.WaitForURLAsync($"**/my/{number}");
        await desk.ShouldBeCleanAsync("my-task");
        await TapAsync(desk.Page.Locator("label.my-choice").First);
        await TapAsync(desk.Page.Locator("form[data-report] button.btn-primary"));
        await desk.Page.WaitForURLAsync("**/my?did=report*");

        taps.ShouldBe(3);
        (await desk.Page.Locator(".alert-success").InnerTextAsync()).ShouldContain(number);
        await desk.ShouldBeCleanAsync("my-reported");
        (await StateAsync(service, number)).ShouldBe("Closed");
        await desk.Page.GotoAsync($"/my/{number}");
        await desk.ShouldBeCleanAsync("my-closed");

        async Task TapAsync(ILocator what)
        {
            taps++;
            var box = (await what.BoundingBoxAsync())!;
            box.Height.ShouldBeGreaterThanOrEqualTo(44, "a thumb's width");
            await (screen is Screen.Phone ? what.TapAsync() : what.ClickAsync());
        }
    }

    [Theory]
    [InlineData("zh", Screen.Phone, "320685100033")]
    [InlineData("en", Screen.Phone, "320685100034")]
    public async Task Everything_that_can_be_tapped_is_as_high_as_a_thumb_is_wide(string language, Screen screen, string grid)
    {
        var (_, number, member) = await IssueAsync(grid, "flood-point-check");
        await using var desk = await Desk.SignInAsync(city, "member", language, screen, member);
        await desk.Page.GotoAsync($"/my/{number}");
        foreach (var summary in await desk.Page.Locator("details > summary").AllAsync())
        {
            await summary.TapAsync();
        }

        await desk.ShouldBeCleanAsync("my-task-open");
        var small = await desk.Page.EvaluateAsync<string[]>("""
            [...document.querySelectorAll('.my a, .my button, .my summary, .my select, .my textarea, .my .form-control, .my-choice')]
                .filter(each => each.checkVisibility() && each.getBoundingClientRect().height < 44)
                .map(each => `${each.outerHTML.slice(0, 80)} ${each.getBoundingClientRect().height}`)
            """);
        small.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("zh", "320685100035")]
    [InlineData("en", "320685100036")]
    public async Task Without_scripts_mistakes_stand_beside_their_fields_and_a_task_is_returned(string language, string grid)
    {
        var (service, number, member) = await IssueAsync(grid, "flood-point-check");
        await using var desk = await Desk.SignInAsync(city, "member", language, Screen.Phone, member, scripts: false);
        await desk.Page.Locator($"a.my-card[href='/my/{number}']").ClickAsync();
        await desk.Page.Locator("[name=note]").FillAsync("到场后无法判断");
        await desk.Page.Locator("[name=photos]").SetInputFilesAsync(new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = SamplePhotos.Jpeg(ends: false) });
        await desk.Page.Locator("label.my-choice").First.ClickAsync();
        await desk.Page.Locator("form[data-report] button.btn-primary").ClickAsync();

        (await desk.Page.Locator("#photos-problem").InnerTextAsync()).ShouldNotBeEmpty();
        (await desk.Page.Locator("[name=note]").InputValueAsync()).ShouldBe("到场后无法判断");
        (await desk.Page.Locator("label.my-choice input").First.IsCheckedAsync()).ShouldBeTrue();

        await desk.Page.Locator("details > summary").Nth(1).ClickAsync();
        await desk.Page.Locator("form[action$='/return'] label.my-choice").Nth(1).ClickAsync();
        await desk.Page.Locator("#return-words").FillAsync("地址不全");
        await desk.Page.Locator("form[action$='/return'] button").ClickAsync();

        (await desk.Page.Locator(".alert-success").InnerTextAsync()).ShouldContain(number);
        (await desk.Page.Locator($"a.my-card[href='/my/{number}']").CountAsync()).ShouldBe(0);
        var journal = (await service.GetAsync($"api/v1/tasks/{number}", await city.TokenAsync("committee"))).Json.GetProperty("journal").EnumerateArray().ToList();
        journal.Select(row => row.GetProperty("kind").GetString()).ShouldBe(["issued", "returned", "assigned"]);
        journal[1].GetProperty("facts").GetProperty("note").GetString()!.ShouldEndWith("：地址不全");
    }

    [Fact]
    public async Task The_keyboard_alone_reports_a_task()
    {
        var (service, number, member) = await IssueAsync("320685100037");
        await using var desk = await Desk.SignInAsync(city, "member", "zh", Screen.Desktop, member);
        await desk.ReachAsync($"a.my-card[href='/my/{number}']");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync($"**/my/{number}");
        await desk.ReachAsync("form[data-report] input[type=radio]");
        await desk.Page.Keyboard.PressAsync("Space");
        await desk.ReachAsync("form[data-report] button.btn-primary");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/my?did=report*");

        (await StateAsync(service, number)).ShouldBe("Closed");
    }

    [Fact]
    public async Task A_photo_is_made_smaller_on_the_phone_and_shown_in_the_story()
    {
        var (service, number, member) = await IssueAsync("320685100038", "flood-point-check");
        await using var desk = await Desk.SignInAsync(city, "member", "zh", Screen.Phone, member);
        await desk.Page.GotoAsync($"/my/{number}");
        await ReadyAsync(desk);
        var picture = await desk.Page.EvaluateAsync<string>("""
            () => { const canvas = document.createElement('canvas'); [canvas.width, canvas.height] = [2400, 1200]; const c = canvas.getContext('2d'); c.fillStyle = 'teal'; c.fillRect(0, 0, 2400, 1200); return canvas.toDataURL('image/jpeg').split(',')[1]; }
            """);
        await desk.Page.Locator("[name=photos]").SetInputFilesAsync(new FilePayload { Name = "photo.jpg", MimeType = "image/jpeg", Buffer = Convert.FromBase64String(picture) });
        await Assertions.Expect(desk.Page.Locator("form[data-report] button.btn-primary")).ToBeEnabledAsync();
        await desk.Page.Locator("label.my-choice").First.TapAsync();
        await desk.Page.Locator("form[data-report] button.btn-primary").TapAsync();
        await desk.Page.WaitForURLAsync("**/my?did=report*");

        var photo = (await service.GetAsync($"api/v1/tasks/{number}", await city.TokenAsync("committee"))).Json.GetProperty("photos").EnumerateArray().ShouldHaveSingleItem();
        (photo.GetProperty("width").GetInt32(), photo.GetProperty("height").GetInt32()).ShouldBe((1600, 800));
        await desk.Page.GotoAsync($"/tasks/{number}");
        (await desk.Page.Locator(".photos img").EvaluateAsync<bool>("image => image.decode().then(() => image.naturalWidth === 1600)")).ShouldBeTrue();
        await desk.ShouldBeCleanAsync("my-story-photo");
    }

    [Theory]
    [InlineData("zh", "320685100039")]
    [InlineData("en", "320685100040")]
    public async Task A_report_without_signal_waits_on_the_phone_and_is_sent_once(string language, string grid)
    {
        var (service, number, member) = await IssueAsync(grid);
        await using var desk = await Desk.SignInAsync(city, "member", language, Screen.Phone, member);
        await ReadyAsync(desk);
        await desk.SignalAsync(there: false);

        await desk.Page.GotoAsync("/my");
        await Assertions.Expect(desk.Page.Locator("[data-offline].alert")).ToBeVisibleAsync();
        await desk.Page.Locator($"a.my-card[href='/my/{number}']").TapAsync();
        await desk.Page.WaitForURLAsync($"**/my/{number}");
        await desk.Page.Locator("label.my-choice").First.TapAsync();
        await desk.Page.Locator("form[data-report] button.btn-primary").TapAsync();
        await desk.Page.WaitForURLAsync("**/my");
        await Assertions.Expect(desk.Page.Locator("[data-waiting]")).ToContainTextAsync(number);
        await desk.Page.EvaluateAsync("document.fonts.ready");
        await desk.ShouldBeCleanAsync("my-without-signal");
        (await StateAsync(service, number)).ShouldBe("Assigned");

        await desk.SignalAsync(there: true); // nobody has to do anything
        await Assertions.Expect(desk.Page.Locator("[data-waiting]")).ToBeHiddenAsync(new() { Timeout = 15_000 });
        (await StateAsync(service, number)).ShouldBe("Closed");
        await desk.ShouldBeCleanAsync("my-signal-again");
    }

    [Fact]
    public async Task Signing_out_leaves_nothing_of_the_person_on_the_phone()
    {
        var (_, number, member) = await IssueAsync("320685100041");
        await using var desk = await Desk.SignInAsync(city, "member", "zh", Screen.Phone, member);
        await ReadyAsync(desk);
        await desk.Page.Locator("form[action='/sign-out'] button").TapAsync();
        await desk.Page.WaitForURLAsync("**/sign-in**");
        await desk.SignalAsync(there: false);

        await desk.Page.GotoAsync($"/my/{number}");

        (await desk.Page.ContentAsync()).ShouldNotContain(number);
    }

    private async Task<(Service Service, string Number, string Member)> IssueAsync(string grid, string duty = "property-service-dispute")
    {
        var service = await city.ServiceAsync();
        var issued = (await service.PostAsync("api/v1/matters", await city.TokenAsync("committee"), new { duty, grid, subject = "楼道堆物、消防通道被占", place = "中坝南路 8 号", latitude = 32.54, longitude = 120.46 })).ShouldBe(HttpStatusCode.Created).Json.GetProperty("tasks")[0];
        return (service, issued.GetProperty("number").GetString()!, issued.GetProperty("member").GetString()!);
    }

    private async Task<string> StateAsync(Service service, string number) =>
        (await service.GetAsync($"api/v1/tasks/{number}", await city.TokenAsync("committee"))).Json.GetProperty("task").GetProperty("state").GetString()!;

    /// <summary>The phone has what it needs to go on without signal.</summary>
    private static Task ReadyAsync(Desk desk) => Assertions.Expect(desk.Page.Locator("html[data-ready]")).ToBeAttachedAsync(new() { Timeout = 15_000 });
}
