namespace TaskManager.Tests.Browser.Running;

/// <summary>One browser for all tests of the project; each desk has a context of its own, so cookies do not meet.</summary>
public sealed class Chromium : IAsyncDisposable
{
    /// <summary>Where Debian puts it; TASKMANAGER_CHROMIUM names another.</summary>
    private static readonly string Program = Environment.GetEnvironmentVariable("TASKMANAGER_CHROMIUM") is { Length: > 0 } named ? named : "/usr/bin/chromium";

    private readonly Lazy<Task<(IPlaywright Playwright, IBrowser Browser)>> started = new(StartAsync);

    public async Task<IBrowser> BrowserAsync() => (await started.Value).Browser;

    public async ValueTask DisposeAsync()
    {
        if (started.IsValueCreated)
        {
            var (playwright, browser) = await started.Value;
            await browser.CloseAsync();
            playwright.Dispose();
        }
    }

    private static async Task<(IPlaywright, IBrowser)> StartAsync()
    {
        File.Exists(Program).ShouldBeTrue($"{Program} is missing: install Debian's chromium, or set TASKMANAGER_CHROMIUM.");
        var playwright = await Playwright.CreateAsync();

        // As root the browser has no sandbox; it opens nothing but the service under test.
        return (playwright, await playwright.Chromium.LaunchAsync(new() { ExecutablePath = Program, Args = ["--no-sandbox", "--disable-dev-shm-usage", "--force-prefers-reduced-motion"] }));
    }
}
