namespace TaskManager.Dispatcher.Metrics;

/// <summary>The figures of one group of tasks, as of an instant. Tasks issued later do not exist yet; later ends have not happened.</summary>
/// <param name="Issued">Tasks issued.</param>
/// <param name="Closed">Tasks closed.</param>
/// <param name="Cancelled">Tasks cancelled.</param>
/// <param name="Open">Tasks neither closed nor cancelled.</param>
/// <param name="Due">应结案: tasks whose deadline has passed.</param>
/// <param name="ClosedDue">Due tasks that are closed.</param>
/// <param name="ClosedOnTime">Due tasks that were closed by their deadline.</param>
/// <param name="Automatic">Tasks closed by automatic feedback.</param>
/// <param name="TurnaroundHours">办理时长 of the closed tasks; null when none is closed.</param>
public sealed record Figures(
    long Issued,
    long Closed,
    long Cancelled,
    long Open,
    long Due,
    long ClosedDue,
    long ClosedOnTime,
    long Automatic,
    TurnaroundHours? TurnaroundHours)
{
    /// <summary>结案率, 0–1: closed due tasks of due tasks; null when none is due.</summary>
    public double? ClosingRate => Share(ClosedDue, Due);

    /// <summary>按期结案率, 0–1: due tasks closed by their deadline of due tasks; null when none is due.</summary>
    public double? OnTimeRate => Share(ClosedOnTime, Due);

    /// <summary>自动反馈率, 0–1: tasks closed by automatic feedback of closed tasks; null when none is closed.</summary>
    public double? AutomaticShare => Share(Automatic, Closed);

    private static double? Share(long part, long whole) => whole is 0 ? null : (double)part / whole;
}

/// <summary>Elapsed hours from issue to close. Percentiles interpolate linearly between ranks.</summary>
/// <param name="P50">Half of the closed tasks took no longer.</param>
/// <param name="P90">Nine in ten took no longer.</param>
/// <param name="P99">Ninety-nine in a hundred took no longer.</param>
/// <param name="Mean">Arithmetic mean.</param>
public sealed record TurnaroundHours(double P50, double P90, double P99, double Mean);

/// <summary>Figures of the tasks that share a duty, a unit or a channel.</summary>
/// <param name="Code">What they share; empty when it is not known.</param>
/// <param name="Name">Its Chinese name, where it has one.</param>
/// <param name="NameEn">Its English name, where it has one.</param>
/// <param name="Figures">Their figures.</param>
public sealed record GroupFigures(string Code, string Name, string NameEn, Figures Figures);

/// <summary>All figures as of one instant.</summary>
/// <param name="AsOf">The instant.</param>
/// <param name="Overall">Every task.</param>
/// <param name="ByDuty">Groups by duty, most tasks first.</param>
/// <param name="ByUnit">Groups by the unit that answers for the task, most tasks first.</param>
/// <param name="ByChannel">Groups by channel, most tasks first: self-logged work closes in seconds and would flatter the rest.</param>
public sealed record Report(
    DateTimeOffset AsOf,
    Figures Overall,
    IReadOnlyList<GroupFigures> ByDuty,
    IReadOnlyList<GroupFigures> ByUnit,
    IReadOnlyList<GroupFigures> ByChannel);
