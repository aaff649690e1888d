using TaskManager.Dispatcher.Duties;
using TaskManager.Dispatcher.Routing.WhoMay;
using TaskManager.Domain;

namespace TaskManager.Dispatcher.Simulating;

/// <summary>What does not depend on the policy: the tasks, the members, and what travel and batches are like.</summary>
/// <param name="Tasks">In the order of their arrival; their duties carry the weights.</param>
/// <param name="Work">By task: how long work on it takes, in milliseconds.</param>
/// <param name="Catalogue">The members, with shifts and capacities.</param>
/// <param name="Settings">Travel and batches.</param>
internal sealed record World(IReadOnlyList<PastTask> Tasks, IReadOnlyList<long> Work, Catalogue Catalogue, SimulationSettings Settings)
{
    /// <summary>By number of the member: where the day begins; members who are not here begin in the middle of their grids.</summary>
    public IReadOnlyDictionary<string, Position> Homes { get; init; } = new Dictionary<string, Position>(0);

    internal MemberTable Members => MemberTable.Of(Catalogue);
}

/// <summary>What a simulation takes for given.</summary>
public sealed record SimulationSettings
{
    /// <summary>Waiting tasks are routed at whole multiples of this, 1–60 minutes; default 5 minutes.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How fast members travel, km/h; default 20.</summary>
    public double Speed { get; init; } = 20;

    /// <summary>Roads over the straight line.</summary>
    public double Detour { get; init; } = 1.3;

    /// <summary>How long members go on after the last arrival; what is open then stays open.</summary>
    public TimeSpan After { get; init; } = TimeSpan.FromDays(30);

    /// <summary>A work time is never above this.</summary>
    public TimeSpan WorkMax { get; init; } = WorkTimes.MaxDefault;
}
