namespace TaskManager.Dispatcher.Metrics.Board;

/// <summary>A group on the board, in the period and in the one before.</summary>
public sealed record BoardGroup(string Code, GroupCount Now, GroupCount Before);

/// <summary>All that a board shows at one instant.</summary>
/// <param name="Ask">What was asked.</param>
/// <param name="Top">The unit at the top.</param>
/// <param name="Period">The period; its end is the instant.</param>
/// <param name="At">When it was computed.</param>
/// <param name="Seq">The journal's last row that is in it.</param>
/// <param name="Overall">All tasks asked for.</param>
/// <param name="ByDuty">By duty, most issued first.</param>
/// <param name="ByUnit">By unit directly below the top, or the top itself.</param>
/// <param name="ByChannel">By channel.</param>
/// <param name="Overdue">Ids of the tasks that are most overdue, the worst first.</param>
/// <param name="Minutes">The last hour, minute by minute.</param>
/// <param name="CutAt">Figures of the period before this instant are not whole; null: all are.</param>
public sealed record BoardPicture(
    BoardAsk Ask,
    string Top,
    Period Period,
    DateTimeOffset At,
    long Seq,
    BoardGroup Overall,
    IReadOnlyList<BoardGroup> ByDuty,
    IReadOnlyList<BoardGroup> ByUnit,
    IReadOnlyList<BoardGroup> ByChannel,
    IReadOnlyList<Guid> Overdue,
    IReadOnlyList<MinuteCount> Minutes,
    DateTimeOffset? CutAt);
