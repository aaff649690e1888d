namespace TaskManager.Tests.Browser;

/// <summary>Signing in, one's own account, and the operator's accounts; with the keyboard alone.</summary>
public sealed class AccountTests(City city)
{
    [Theory]
    [InlineData("zh", Screen.Phone)]
    [InlineData("en", Screen.Desktop)]
    public async Task The_first_operator_chooses_a_password_sets_up_a_second_factor_and_adds_an_account(string language, Screen screen)
    {
        using var data = new TemporaryFolder();
        await using var service = await Service.StartAsync(data.Root);
        var oneTime = service.Greeting.Split("one-time password ")[1].Split((char[])[' ', '\n', '\r'])[0];
        await using var desk = await Desk.OpenAsync(service, language, screen);

        await desk.Page.GotoAsync("/sign-in");
        await desk.ShouldBeCleanAsync("sign-in-real");
        await desk.TypeAsync("#account", "admin");
        await desk.TypeAsync("#password", oneTime);
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/sign-in/password");
        await desk.ShouldBeCleanAsync("new-password");
        await desk.TypeAsync("#password", "three blue bridges");
        await desk.TypeAsync("#again", "three blue bridges");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/sign-in/second-factor");
        await desk.ShouldBeCleanAsync("second-factor");
        var secret = AuthenticatorApp.FromBase32(await desk.Page.Locator("#secret").InnerTextAsync());
        await desk.TypeAsync("#code", AuthenticatorApp.CodeAt(secret, AuthenticatorApp.StepNow()));
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Locator(".shown-once li").First.WaitForAsync();
        await desk.ShouldBeCleanAsync("recovery-codes");
        await desk.PressAsync("main a.btn-primary");
        await desk.Page.WaitForURLAsync("**/operations");

        await desk.Page.GotoAsync("/accounts");
        await desk.TypeAsync("#name", "li.wei");
        await desk.PressAsync("main form[action='/accounts'] button");
        await desk.Page.Locator(".shown-once").WaitForAsync();
        await desk.ShouldBeCleanAsync("one-time-password");
        await desk.Page.GotoAsync("/accounts");
        await Assertions.Expect(desk.Page.Locator("main table")).ToContainTextAsync("li.wei");
        await desk.ShouldBeCleanAsync("accounts");
    }

    [Theory]
    [InlineData("zh", Screen.Desktop)]
    [InlineData("en", Screen.Phone)]
    public async Task A_demo_account_signs_in_with_what_the_page_says(string language, Screen screen)
    {
        await using var desk = await Desk.OpenAsync(await city.ServiceAsync(), language, screen);
        await desk.Page.GotoAsync("/board");
        var row = desk.Page.Locator("tr", new() { HasText = "demo-supervisor" });
        var password = await row.Locator("code").Nth(1).InnerTextAsync();
        await desk.TypeAsync("#account", "demo-supervisor");
        await desk.TypeAsync("#password", "wrong");
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.Locator("[role=alert]").WaitForAsync();
        await desk.ShouldBeCleanAsync("sign-in-wrong");
        await desk.TypeAsync("#account", "demo-supervisor");
        await desk.TypeAsync("#password", password);
        await desk.Page.Keyboard.PressAsync("Enter");
        await desk.Page.WaitForURLAsync("**/board");
        await desk.Page.GotoAsync("/account");
        await desk.ShouldBeCleanAsync("account");
    }
}
