using TaskManager.Dispatcher.Metrics.Board;
using TaskManager.Dispatcher.Web;

namespace TaskManager.Dispatcher.Metrics.Map;

/// <summary>What a map is coloured by.</summary>
internal sealed record MapMeasure(string Code, string Chinese, string English, string ChineseMeaning, string EnglishMeaning, FigureForm Form, Func<GroupCount, double?> Value)
{
    /// <summary>Days that turnaround looks back.</summary>
    public const int TurnaroundDays = 30;

    /// <summary>The measures to choose from; the first is the default.</summary>
    public static readonly IReadOnlyList<MapMeasure> All =
    [
        new("open", "在办", "Open", "当日终了时在办的任务数。", "Tasks open at the end of the day.", FigureForm.Whole, count => count.Figures.Open),
        new("overdue", "超期", "Overdue", "当日终了时在办且已超期的任务数。", "Tasks open and overdue at the end of the day.", FigureForm.Whole, count => count.Overdue),
        new("p50", "办理时长 p50", "Turnaround p50", $"截至当日的 {TurnaroundDays} 天内办结的任务，一半的办理时长不超过此值。", $"Of the tasks closed in the {TurnaroundDays} days up to the day, half took no longer.", FigureForm.Duration, count => count.Figures.TurnaroundHours?.P50),
    ];

    public string Text(double? value, Language language) => FigureWords.Text(new FigureDefinition(Code, Chinese, English, "", "", Form, Better.Neither, Value), value, language);
}
