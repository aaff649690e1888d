using System.Globalization;

namespace TaskManager.Dispatcher.Web;

/// <summary>How numbers are written on pages. Absent ones are a dash.</summary>
public static class Numbers
{
    public const string Absent = "–";

    public static string Whole(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A whole number in an address, which anybody may have typed; null: there is none.</summary>
    public static int? Of(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <param name="share">0–1.</param>
    public static string Percent(double? share) => share is { } known ? known.ToString("0.0%", CultureInfo.InvariantCulture) : Absent;

    /// <summary>A length of time in the unit that suits it.</summary>
    public static string Duration(this Language language, double? hours) => hours switch
    {
        null => Absent,
        < 1.0 / 60 => language[$"{hours * 3600:0.0} 秒", $"{hours * 3600:0.0} s"],
        < 1 => language[$"{hours * 60:0.0} 分", $"{hours * 60:0.0} min"],
        < 48 => language[$"{hours:0.0} 小时", $"{hours:0.0} h"],
        _ => language[$"{hours / 24:0.0} 天", $"{hours / 24:0.0} d"],
    };
}
