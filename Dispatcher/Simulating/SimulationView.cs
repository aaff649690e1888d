namespace TaskManager.Dispatcher.Simulating;

/// <summary>A comparison as it is printed and served.</summary>
public sealed record SimulationView
{
    /// <summary>Tasks that were simulated.</summary>
    public required int Tasks { get; init; }

    public required DateTimeOffset FirstArrival { get; init; }

    public required DateTimeOffset LastArrival { get; init; }

    /// <summary>Left out: closed without a person.</summary>
    public required int Automatic { get; init; }

    /// <summary>Left out: cancelled.</summary>
    public required int Cancelled { get; init; }

    /// <summary>Left out: rows that break a rule, tasks whose duty or unit is not there any more.</summary>
    public required int Unusable { get; init; }

    /// <summary>Tasks whose work time is recorded.</summary>
    public required int WorkRecorded { get; init; }

    /// <summary>Tasks whose work time is guessed from gaps between closings.</summary>
    public required int WorkGuessed { get; init; }

    /// <summary>虚构名册: the members are invented.</summary>
    public required bool RosterInvented { get; init; }

    /// <summary>What the invented members were made by; null: they are those of the catalogue.</summary>
    public double? InventedUtilisation { get; init; }

    public required double EveryMinutes { get; init; }

    public required double SpeedKmh { get; init; }

    public required double Detour { get; init; }

    public required double WorkMaxHours { get; init; }

    public required IReadOnlyList<int> Seeds { get; init; }

    public required IReadOnlyList<SimulationRow> Rows { get; init; }

    public static SimulationView Of(PastTasks past, InventedRoster? invented, SimulationSettings settings, IReadOnlyList<int> seeds, IReadOnlyList<ComparedRun> runs) => new()
    {
        Tasks = past.Tasks.Count,
        FirstArrival = past.Tasks[0].Task.At,
        LastArrival = past.Tasks[^1].Task.At,
        Automatic = past.Automatic,
        Cancelled = past.Cancelled,
        Unusable = past.Unusable,
        WorkRecorded = past.WorkRecorded,
        WorkGuessed = past.WorkGuessed,
        RosterInvented = invented is not null,
        InventedUtilisation = invented?.Utilisation,
        EveryMinutes = settings.Every.TotalMinutes,
        SpeedKmh = settings.Speed,
        Detour = settings.Detour,
        WorkMaxHours = settings.WorkMax.TotalHours,
        Seeds = seeds,
        Rows = [.. runs.Select(SimulationRow.Of)],
    };
}

/// <summary>One policy under one what-if. Definitions: <see cref="RunFigures"/>.</summary>
/// <param name="WhatIf">What was different; empty: nothing.</param>
/// <param name="Policy">The policy.</param>
/// <param name="Members">Members there were.</param>
/// <param name="Figures">By name of the figure: over the seeds.</param>
public sealed record SimulationRow(string WhatIf, Policy Policy, int Members, IReadOnlyDictionary<string, OverSeeds> Figures)
{
    public static SimulationRow Of(ComparedRun run) => new(run.WhatIf, run.Policy, run.Members, FigureList.All.ToDictionary(figure => figure.Name, figure => run.Of(figure.Of)));
}

/// <summary>A figure of a simulation and its names.</summary>
/// <param name="Name">In JSON.</param>
/// <param name="Chinese">In Chinese.</param>
/// <param name="English">In English.</param>
/// <param name="Of">Takes it.</param>
/// <param name="Format">How it is written.</param>
public sealed record FigureName(string Name, string Chinese, string English, Func<RunFigures, double> Of, string Format);

/// <summary>The figures, in the order they are shown.</summary>
public static class FigureList
{
    public static readonly IReadOnlyList<FigureName> All =
    [
        new("onTimeRate", "按期率", "on time", figures => figures.OnTimeRate, "0.00%"),
        new("turnaroundP50Hours", "时长中位", "p50 h", figures => figures.TurnaroundP50, "0.0"),
        new("turnaroundP90Hours", "时长九成", "p90 h", figures => figures.TurnaroundP90, "0.0"),
        new("turnaroundMeanHours", "平均时长", "mean h", figures => figures.TurnaroundMean, "0.0"),
        new("tasksGini", "任务基尼", "Gini tasks", figures => figures.TasksGini, "0.000"),
        new("tasksMaxOverMean", "最多/平均", "max/mean", figures => figures.TasksMaxOverMean, "0.00"),
        new("hoursGini", "工时基尼", "Gini hours", figures => figures.HoursGini, "0.000"),
        new("hoursMaxOverMean", "工时最多/平均", "max/mean h", figures => figures.HoursMaxOverMean, "0.00"),
        new("loadGini", "负荷基尼", "Gini load", figures => figures.LoadGini, "0.000"),
        new("travelKilometresPerTask", "公里/件", "km/task", figures => figures.TravelPerTask, "0.00"),
        new("overtimeHours", "加班小时", "overtime h", figures => figures.OvertimeHours, "0"),
        new("atDesk", "曾在值班台", "at desk", figures => figures.AtDesk, "0.0%"),
        new("open", "未办结", "open", figures => figures.Open, "0"),
        new("utilisation", "利用率", "utilisation", figures => figures.Utilisation, "0.0%"),
        new("due", "应办结", "due", figures => figures.Due, "0"),
    ];
}

/// <summary>Names of policies.</summary>
public static class PolicyNames
{
    /// <summary>In options and JSON.</summary>
    public static readonly IReadOnlyDictionary<string, Policy> ByName = new Dictionary<string, Policy>
    {
        ["smart"] = Policy.Smart,
        ["round-robin"] = Policy.RoundRobin,
        ["lowest-load"] = Policy.LowestLoad,
        ["nearest"] = Policy.Nearest,
    };

    public static (string Chinese, string English) Of(Policy policy) => policy switch
    {
        Policy.Smart => ("智能派单", "smart"),
        Policy.RoundRobin => ("轮流", "round-robin"),
        Policy.LowestLoad => ("最低负荷", "lowest-load"),
        Policy.Nearest => ("就近", "nearest"),
        var other => throw new InvalidOperationException($"No name for {other}."),
    };
}
