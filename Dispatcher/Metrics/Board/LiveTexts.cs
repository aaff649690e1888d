using System.Text.Json;
using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>
/// Everything on a board that changes while one looks, as texts by name: the page is drawn from them, and the stream
/// sends those that changed. So what is on the screen after a day is what a fresh page would show.
/// </summary>
internal static class LiveTexts
{
    /// <summary>Groups whose figures are live, of each kind.</summary>
    public const int GroupsMax = 40;

    public static Dictionary<string, string> Of(BoardPicture picture, Shown shown, Language language)
    {
        var texts = new Dictionary<string, string> { ["asOf"] = shown.Second(picture.Period.To) };
        foreach (var figure in FigureDefinitions.All)
        {
            texts[figure.Code] = figure.Text(picture.Overall.Now, language);
            var change = figure.Change(picture.Overall, language);
            texts[$"{figure.Code}.change"] = change.Text;
            texts[$"{figure.Code}.tone"] = change.Tone;
        }

        foreach (var (kind, groups) in new[] { ("duty", picture.ByDuty), ("unit", picture.ByUnit), ("channel", picture.ByChannel) })
        {
            foreach (var group in groups.Take(GroupsMax))
            {
                foreach (var figure in FigureDefinitions.OfGroups)
                {
                    texts[Name(kind, group.Code, figure)] = figure.Text(group.Now, language);
                }
            }
        }

        for (var age = 0; age < Ages.Count; age++)
        {
            texts[$"age.{age}"] = Numbers.Whole(picture.Overall.Now.Ages[age]);
        }

        var hour = picture.Minutes.Aggregate((sum, minute) => sum.Plus(minute));
        texts["hour.issued"] = Numbers.Whole(hour.Issued);
        texts["hour.dispatched"] = Numbers.Whole(hour.Dispatched);
        texts["hour.closed"] = Numbers.Whole(hour.Closed);
        texts["chart.minutes"] = JsonSerializer.Serialize(Minutes(picture, shown));
        texts["chart.trend"] = JsonSerializer.Serialize(Trend(picture, shown));
        return texts;
    }

    public static string Name(string kind, string code, FigureDefinition figure) => $"{kind}.{code}.{figure.Code}";

    /// <summary>Columns of the chart of the last hour: labels, issued, dispatched, closed.</summary>
    private static object Minutes(BoardPicture picture, Shown shown) => new
    {
        labels = picture.Minutes.Select(minute => shown.Minute(DateTimeOffset.FromUnixTimeSeconds(minute.Minute * 60))[11..]),
        issued = picture.Minutes.Select(minute => minute.Issued),
        dispatched = picture.Minutes.Select(minute => minute.Dispatched),
        closed = picture.Minutes.Select(minute => minute.Closed),
    };

    private static object Trend(BoardPicture picture, Shown shown) => new
    {
        labels = picture.Overall.Now.Trend.Select(point => Label(picture, point, shown)),
        issued = picture.Overall.Now.Trend.Select(point => point.Issued),
        closed = picture.Overall.Now.Trend.Select(point => point.Closed),
        open = picture.Overall.Now.Trend.Select(point => point.Open),
    };

    /// <summary>A bucket: the hour of a day, else its first day.</summary>
    public static string Label(BoardPicture picture, TrendPoint point, Shown shown)
    {
        var minute = shown.Minute(DateTimeOffset.FromUnixTimeMilliseconds(point.At));
        return picture.Period.Days is 1 ? minute[11..] : picture.Period.Days > 300 ? minute[..10] : minute[5..10];
    }

    public static string ToJson(IEnumerable<KeyValuePair<string, string>> texts) => JsonSerializer.Serialize(texts.ToDictionary());
}
