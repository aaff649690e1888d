using System.Text.Json;

namespace TaskManager.Tests.Browser.Running;

/// <summary>A screen somebody sits at.</summary>
public enum Screen
{
    /// <summary>1440 × 900.</summary>
    Desktop,

    /// <summary>390 × 844, touch.</summary>
    Phone,

    /// <summary>1920 × 1080.</summary>
    Wall,
}

/// <summary>
/// A person at a screen: one browser context, one page, signed in. Everything the browser complains about on the way is kept and fails
/// the test in <see cref="ShouldBeCleanAsync"/> at the latest.
/// </summary>
internal sealed class Desk : IAsyncDisposable
{
    private readonly IBrowserContext context;
    private readonly List<string> complaints = [];
    private readonly string language;
    private readonly Screen screen;
    private volatile bool hasSignal = true;

    private Desk(IBrowserContext context, IPage page, string language, Screen screen)
    {
        (this.context, Page, this.language, this.screen) = (context, page, language, screen);
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                Complain($"console {message.Type}: {message.Text}");
            }
        };
        page.PageError += (_, error) => Complain($"script error: {error}");
        page.RequestFailed += (_, request) =>
        {
            // A stream or an image is cut off whenever one leaves the page.
            if (request.Failure is not "net::ERR_ABORTED")
            {
                Complain($"request failed: {request.Url} {request.Failure}");
            }
        };
    }

    public IPage Page { get; }

    /// <summary>Takes the signal away, or gives it back. What the browser says of that is no complaint.</summary>
    public async Task SignalAsync(bool there)
    {
        await context.SetOfflineAsync(!there);
        hasSignal = there;
    }

    /// <summary>Opens a screen without signing in.</summary>
    /// <param name="service">The service.</param>
    /// <param name="language">zh or en.</param>
    /// <param name="screen">Its size.</param>
    /// <param name="scripts">False: a browser that runs no scripts.</param>
    public static async Task<Desk> OpenAsync(Service service, string language, Screen screen, bool scripts = true)
    {
        var chromium = await TestContext.Current.GetFixture<Chromium>() ?? throw new InvalidOperationException("The test project lacks [assembly: AssemblyFixture(typeof(Chromium))].");
        var (width, height) = screen switch
        {
            Screen.Phone => (390, 844),
            Screen.Wall => (1920, 1080),
            _ => (1440, 900),
        };
        var opened = await (await chromium.BrowserAsync()).NewContextAsync(new()
        {
            BaseURL = service.Address.ToString(),
            ViewportSize = new() { Width = width, Height = height },
            HasTouch = screen is Screen.Phone,
            IsMobile = screen is Screen.Phone,
            JavaScriptEnabled = scripts,
            Locale = language is "en" ? "en-GB" : "zh-CN",
            TimezoneId = "Asia/Shanghai",
            ReducedMotion = ReducedMotion.Reduce,
        });
        await opened.AddCookiesAsync([new() { Name = "language", Value = language, Url = service.Address.ToString() }]);
        await opened.AddInitScriptAsync("addEventListener('securitypolicyviolation', e => console.error(`CSP: ${e.violatedDirective} ${e.blockedURI} ${e.sourceFile}:${e.lineNumber}`))");
        return new Desk(opened, await opened.NewPageAsync(), language, screen);
    }

    /// <summary>Opens a screen and signs in with an access token of the role.</summary>
    public static async Task<Desk> SignInAsync(City city, string role, string language, Screen screen, string? member = null, bool scripts = true)
    {
        var service = await city.ServiceAsync();
        var desk = await OpenAsync(service, language, screen, scripts);
        await desk.Page.GotoAsync("/sign-in/token");
        await desk.Page.Locator("#token").FillAsync(await city.TokenAsync(role, member));
        await desk.Page.Locator("main button").ClickAsync();
        await desk.Page.WaitForURLAsync(url => !url.Contains("sign-in", StringComparison.Ordinal));
        return desk;
    }

    /// <summary>Goes on with the tabulator until something has the focus, as whoever has no mouse does.</summary>
    /// <param name="what">A selector.</param>
    /// <param name="most">Strokes after which one would give up.</param>
    public async Task ReachAsync(string what, int most = 60)
    {
        for (var i = 0; i < most; i++)
        {
            if (await Page.EvaluateAsync<bool>("what => document.activeElement.matches(what)", what))
            {
                return;
            }

            await Page.Keyboard.PressAsync("Tab");
        }

        throw new ShouldAssertException($"{most} tabs do not lead to {what} on {Page.Url}");
    }

    /// <summary>Reaches a field and types into it.</summary>
    public async Task TypeAsync(string field, string text)
    {
        await ReachAsync(field);
        await Page.Keyboard.TypeAsync(text);
    }

    /// <summary>Reaches a link or a button and presses Enter.</summary>
    public async Task PressAsync(string what, int most = 60)
    {
        await ReachAsync(what, most);
        await Page.Keyboard.PressAsync("Enter");
    }

    /// <summary>The same person at the same screen, in a browser that has loaded nothing yet.</summary>
    public async Task<Desk> WithEmptyCacheAsync()
    {
        var opened = await context.Browser!.NewContextAsync(new()
        {
            BaseURL = new Uri(Page.Url).GetLeftPart(UriPartial.Authority),
            ViewportSize = new() { Width = Page.ViewportSize!.Width, Height = Page.ViewportSize.Height },
            StorageState = await context.StorageStateAsync(),
        });
        return new Desk(opened, await opened.NewPageAsync(), language, screen);
    }

    /// <summary>
    /// The page as it is now: no complaint of the browser, no violation axe-core knows, nothing that makes a phone scroll sideways. Keeps a
    /// screenshot of the whole page as an artefact.
    /// </summary>
    /// <param name="name">Of the screenshot; language and screen are added.</param>
    public async Task ShouldBeCleanAsync(string name)
    {
        await Page.ScreenshotAsync(new() { Path = Path.Combine(Artefacts, $"{name}-{language}-{screen.ToString().ToLowerInvariant()}.png"), FullPage = true });
        lock (complaints)
        {
            complaints.ShouldBeEmpty(Page.Url);
        }

        var overflow = await Page.EvaluateAsync<int>("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        overflow.ShouldBe(0, $"{Page.Url} is {overflow} px wider than the screen");
        (await ViolationsAsync()).ShouldBeEmpty(Page.Url);
    }

    public async ValueTask DisposeAsync() => await context.CloseAsync();

    /// <summary>Where screenshots are kept: below <c>artifacts</c> of the repository.</summary>
    private static string Artefacts { get; } = Directory.CreateDirectory(Repository.Of("artifacts", "screenshots")).FullName;

    private static readonly Lazy<string> Axe = new(() => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "axe.min.js")));

    private async Task<IReadOnlyList<string>> ViolationsAsync()
    {
        await Page.EvaluateAsync(Axe.Value);
        var found = await Page.EvaluateAsync<JsonElement>("axe.run(document, { resultTypes: ['violations'] }).then(r => r.violations.map(v => `${v.id} (${v.impact}): ${v.help}: ${v.nodes.map(n => n.html.slice(0, 160)).slice(0, 5).join(' | ')}`))");
        return found.EnumerateArray().Select(each => each.GetString()!).ToList();
    }

    private void Complain(string what)
    {
        if (!hasSignal)
        {
            return;
        }

        lock (complaints)
        {
            complaints.Add(what);
        }
    }
}
