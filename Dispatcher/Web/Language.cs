using System.Globalization;

namespace TaskManager.Dispatcher.Web;

/// <summary>The language of one request: Chinese unless the reader chose English. Both texts stand side by side where they are used, so neither can be missing.</summary>
public sealed class Language(IHttpContextAccessor http)
{
    public const string CookieName = "language";

    private readonly bool? always;

    private Language(bool english)
        : this(new HttpContextAccessor()) => always = english;

    public bool IsEnglish => always ?? http.HttpContext?.Request.Cookies[CookieName] == "en";

    /// <summary>One language, for what outlives a request.</summary>
    public static Language Always(bool english) => new(english);

    public CultureInfo Culture => CultureInfo.GetCultureInfo(IsEnglish ? "en-GB" : "zh-CN");

    public string Code => IsEnglish ? "en" : "zh-CN";

    public string this[string chinese, string english] => IsEnglish ? english : chinese;
}
