using System.Net;
using System.Text.RegularExpressions;

namespace TaskManager.Tests.EndToEnd.Running;

/// <summary>A page as a browser without scripts has it.</summary>
internal sealed record Page(HttpStatusCode Status, Uri Address, string Html);

/// <summary>A browser without scripts: keeps cookies, follows redirects, and posts the fields of a form with its antiforgery token.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly CookieContainer cookies = new();
    private readonly HttpClient http;

    public Browser(Uri address) => http = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies }) { BaseAddress = address };

    public Task<Page> GoAsync(string path) => ReadAsync(http.GetAsync(path, TestContext.Current.CancellationToken));

    /// <summary>Goes to the sign-in page and signs in.</summary>
    /// <returns>The page one lands on.</returns>
    public async Task<Page> SignInAsync(string token) => await PostAsync(await GoAsync("sign-in/token"), "/sign-in/token", ("token", token));

    /// <summary>Posts to one of the page's forms.</summary>
    public Task<Page> PostAsync(Page page, string action, params (string Name, string Value)[] fields)
    {
        page.Html.ShouldContain($"action=\"{action}\"", Case.Sensitive, "the page has no such form");
        var antiforgery = Antiforgery().Match(page.Html).Groups["value"].Value;
        var form = new FormUrlEncodedContent([.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), KeyValuePair.Create("__RequestVerificationToken", antiforgery)]);
        return ReadAsync(http.PostAsync(action, form, TestContext.Current.CancellationToken));
    }

    /// <summary>Posts one of the forms that a page handles itself, files with it.</summary>
    /// <param name="page">The page, as it is.</param>
    /// <param name="form">The form's name.</param>
    /// <param name="files">Name of the field, name of the file, content.</param>
    /// <param name="fields">What is filled in.</param>
    public Task<Page> SubmitAsync(Page page, string form, IReadOnlyList<(string Field, string Name, byte[] Content)> files, params (string Name, string Value)[] fields)
    {
        page.Html.ShouldContain($"name=\"_handler\" value=\"{form}\"", Case.Sensitive, "the page has no such form");
        var content = new MultipartFormDataContent
        {
            { new StringContent(form), "_handler" },
            { new StringContent(Antiforgery().Match(page.Html).Groups["value"].Value), "__RequestVerificationToken" },
        };
        foreach (var (name, value) in fields)
        {
            content.Add(new StringContent(value), name);
        }

        foreach (var (field, name, bytes) in files)
        {
            content.Add(new ByteArrayContent(bytes), field, name);
        }

        return ReadAsync(http.PostAsync(page.Address, content, TestContext.Current.CancellationToken));
    }

    /// <summary>The values of the hidden fields that one of a page's own forms carries.</summary>
    public static IReadOnlyList<(string Name, string Value)> HiddenOf(Page page, string form)
    {
        var at = page.Html.IndexOf($"name=\"_handler\" value=\"{form}\"", StringComparison.Ordinal);
        var (start, end) = (page.Html.LastIndexOf("<form", at, StringComparison.Ordinal), page.Html.IndexOf("</form>", at, StringComparison.Ordinal));
        return [.. HiddenField().Matches(page.Html[start..end]).Select(match => (match.Groups["name"].Value, match.Groups["value"].Value)).Where(field => !field.Item1.StartsWith('_'))];
    }

    /// <summary>The value of a cookie it has.</summary>
    public string Cookie(string name) => cookies.GetCookies(http.BaseAddress!)[name]!.Value;

    /// <summary>Posts to one of the page's forms with files, as a browser does where a form may carry some.</summary>
    public Task<Page> UploadAsync(Page page, string action, IEnumerable<(string Name, string Value)> fields, params IEnumerable<(string FileName, byte[] Content)> photos) =>
        ReadAsync(http.PostAsync(action, Upload(page, action, fields, photos), TestContext.Current.CancellationToken));

    /// <summary>The same, and the browser goes away before the answer has come.</summary>
    public async Task LoseAnswerAsync(Page page, string action, IEnumerable<(string Name, string Value)> fields, TimeSpan after)
    {
        using var gone = new CancellationTokenSource(after);
        try
        {
            (await http.PostAsync(action, Upload(page, action, fields, []), gone.Token)).Dispose();
        }
        catch (OperationCanceledException)
        {
            return;
        }
    }

    /// <summary>What a hidden field of the page holds.</summary>
    public static string Hidden(Page page, string name) => Regex.Match(page.Html, $"name=\"{name}\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["value"].Value;

    public async Task<HttpResponseMessage> GetAsync(string path) => await http.GetAsync(path, TestContext.Current.CancellationToken);

    public void Dispose() => http.Dispose();

    private static MultipartFormDataContent Upload(Page page, string action, IEnumerable<(string Name, string Value)> fields, IEnumerable<(string FileName, byte[] Content)> photos)
    {
        page.Html.ShouldContain($"action=\"{action}\"", Case.Sensitive, "the page has no such form");
        var form = new MultipartFormDataContent { { new StringContent(Antiforgery().Match(page.Html).Groups["value"].Value), "__RequestVerificationToken" } };
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), name);
        }

        foreach (var (fileName, content) in photos)
        {
            var file = new ByteArrayContent(content);
            file.Headers.ContentType = new("image/jpeg");
            form.Add(file, "photos", fileName);
        }

        return form;
    }

    private static async Task<Page> ReadAsync(Task<HttpResponseMessage> asking)
    {
        using var answer = await asking;
        return new Page(answer.StatusCode, answer.RequestMessage!.RequestUri!, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)));
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex HiddenField();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<value>[^\"]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Antiforgery();
}
