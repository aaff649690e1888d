namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>How a figure is written.</summary>
internal enum FigureForm
{
    Whole,
    Percent,
    Duration,
}

/// <summary>Whether more of it is better.</summary>
internal enum Better
{
    Neither,
    More,
    Less,
}

/// <summary>One figure of the board: what it is called, what it means, how it is taken from a count.</summary>
/// <param name="Code">Its name in addresses and JSON.</param>
/// <param name="Chinese">Name in Chinese.</param>
/// <param name="English">Name in English.</param>
/// <param name="ChineseMeaning">The definition in Chinese.</param>
/// <param name="EnglishMeaning">The definition in English.</param>
/// <param name="Form">How it is written.</param>
/// <param name="Better">Whether more is better.</param>
/// <param name="Value">Takes it from a count; null: there is nothing to divide by.</param>
internal sealed record FigureDefinition(
    string Code, string Chinese, string English, string ChineseMeaning, string EnglishMeaning, FigureForm Form, Better Better, Func<GroupCount, double?> Value);

/// <summary>Every figure of the board, defined once: for its pages, its wall, its workbook and its explanations.</summary>
internal static class FigureDefinitions
{
    public static readonly FigureDefinition Issued = new(
        "issued", "派发", "Issued", "期内派发的任务数。", "Tasks issued within the period.", FigureForm.Whole, Better.Neither, count => count.Figures.Issued);

    public static readonly FigureDefinition Closed = new(
        "closed", "办结", "Closed", "期内办结的任务数，不论何时派发。", "Tasks closed within the period, whenever they were issued.", FigureForm.Whole, Better.More, count => count.Figures.Closed);

    public static readonly FigureDefinition Cancelled = new(
        "cancelled", "作废", "Cancelled", "期内作废的任务数。", "Tasks cancelled within the period.", FigureForm.Whole, Better.Neither, count => count.Figures.Cancelled);

    public static readonly FigureDefinition Open = new(
        "open", "在办", "Open", "期末既未办结也未作废的任务数，不论何时派发。", "Tasks neither closed nor cancelled at the end of the period, whenever they were issued.", FigureForm.Whole, Better.Less, count => count.Figures.Open);

    public static readonly FigureDefinition Overdue = new(
        "overdue", "超期", "Overdue", "期末在办且期限已过的任务数。", "Tasks open at the end of the period whose deadline has passed.", FigureForm.Whole, Better.Less, count => count.Overdue);

    public static readonly FigureDefinition ClosingRate = new(
        "closingRate", "结案率", "Closing rate", "期限在期内的任务（应结案）中，期末已办结的比例。", "Of the tasks whose deadline lies within the period (due), the share closed by its end.", FigureForm.Percent, Better.More, count => count.Figures.ClosingRate);

    public static readonly FigureDefinition OnTimeRate = new(
        "onTimeRate", "按期结案率", "On-time rate", "期限在期内的任务（应结案）中，在期限前办结的比例。", "Of the tasks whose deadline lies within the period (due), the share closed by the deadline.", FigureForm.Percent, Better.More, count => count.Figures.OnTimeRate);

    public static readonly FigureDefinition AutomaticShare = new(
        "automaticShare", "自动反馈率", "Automatic share", "期内办结的任务中，由数据自动反馈办结的比例。", "Of the tasks closed within the period, the share closed by automatic feedback.", FigureForm.Percent, Better.More, count => count.Figures.AutomaticShare);

    public static readonly FigureDefinition P50 = new(
        "p50", "办理时长 p50", "Turnaround p50", "期内办结的任务从派发到办结的自然时长，一半不超过此值。", "Elapsed time from issue to close of the tasks closed within the period; half took no longer.", FigureForm.Duration, Better.Less, count => count.Figures.TurnaroundHours?.P50);

    public static readonly FigureDefinition P90 = new(
        "p90", "办理时长 p90", "Turnaround p90", "期内办结的任务从派发到办结的自然时长，九成不超过此值。", "Elapsed time from issue to close of the tasks closed within the period; nine in ten took no longer.", FigureForm.Duration, Better.Less, count => count.Figures.TurnaroundHours?.P90);

    /// <summary>In the order they are shown.</summary>
    public static readonly IReadOnlyList<FigureDefinition> All = [Issued, Closed, Cancelled, Open, Overdue, ClosingRate, OnTimeRate, AutomaticShare, P50, P90];

    /// <summary>Those that each row of a table by duty, unit or channel has.</summary>
    public static readonly IReadOnlyList<FigureDefinition> OfGroups = [Issued, Closed, Open, Overdue, OnTimeRate, AutomaticShare, P50, P90];

    /// <summary>How the period is compared.</summary>
    public static readonly (string Chinese, string English) Comparison = (
        "与前一个同样长的时段相比；进行中的一天只与前一时段的同一时刻相比。比例之差以百分点（点）计。",
        "Compared with the period of the same length before; a running day with the same time of day. Shares differ by percentage points (pt).");

    /// <summary>What lives in the throughput of the last hour.</summary>
    public static readonly (string Chinese, string English) Minutes = (
        "最近 60 分钟内每分钟记录的派发、派单（交给党员或值班台）与办结次数，按记录时间计；导入的历史计入导入的那一分钟。",
        "What was recorded in each of the last 60 minutes: tasks issued, dispatched (given to a member or a duty desk) and closed. Imported history counts in the minute of its import.");
}
