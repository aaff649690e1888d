using System.Text.Json.Serialization;
using TaskManager.Dispatcher.Duties;

namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>Figures of a period.</summary>
/// <param name="Period">What was asked: <c>today</c>, <c>7d</c>, <c>30d</c>, <c>90d</c> or <c>custom</c>.</param>
/// <param name="From">Its first instant.</param>
/// <param name="To">Its last instant; tasks are open, late and old as of it.</param>
/// <param name="BeforeFrom">First instant of the period it is compared with.</param>
/// <param name="BeforeTo">Last instant of that.</param>
/// <param name="Unit">The unit at the top.</param>
/// <param name="WholeFrom">Null: the figures are whole. Else older tasks are not kept in memory, and what happened before this instant is missing.</param>
/// <param name="Overall">All tasks asked for.</param>
/// <param name="ByDuty">By duty, most issued first.</param>
/// <param name="ByUnit">By the units directly below; what belongs to the top unit itself under its own code.</param>
/// <param name="ByChannel">By channel.</param>
/// <param name="Minutes">The last 60 minutes, oldest first.</param>
public sealed record BoardView(
    string Period,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset BeforeFrom,
    DateTimeOffset BeforeTo,
    string Unit,
    DateTimeOffset? WholeFrom,
    BoardGroupView Overall,
    IReadOnlyList<BoardGroupView> ByDuty,
    IReadOnlyList<BoardGroupView> ByUnit,
    IReadOnlyList<BoardGroupView> ByChannel,
    IReadOnlyList<BoardMinuteView> Minutes)
{
    internal static BoardView Of(BoardPicture picture, Catalogue catalogue) => new(
        picture.Period.Code,
        picture.Period.From,
        picture.Period.To,
        picture.Period.Before!.From,
        picture.Period.Before.To,
        picture.Top,
        picture.CutAt,
        BoardGroupView.Of(picture.Overall),
        [.. picture.ByDuty.Select(group => BoardGroupView.Of(group) with { Code = group.Code, Name = catalogue.FindDuty(group.Code)?.Name, NameEn = catalogue.FindDuty(group.Code)?.NameEn })],
        [.. picture.ByUnit.Select(group => BoardGroupView.Of(group) with { Code = group.Code, Name = catalogue.FindUnit(group.Code)?.Name, NameEn = catalogue.FindUnit(group.Code)?.NameEn })],
        [.. picture.ByChannel.Select(group => BoardGroupView.Of(group) with { Code = group.Code })],
        [.. picture.Minutes.Select(minute => new BoardMinuteView(DateTimeOffset.FromUnixTimeSeconds(minute.Minute * 60), minute.Issued, minute.Dispatched, minute.Closed, minute.Automatic))]);
}

/// <summary>One group of tasks.</summary>
public sealed record BoardGroupView
{
    /// <summary>Code of the duty or unit, or the channel; absent overall.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Code { get; init; }

    /// <summary>Chinese name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>English name.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NameEn { get; init; }

    /// <summary>Figures of the period: issued, closed, cancelled and due within it; open at its end.</summary>
    public required FiguresView Figures { get; init; }

    /// <summary>Open at the end with the deadline passed.</summary>
    public required long Overdue { get; init; }

    /// <summary>Open at the end, by days since issue: under 1, 1–3, 3–7, 7–30, over 30.</summary>
    public required IReadOnlyList<long> OpenByAge { get; init; }

    /// <summary>Figures of the period before.</summary>
    public required FiguresView Before { get; init; }

    /// <summary>Overdue at the end of the period before.</summary>
    public required long OverdueBefore { get; init; }

    /// <summary>The period in buckets: hours of a day, days, or weeks.</summary>
    public required IReadOnlyList<BoardPointView> Trend { get; init; }

    internal static BoardGroupView Of(BoardGroup group) => new()
    {
        Figures = FiguresView.Of(group.Now.Figures),
        Overdue = group.Now.Overdue,
        OpenByAge = group.Now.Ages,
        Before = FiguresView.Of(group.Before.Figures),
        OverdueBefore = group.Before.Overdue,
        Trend = [.. group.Now.Trend.Select(point => new BoardPointView(DateTimeOffset.FromUnixTimeMilliseconds(point.At), point.Issued, point.Closed, point.Open))],
    };
}

/// <summary>One bucket of a trend.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Issued">Tasks issued in it.</param>
/// <param name="Closed">Tasks closed in it.</param>
/// <param name="Open">Tasks open at its end.</param>
public sealed record BoardPointView(DateTimeOffset At, long Issued, long Closed, long Open);

/// <summary>What was recorded in one minute.</summary>
/// <param name="At">Its beginning.</param>
/// <param name="Issued">Tasks issued.</param>
/// <param name="Dispatched">Times a task was given to a member or a duty desk.</param>
/// <param name="Closed">Tasks closed.</param>
/// <param name="Automatic">Those of them closed by automatic feedback.</param>
public sealed record BoardMinuteView(DateTimeOffset At, int Issued, int Dispatched, int Closed, int Automatic);
