using System.Text.Json.Serialization;

namespace TaskManager.Dispatcher.Metrics;

/// <summary>The figures of one group as they are printed and served. Definitions: <see cref="Figures"/>.</summary>
public sealed record FiguresView
{
    /// <summary>Code of the duty, in a group by duty.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Duty { get; init; }

    /// <summary>Code of the unit, in a group by unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Unit { get; init; }

    /// <summary>Channel, in a group by channel; empty when not known.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Channel { get; init; }

    /// <summary>Chinese name of the duty or unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>English name of the duty or unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? NameEn { get; init; }

    /// <summary>Tasks issued.</summary>
    public required long Issued { get; init; }

    /// <summary>Tasks closed.</summary>
    public required long Closed { get; init; }

    /// <summary>Tasks neither closed nor cancelled.</summary>
    public required long Open { get; init; }

    /// <summary>Tasks cancelled.</summary>
    public required long Cancelled { get; init; }

    /// <summary>应结案: tasks whose deadline has passed.</summary>
    public required long Due { get; init; }

    /// <summary>Due tasks that are closed.</summary>
    public required long ClosedDue { get; init; }

    /// <summary>Due tasks that were closed by their deadline.</summary>
    public required long ClosedOnTime { get; init; }

    /// <summary>结案率, 0–1; null when none is due.</summary>
    public required double? ClosingRate { get; init; }

    /// <summary>按期结案率, 0–1; null when none is due.</summary>
    public required double? OnTimeRate { get; init; }

    /// <summary>Tasks closed by automatic feedback.</summary>
    public required long Automatic { get; init; }

    /// <summary>自动反馈率, 0–1; null when none is closed.</summary>
    public required double? AutomaticShare { get; init; }

    /// <summary>办理时长 of the closed tasks, elapsed hours; null when none is closed.</summary>
    public required TurnaroundHours? TurnaroundHours { get; init; }

    public static FiguresView Of(Figures figures) => new()
    {
        Issued = figures.Issued,
        Closed = figures.Closed,
        Open = figures.Open,
        Cancelled = figures.Cancelled,
        Due = figures.Due,
        ClosedDue = figures.ClosedDue,
        ClosedOnTime = figures.ClosedOnTime,
        ClosingRate = figures.ClosingRate,
        OnTimeRate = figures.OnTimeRate,
        Automatic = figures.Automatic,
        AutomaticShare = figures.AutomaticShare,
        TurnaroundHours = figures.TurnaroundHours,
    };
}

/// <summary>All figures as of one instant, as they are printed and served.</summary>
public sealed record ReportView
{
    /// <summary>The instant.</summary>
    public required DateTimeOffset AsOf { get; init; }

    /// <summary>Every task.</summary>
    public required FiguresView Overall { get; init; }

    /// <summary>Groups by duty, most tasks first.</summary>
    public required IReadOnlyList<FiguresView> ByDuty { get; init; }

    /// <summary>Groups by the unit that answers for the task, most tasks first.</summary>
    public required IReadOnlyList<FiguresView> ByUnit { get; init; }

    /// <summary>Groups by channel, most tasks first.</summary>
    public required IReadOnlyList<FiguresView> ByChannel { get; init; }

    public static ReportView Of(Report report) => new()
    {
        AsOf = report.AsOf,
        Overall = FiguresView.Of(report.Overall),
        ByDuty = report.ByDuty.Select(group => FiguresView.Of(group.Figures) with { Duty = group.Code, Name = group.Name, NameEn = group.NameEn }).ToList(),
        ByUnit = report.ByUnit.Select(group => FiguresView.Of(group.Figures) with { Unit = group.Code, Name = group.Name, NameEn = group.NameEn }).ToList(),
        ByChannel = report.ByChannel.Select(group => FiguresView.Of(group.Figures) with { Channel = group.Code }).ToList(),
    };
}
