using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>A person with a browser, a password and an authenticator app of their own making: RFC 6238 written out a second time.</summary>
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

    public void Enrol(Page page) => secret = FromBase32(Secret().Match(page.Html).Groups["secret"].Value);

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
        static long Now() => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() / 30;
        while (lastStep >= Now() + 1)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TestContext.Current.CancellationToken);
        }

        lastStep = Math.Max(lastStep + 1, Now());
        return CodeAt(secret!, lastStep);
    }

    /// <summary>The last code again.</summary>
    public string LastCode => CodeAt(secret!, lastStep);

    /// <summary>Another browser, which the service has never seen.</summary>
    public void TakeNewBrowser()
    {
        Browser.Dispose();
        Browser = new Browser(address);
    }

    public void Dispose() => Browser.Dispose();

    private static string CodeAt(byte[] secret, long step)
    {
        var counter = BitConverter.GetBytes(IPAddress.HostToNetworkOrder(step));
#pragma warning disable CA5350 // what the standard says
        var hash = HMACSHA1.HashData(secret, counter);
#pragma warning restore CA5350
        var at = hash[19] & 15;
        var number = ((hash[at] & 127) << 24) | (hash[at + 1] << 16) | (hash[at + 2] << 8) | hash[at + 3];
        return (number % 1_000_000).ToString("000000", CultureInfo.InvariantCulture);
    }

    private static byte[] FromBase32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c), 2).PadLeft(5, '0')));
        return Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2)).ToArray();
    }

    [GeneratedRegex("id=\"secret\">(?<secret>[A-Z2-7]+)<", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex("(?<=<code[^>]*>)[A-Z2-7]{4}(-[A-Z2-7]{4}){3}(?=<)", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Codes();
}
