namespace TaskManager.Dispatcher.Simulating;

/// <summary>The figures of one run.</summary>
public sealed record RunFigures
{
    /// <summary>按期办结率: due tasks done by their deadline, 0–1; due are those whose deadline is within the simulation.</summary>
    public double OnTimeRate { get; init; }

    /// <summary>Turnaround of done tasks in hours, from arrival: half took no longer.</summary>
    public double TurnaroundP50 { get; init; }

    /// <summary>Nine in ten took no longer.</summary>
    public double TurnaroundP90 { get; init; }

    public double TurnaroundMean { get; init; }

    /// <summary>基尼系数 of tasks got over capacity, within units.</summary>
    public double TasksGini { get; init; }

    /// <summary>Most tasks over capacity against the mean, within units.</summary>
    public double TasksMaxOverMean { get; init; }

    /// <summary>基尼系数 of hours of travel and work, within units.</summary>
    public double HoursGini { get; init; }

    public double HoursMaxOverMean { get; init; }

    /// <summary>基尼系数 of open tasks over capacity, within units, at each full hour in which there are any, on average.</summary>
    public double LoadGini { get; init; }

    /// <summary>Kilometres of road a done task.</summary>
    public double TravelPerTask { get; init; }

    /// <summary>Hours of travel and work outside shifts, all members together.</summary>
    public double OvertimeHours { get; init; }

    /// <summary>Tasks that waited at a desk because nobody could have them at once, 0–1.</summary>
    public double AtDesk { get; init; }

    /// <summary>Tasks not done at the end.</summary>
    public double Open { get; init; }

    /// <summary>Share of shift hours spent on travel and work, up to the last arrival.</summary>
    public double Utilisation { get; init; }

    /// <summary>Tasks whose deadline is within the simulation.</summary>
    public double Due { get; init; }
}
