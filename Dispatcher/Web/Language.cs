using System.Globalization;

namespace TaskManager.Dispatcher.Web;

/// <summary>The language of one request: Chinese unless the reader chose English. Both texts stand side by side where they are used, so neither can be missing.</summary>
public sealed class Language(IHttpContextAccessor http)
{
    public const string CookieName = "language";

    public bool IsEnglish => http.HttpContext?.Request.Cookies[CookieName] == "en";

    public CultureInfo Culture => CultureInfo.GetCultureInfo(IsEnglish ? "en-GB" : "zh-CN");

    public string Code => IsEnglish ? "en" : "zh-CN";

    public string this[string chinese, string english] => IsEnglish ? english : chinese;
}
