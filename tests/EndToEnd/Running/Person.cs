using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>A person with a browser, a password and an authenticator app.</summary>
internal sealed partial class Person(Uri address, string name) : IDisposable
{
    private byte[]? secret;
    private long lastStep;

    public Browser Browser { get; private set; } = new(address);

    public string Password { get; set; } = "";

    /// <summary>Signs in with a one-time password, chooses another, and sets up a second factor when the service asks for one.</summary>
    /// <returns>The page one ends at.</returns>
    public async Task<Page> BeginAsync(string oneTimePassword, string password)
    {
        var page = await SubmitAsync(oneTimePassword);
        page.Address.AbsolutePath.ShouldBe("/sign-in/password", page.Html);
        page = await Browser.PostAsync(page, "/sign-in/password", ("password", password), ("again", password));
        Password = password;
        if (page.Address.AbsolutePath is not "/sign-in/second-factor")
        {
            return page;
        }

        Enrol(page);
        page = await Browser.PostAsync(page, "/sign-in/second-factor", ("code", await CodeAsync()));
        RecoveryCodes = Codes().Matches(page.Html).Select(match => match.Value).ToList();
        return page;
    }

    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public void Enrol(Page page) => secret = AuthenticatorApp.FromBase32(Secret().Match(page.Html).Groups["secret"].Value);

    /// <summary>Posts account and password; the browser ends where the service leads it.</summary>
    public async Task<Page> SubmitAsync(string password) =>
        await Browser.PostAsync(await Browser.GoAsync("sign-in"), "/sign-in", ("account", name), ("password", password));

    /// <summary>Signs in with password and code.</summary>
    public async Task<Page> SignInAsync()
    {
        var page = await SubmitAsync(Password);
        return page.Address.AbsolutePath is "/sign-in/code" ? await Browser.PostAsync(page, "/sign-in/code", ("code", await CodeAsync())) : page;
    }

    /// <summary>The next code that was not used yet: of this step or, at most one ahead, of the following.</summary>
    public async Task<string> CodeAsync()
    {
        while (lastStep >= AuthenticatorApp.StepNow() + 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        lastStep = Math.Max(lastStep + 1, AuthenticatorApp.StepNow());
        return AuthenticatorApp.CodeAt(secret!, lastStep);
    }

    /// <summary>The last code again.</summary>
    public string LastCode => AuthenticatorApp.CodeAt(secret!, lastStep);

    /// <summary>Another browser, which the service has never seen.</summary>
    public void TakeNewBrowser()
    {
        Browser.Dispose();
        Browser = new Browser(address);
    }

    public void Dispose() => Browser.Dispose();

    [GeneratedRegex("id=\"secret\">(?<secret>[A-Z2-7]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("(?<=<code[^>]*>)[A-Z2-7]{4}(-[A-Z2-7]{4}){3}(?=<)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Codes();
}
