using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Web;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>The board as a workbook: exact numbers, with what each means.</summary>
internal static class BoardWorkbook
{
    /// <summary>Most overdue tasks in a file.</summary>
    public const int OverdueMax = 10_000;

    public static byte[] OfFigures(BoardPicture picture, Shown shown, Language language) => Workbook.Write(
    [
        new(language["总体", "Overall"], [language["指标", "Figure"], language["本期", "Period"], language["前期", "Before"], language["单位", "In"], language["定义", "Definition"]],
            [
                .. FigureDefinitions.All.Select(figure => (IReadOnlyList<object?>)[Name(figure, language), figure.Value(picture.Overall.Now), figure.Value(picture.Overall.Before), In(figure, language), language[figure.ChineseMeaning, figure.EnglishMeaning]]),
                [language["本期", "Period"], $"{shown.Second(picture.Period.From)} – {shown.Second(picture.Period.To)}"],
                [language["前期", "Before"], $"{shown.Second(picture.Period.Before!.From)} – {shown.Second(picture.Period.Before.To)}"],
                [language["单位", "Unit"], shown.Unit(picture.Top)],
                .. picture.CutAt is { } cut ? (IEnumerable<IReadOnlyList<object?>>)[[language["早于此的任务未计入", "Tasks before this are not counted"], shown.Second(cut)]] : [],
            ]),
        Groups(language["按职责事项", "By duty"], language["职责事项", "Duty"], picture.ByDuty, shown.Duty, language),
        Groups(language["按单位", "By unit"], language["单位", "Unit"], picture.ByUnit, shown.Unit, language),
        Groups(language["按渠道", "By channel"], language["渠道", "Channel"], picture.ByChannel, code => code.Length is 0 ? language["未注明", "not known"] : code, language),
        new(language["趋势", "Trend"], [language["起", "From"], language["派发", "Issued"], language["办结", "Closed"], language["期末在办", "Open at end"]],
            picture.Overall.Now.Trend.Select(point => (IReadOnlyList<object?>)[shown.Minute(DateTimeOffset.FromUnixTimeMilliseconds(point.At)), point.Issued, point.Closed, point.Open])),
        new(language["在办时长", "Backlog by age"], [language["派发至今", "Since issue"], language["在办", "Open"]],
            picture.Overall.Now.Ages.Select((open, age) => (IReadOnlyList<object?>)[FigureWords.Age(age, language), open])),
    ]);

    public static byte[] OfOverdue(BoardPicture picture, IReadOnlyList<DutyTask> tasks, Shown shown, Language language) => Workbook.Write(
    [
        new(language["超期任务", "Overdue tasks"],
            [language["任务", "Task"], language["职责事项", "Duty"], language["环节", "Step"], language["单位", "Unit"], language["网格", "Grid"], language["承办", "Assignee"], language["派发时间", "Issued"], language["期限", "Deadline"], language["超期（小时）", "Overdue (hours)"]],
            tasks.Select(task => (IReadOnlyList<object?>)
            [
                task.Number, shown.Duty(task.Duty), shown.Step(task), shown.Unit(task.Unit), shown.Grid(task.Grid), shown.Assignee(task), shown.Minute(task.IssuedAt), shown.Minute(task.DeadlineAt),
                task.DeadlineAt is { } deadline ? Math.Round((picture.Period.To - deadline).TotalHours, 2) : null,
            ])),
    ]);

    private static SheetContent Groups(string name, string heading, IReadOnlyList<BoardGroup> groups, Func<string, string> nameOf, Language language) => new(
        name,
        [heading, language["代码", "Code"], .. FigureDefinitions.All.SelectMany(figure => new[] { $"{Name(figure, language)} ({In(figure, language)})", $"{Name(figure, language)} · {language["前期", "before"]}" })],
        groups.Select(group => (IReadOnlyList<object?>)[nameOf(group.Code), group.Code, .. FigureDefinitions.All.SelectMany(figure => new object?[] { figure.Value(group.Now), figure.Value(group.Before) })]));

    private static string Name(FigureDefinition figure, Language language) => language[figure.Chinese, figure.English];

    private static string In(FigureDefinition figure, Language language) => figure.Form switch
    {
        FigureForm.Whole => language["件", "tasks"],
        FigureForm.Percent => language["0–1", "0–1"],
        _ => language["小时", "hours"],
    };
}
