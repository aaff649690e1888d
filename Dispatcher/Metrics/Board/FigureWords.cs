using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>A change against the period before, in words and with an arrow, never by colour alone.</summary>
/// <param name="Text">For example ▲ 增 12%.</param>
/// <param name="Tone">Class of its colour: better, worse or neither.</param>
internal sealed record Change(string Text, string Tone);

/// <summary>Writes figures and their changes.</summary>
internal static class FigureWords
{
    /// <summary>Beyond ten times as much a percentage says less than the number it grew from.</summary>
    private const double TimesMax = 10;

    public static string Text(this FigureDefinition figure, GroupCount count, Language language) => Text(figure, figure.Value(count), language);

    public static string Text(FigureDefinition figure, double? value, Language language) => figure.Form switch
    {
        FigureForm.Whole => value is { } whole ? Numbers.Whole((long)whole) : Numbers.Absent,
        FigureForm.Percent => Numbers.Percent(value),
        FigureForm.Duration => language.Duration(value),
        _ => throw new InvalidOperationException(figure.Form.ToString()),
    };

    public static Change Change(this FigureDefinition figure, BoardGroup group, Language language)
    {
        if (figure.Value(group.Now) is not { } now || figure.Value(group.Before) is not { } before || (before is 0 && now is not 0 && group.Before.Figures.Issued is 0))
        {
            return new Change(language["前期无可比", "nothing to compare"], "change-none");
        }

        var difference = now - before;
        var isShare = figure.Form is FigureForm.Percent;
        var share = before is 0 ? double.PositiveInfinity : Math.Abs(difference) / before;
        var size = isShare ? Math.Round(Math.Abs(difference) * 100, 1) : Math.Round(share * 100, share < 0.1 ? 1 : 0);
        if (difference is 0 || size is 0)
        {
            return new Change(language["＝ 持平", "= the same"], "change-none");
        }

        var amount = isShare ? language[$"{size:0.0} 点", $"{size:0.0} pt"]
            : share >= TimesMax ? language[$"（前期 {Text(figure, before, language)}）", $"(was {Text(figure, before, language)})"]
            : $"{size:0.#}%";
        var better = figure.Better is Better.Neither ? (bool?)null : difference > 0 == figure.Better is Better.More;
        var words = difference > 0 ? language[$"▲ 升{(amount[0] is '（' ? "" : " ")}{amount}", $"▲ up {amount}"] : language[$"▼ 降 {amount}", $"▼ down {amount}"];
        return new Change(words, better switch { true => "change-better", false => "change-worse", _ => "change-none" });
    }

    /// <summary>A class of age.</summary>
    public static string Age(int index, Language language) =>
        index is 0 ? language[$"{Ages.Ends[0]} 天内", $"under {Ages.Ends[0]} d"]
        : index == Ages.Ends.Length ? language[$"{Ages.Ends[^1]} 天以上", $"over {Ages.Ends[^1]} d"]
        : language[$"{Ages.Ends[index - 1]}–{Ages.Ends[index]} 天", $"{Ages.Ends[index - 1]}–{Ages.Ends[index]} d"];
}
